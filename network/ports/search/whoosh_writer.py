"""The one writer of a Whoosh index."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from whoosh.index import TOC, FileIndex
from whoosh.reading import SegmentReader
from whoosh.util.filelock import try_for

from network.ports.search import Document, SearchUnavailable
from network.ports.search.whoosh_codec import ArrayCodec
from network.ports.search.whoosh_schema import INDEX_NAME, SCHEMA, whoosh_fields
from network.ports.search.whoosh_snapshot import Snapshot, Snapshots, unavailable_when_damaged
from network.ports.search.whoosh_storage import LOCK_NAME, DurableStorage, empty, sweep, sync_folder

LOCK_SECONDS = 10.0  # to wait for another process to finish its batch
MEMORY_MB = 64  # of postings before they are sorted on disk
MOST_SEGMENTS = 11


class Writer:
    """Puts and deletes in single commits. A batch that fails leaves the index as it was."""

    def __init__(self, folder: Path, snapshots: Snapshots) -> None:
        self._folder = folder
        self._snapshots = snapshots

    def write(self, keys: Iterable[str], documents: Iterable[Document]) -> None:
        """Remove what has one of the keys and add the documents. Raises SearchUnavailable; then nothing has changed."""
        with _locked(self._folder), unavailable_when_damaged():
            snapshot = self._snapshots.current()
            with self._whoosh_writer() as writer:
                for number in _numbers(snapshot, keys):
                    writer.delete_document(number)
                for document in documents:
                    writer.add_document(**whoosh_fields(document))

    def clear(self) -> None:
        """Leave an empty index, whatever was there."""
        with unavailable_when_damaged():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._folder.chmod(0o700)
            with _locked(self._folder):
                storage = DurableStorage(self._folder)
                generation = TOC._latest_generation(storage, INDEX_NAME) + 1
                empty(self._folder)
                TOC(SCHEMA, [], generation).write(storage, INDEX_NAME)
            sync_folder(self._folder.parent)

    def take_over(self, other: Path) -> None:
        """Let the segments of another folder take the place of this one's. Readers see all of them at once or none."""
        with unavailable_when_damaged():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._folder.chmod(0o700)
            with _locked(self._folder):
                storage, toc = DurableStorage(self._folder), TOC.read(DurableStorage(other), INDEX_NAME, schema=SCHEMA)
                beginnings = tuple(segment.segment_id() for segment in toc.segments)
                for path in list(other.iterdir()):
                    if beginnings and path.name.startswith(beginnings):
                        path.rename(self._folder / path.name)
                generation = TOC._latest_generation(storage, INDEX_NAME) + 1
                TOC(SCHEMA, toc.segments, generation).write(storage, INDEX_NAME)  # from here on it is the new one
                _sweep(storage)
            sync_folder(self._folder.parent)

    @contextmanager
    def _whoosh_writer(self) -> Iterator[Any]:
        storage = DurableStorage(self._folder)
        index = FileIndex(storage, schema=SCHEMA, indexname=INDEX_NAME)
        _sweep(storage)
        # The lock is ours, so that it is let go of whatever fails.
        writer = index.writer(codec=ArrayCodec(), compound=False, limitmb=MEMORY_MB, _lk=False)
        try:
            yield writer
            writer.commit(mergetype=merge_cheapest)
        except BaseException:
            storage.close_all()
            with suppress(Exception):
                _sweep(storage)  # now, not with the next write: the disk may be full
            raise


def merge_cheapest(writer: Any, segments: list[Any]) -> list[Any]:
    """Whoosh's hook: merge some segments into the one being written, return those that stay.

    When there would be too many, take the smallest ones, as many as give the best ratio of documents copied to
    segments saved: 80 batches of 500 copy each document 1.2 times.
    """
    kept = sorted((segment for segment in segments if segment.doc_count()), key=lambda segment: segment.doc_count())
    if len(kept) < MOST_SEGMENTS:
        return kept
    costs = [
        sum(segment.doc_count() for segment in kept[:taken]) / (taken - 1) ** 1.5 for taken in range(2, len(kept) + 1)
    ]
    taken = costs.index(min(costs)) + 2
    for segment in kept[:taken]:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return kept[taken:]


def _sweep(storage: DurableStorage) -> None:
    toc = TOC.read(storage, INDEX_NAME, schema=SCHEMA)
    sweep(Path(storage.folder), toc.generation, toc.segments)


def _numbers(snapshot: Snapshot, keys: Iterable[str]) -> list[int]:
    return [number for key in keys for number in snapshot.find(key)]


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the lock of the index. The operating system lets go of it when the process dies."""
    try:
        lock = DurableStorage(folder).lock(LOCK_NAME)
        if not try_for(lock.acquire, timeout=LOCK_SECONDS):
            raise SearchUnavailable("another process is writing the search index")
    except OSError as error:
        raise SearchUnavailable("there is no search index") from error
    try:
        yield
    finally:
        lock.release()
