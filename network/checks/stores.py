"""What lies beside the database: the search index and the uploaded files."""

import hashlib
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from network.checks import Finding, fail, ok, warn
from network.core import clock, outbox
from network.core.outbox import Queue
from network.features.library.models import StoredFile
from network.features.search.indexer import INDEX_BATCH, INDEXED
from network.ports.extract.tesseract import installed
from network.ports.files import FileMissing, FileStore
from network.ports.scan import Scanner, ScanUnavailable
from network.ports.search import SearchIndex, SearchUnavailable
from network.settings import Settings

SAMPLE = 200  # files
TOO_OLD = timedelta(days=14)
CHUNK = 1 << 20  # bytes


def check_index(session: Session, search: SearchIndex) -> Finding:
    """Whether the index holds what the database holds, in the same versions."""
    try:
        found = dict(search.versions())
    except SearchUnavailable as error:
        return fail("search", f"{error}; run: network reindex")
    wanted = _wanted(session)
    waiting, _oldest = outbox.lag(session, Queue.INDEX)
    differing = len(found.items() ^ wanted.items())
    text = f"{len(found):,} documents, {len(wanted):,} in the database"
    if not differing:
        return ok("search", text)
    if waiting:
        return warn("search", f"{text}; {waiting} changes wait for the worker")
    return fail("search", f"{text}, {differing:,} differences though nothing waits; run: network reindex")


def _wanted(session: Session) -> dict[str, int]:
    """Key → version of everything that ought to be found."""
    wanted: dict[str, int] = {}
    for source in INDEXED.values():
        ids = source.all_ids(session)
        for start in range(0, len(ids), INDEX_BATCH):
            documents = source.documents(session, ids[start : start + INDEX_BATCH])
            wanted.update({document.key: document.version for document in documents})
    return wanted


def check_files(session: Session, files: FileStore, *, deep: bool) -> Finding:
    """Whether the bytes of the files are there: of a sample, or read again and hashed for all of them."""
    total = session.scalar(select(func.count()).select_from(StoredFile)) or 0
    rows = select(StoredFile.key, StoredFile.size)
    if not deep:
        rows = rows.order_by(func.random()).limit(SAMPLE)
    chosen = session.execute(rows).all()
    wrong = [key for key, size in chosen if not (_is_whole(files, key) if deep else _is_there(files, key, size))]
    how = "read and hashed" if deep else "looked at"
    if wrong:
        return fail(
            "files", f"{len(wrong)} of {len(chosen)} are missing or damaged: {wrong[0]}; restore them from a backup"
        )
    return ok("files", f"{len(chosen)} of {total} {how}, all there")


def check_scanner(scanner: Scanner | None) -> Finding:
    if scanner is None:
        return ok("scanner", "none: files are not looked through for viruses")
    try:
        return ok("scanner", scanner.ping())
    except ScanUnavailable as error:
        return fail("scanner", f"does not answer, so no file can be taken: {error}")


def check_recognition(settings: Settings, session: Session) -> Finding:
    """Whether pages that are pictures can be read, where that is wanted."""
    if settings.ocr == "off":
        return ok("pictures", "NETWORK_OCR is off: scanned pages are not read")
    if found := installed():
        return ok("pictures", f"scanned pages are read by {found[0]}")
    waiting, _oldest = outbox.lag(session, Queue.RECOGNISE)
    text = "scanned pages are not read, so search does not find them; " + (
        "install Debian's packages tesseract-ocr and tesseract-ocr-dan, and start the network anew"
    )
    if settings.ocr == "on":
        return fail("pictures", text)
    return warn("pictures", f"{waiting} documents wait: {text}") if waiting else ok("pictures", text)


def check_strays(session: Session, files: FileStore) -> Finding:
    """What the store holds and no row names: forms that were begun. The worker forgets them after a week."""
    keys = files.keys()
    known = set(session.scalars(select(StoredFile.key)))
    strays = [key for key in keys if key not in known]
    old = set(files.stored_before(clock.now() - TOO_OLD)) & set(strays)
    text = f"{len(keys)} stored, {len(strays)} of them named by nothing"
    if old:
        return warn("store", f"{text}, {len(old)} for more than a fortnight; is the worker running?")
    return ok("store", text)


def _is_there(files: FileStore, key: str, size: int) -> bool:
    try:
        return files.local(key).stat().st_size == size
    except FileMissing:
        return False


def _is_whole(files: FileStore, key: str) -> bool:
    digest = hashlib.sha256()
    try:
        with files.open(key) as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
    except FileMissing:
        return False
    return digest.hexdigest() == key
