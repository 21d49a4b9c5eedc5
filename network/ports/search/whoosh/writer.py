"""The one writer of a Whoosh index."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from whoosh.index import TOC
from whoosh.util.filelock import try_for

from network.ports.search import Document, SearchUnavailable
from network.ports.search.whoosh.batch import Batch, Pieces
from network.ports.search.whoosh.codec import ArrayCodec
from network.ports.search.whoosh.merging import Mask, Source, write_segment
from network.ports.search.whoosh.schema import INDEX_NAME, SCHEMA
from network.ports.search.whoosh.snapshot import Snapshot, Snapshots, live_of, unavailable_when_damaged
from network.ports.search.whoosh.storage import LOCK_NAME, DurableStorage, empty, sweep, sync_folder

LOCK_SECONDS = 10.0  # to wait for another process to finish its batch
MOST_SEGMENTS = 6  # each is asked for every word; copying what they hold costs little
PIECES_IN_BULK = 1_500_000  # of text, some ten thousand posts


class Writer:
    """Puts and deletes in single commits. A batch that fails leaves the index as it was.

    In bulk, what is written is committed when there is much of it, and on `flush`.
    """

    def __init__(self, folder: Path, snapshots: Snapshots, *, in_bulk: bool = False) -> None:
        self._folder = folder
        self._snapshots = snapshots
        self._most = PIECES_IN_BULK if in_bulk else 0
        self._pieces = Pieces()
        self._begin()

    def _begin(self) -> None:
        if self._pieces.is_full:
            self._pieces = Pieces()
        self._batch, self._keys = Batch(self._pieces), set[str]()

    def write(self, keys: Collection[str], documents: Iterable[Document]) -> None:
        """Remove what has one of the keys and add the documents. Raises SearchUnavailable; then nothing has changed."""
        with unavailable_when_damaged():
            self._batch.add(keys, documents)
            self._keys.update(keys)
        if self._batch.pieces >= self._most:
            self.flush()

    def flush(self) -> None:
        """Commit what has been written. Raises SearchUnavailable; then it is lost, and the index as it was."""
        batch, keys = self._batch, self._keys
        self._begin()
        if not batch and not keys:
            return
        with _locked(self._folder), unavailable_when_damaged(), self._storage() as storage:
            snapshot = self._snapshots.current()
            toc = TOC.read(storage, INDEX_NAME, schema=SCHEMA)
            for number in _numbers(snapshot, keys):
                at, own = snapshot.place(number)
                toc.segments[at].delete_document(own)
            _commit(storage, toc, snapshot, batch, cheapest(toc.segments))

    def merge_all(self) -> None:
        """Make one segment of all, without what is deleted."""
        with _locked(self._folder), unavailable_when_damaged(), self._storage() as storage:
            toc = TOC.read(storage, INDEX_NAME, schema=SCHEMA)
            if len(toc.segments) > 1 or any(segment.has_deletions() for segment in toc.segments):
                _commit(storage, toc, self._snapshots.current(), Batch(self._pieces), range(len(toc.segments)))

    def clear(self) -> None:
        """Leave an empty index, whatever was there."""
        with unavailable_when_damaged():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._folder.chmod(0o700)
            with _locked(self._folder):
                storage = DurableStorage(self._folder)
                generation = TOC._latest_generation(storage, INDEX_NAME) + 1
                empty(self._folder)
                _write_toc(storage, TOC(SCHEMA, [], generation))
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
                _write_toc(storage, TOC(SCHEMA, toc.segments, generation))  # from here on it is the new one
                _sweep(storage)
            sync_folder(self._folder.parent)

    @contextmanager
    def _storage(self) -> Iterator[DurableStorage]:
        storage = DurableStorage(self._folder)
        _sweep(storage)
        try:
            yield storage
        except BaseException:
            storage.close_all()
            with suppress(Exception):
                _sweep(storage)  # now, not with the next write: the disk may be full
            raise


def _commit(storage: DurableStorage, toc: Any, snapshot: Snapshot, batch: Batch, merged: Collection[int]) -> None:
    """Write the new documents, and what the merged segments still have, as one segment; then the table of contents."""
    segments, sources, live = [], list[Source](), list[Mask]()
    for at, segment in enumerate(toc.segments):
        if at in merged:
            sources.append(snapshot.segments[at].files)
            live.append(live_of(segment))
        elif segment.doc_count():
            segments.append(segment)
    if batch:
        sources.append(batch)
        live.append(batch.live)
    if any(mask.any() for mask in live):
        made = ArrayCodec().new_segment(storage, INDEX_NAME)
        write_segment(storage, made, sources, live)
        segments.append(made)
    TOC(SCHEMA, segments, toc.generation + 1).write(storage, INDEX_NAME)
    _sweep(storage)


def cheapest(segments: Sequence[Any]) -> frozenset[int]:
    """Places of the segments that are merged with what is new: none while there are few.

    When there would be too many, the smallest ones, as many as give the best ratio of documents copied to segments
    saved: 80 batches of 500 copy each document 1.7 times.
    """
    sizes = sorted((segment.doc_count(), at) for at, segment in enumerate(segments) if segment.doc_count())
    if len(sizes) < MOST_SEGMENTS:
        return frozenset()
    costs = [sum(size for size, _ in sizes[:taken]) / (taken - 1) ** 1.5 for taken in range(2, len(sizes) + 1)]
    return frozenset(at for _, at in sizes[: costs.index(min(costs)) + 2])


def _write_toc(storage: DurableStorage, toc: TOC) -> None:
    try:
        toc.write(storage, INDEX_NAME)
    finally:
        storage.close_all()  # on a full disk it stays open


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
