"""The uploaded files, in the folder or in the bucket: whether each is there, and what else is."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from network.checks import Finding, fail, ok, warn
from network.core import clock
from network.features.library.models import StoredFile
from network.ports.files import FileMissing, FileStore, StoredEntry, StoreUnavailable

TOO_OLD = timedelta(days=14)
CHUNK = 1 << 20  # bytes


def check_files(session: Session, files: FileStore, *, deep: bool) -> Iterator[Finding]:
    """Whether every file that a row names is there in its size, or with its bytes; then what no row names."""
    named = dict(session.execute(select(StoredFile.key, StoredFile.size)).all())
    try:
        stored = {entry.key: entry for entry in files.entries()}
        yield _check_named(named, stored, files, deep=deep)
    except StoreUnavailable as error:
        yield fail("files", str(error))
        return
    yield _check_strays(named, stored)


def _check_named(
    named: Mapping[str, int], stored: Mapping[str, StoredEntry], files: FileStore, *, deep: bool
) -> Finding:
    wrong = [key for key, size in named.items() if key not in stored or stored[key].size != size]
    if deep:
        wrong += [key for key in named if key not in wrong and not _is_whole(files, key)]
    if wrong:
        return fail("files", f"{len(wrong)} of {len(named)} are missing or damaged: {wrong[0]}; restore from a backup")
    return ok("files", f"{len(named)} of {len(named)} {'read and hashed' if deep else 'looked at'}, all there")


def _check_strays(named: Mapping[str, int], stored: Mapping[str, StoredEntry]) -> Finding:
    """Forms that were begun and never sent. The worker forgets them after a week."""
    strays = [entry for entry in stored.values() if entry.key not in named]
    old = [entry for entry in strays if entry.stored_at < clock.now() - TOO_OLD]
    text = f"{len(stored)} stored, {len(strays)} of them named by nothing"
    if old:
        return warn("store", f"{text}, {len(old)} for more than a fortnight; is the worker running?")
    return ok("store", text)


def _is_whole(files: FileStore, key: str) -> bool:
    digest = hashlib.sha256()
    try:
        with files.open(key) as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
    except FileMissing:
        return False
    return digest.hexdigest() == key
