"""What stands beside the database: the search index and the virus scanner."""

from sqlalchemy.orm import Session

from network.checks import Finding, fail, ok, warn
from network.core import outbox
from network.core.outbox import Queue
from network.features.search.indexer import INDEX_BATCH, INDEXED
from network.ports.extract.tesseract import installed
from network.ports.scan import Scanner, ScanUnavailable
from network.ports.search import SearchIndex, SearchUnavailable
from network.settings import Settings


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
