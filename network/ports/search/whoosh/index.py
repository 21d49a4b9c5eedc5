"""SearchIndex in a folder of files, with Whoosh: the embedded default.

Whoosh writes and merges the index; reading it is our own evaluator's work, which is a hundred times faster for common
words and audience filters and gives the same scores.
"""

import fcntl
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from network.ports.search import FEWEST_KNOWING, Document, Gathered, Query, RebuiltAlready, Results, SearchUnavailable
from network.ports.search.query_text import conditions_of
from network.ports.search.whoosh.evaluator import Page, search
from network.ports.search.whoosh.gather import gather, known, scope_of
from network.ports.search.whoosh.snapshot import Snapshot, Snapshots, unavailable_when_damaged
from network.ports.search.whoosh.writer import Writer


class WhooshIndex:
    """An index in `folder` (mode 0700: it holds pickles, so nothing else may write there).

    Any number of processes and threads may search; one process writes. Before the first `clear()` there is no index.
    """

    def __init__(self, folder: Path, *, in_bulk: bool = False) -> None:
        self._folder = folder
        self._snapshots = Snapshots(folder)
        self._writer = Writer(folder, self._snapshots, in_bulk=in_bulk)
        self._writing = Lock()
        self._in_bulk = in_bulk

    def _snapshot(self) -> Snapshot:
        """All that has been written."""
        if self._in_bulk:
            with self._writing:
                self._writer.flush()
        return self._snapshots.current()

    def put(self, documents: Iterable[Document]) -> None:
        by_key = {document.key: document for document in documents}
        if by_key:
            with self._writing:
                self._writer.write(by_key, by_key.values())

    def delete(self, keys: Iterable[str]) -> None:
        unwanted = set(keys)
        if unwanted:
            with self._writing:
                self._writer.write(unwanted, ())

    def search(self, query: Query, audiences: frozenset[str]) -> Results:
        conditions = conditions_of(query)
        page = Page(max(0, query.offset), max(0, query.limit), query.newest_first)
        snapshot = self._snapshot()
        if conditions.ask_nothing:
            return Results((), 0)
        with unavailable_when_damaged():
            return search(snapshot, conditions, scope_of(query, conditions, audiences), page)

    def gather(self, query: Query, audiences: frozenset[str], counted: tuple[str, ...] = ()) -> Gathered:
        conditions = conditions_of(query)
        snapshot = self._snapshot()
        if conditions.ask_nothing:
            return Gathered((), 0, {name: {} for name in counted})
        with unavailable_when_damaged():
            return gather(snapshot, query, conditions, audiences, counted)

    def known(
        self, terms: Collection[str], audiences: frozenset[str], fewest: int = FEWEST_KNOWING
    ) -> Mapping[str, int]:
        snapshot = self._snapshot()
        with unavailable_when_damaged():
            return known(snapshot, terms, audiences, fewest)

    def versions(self) -> Mapping[str, int]:
        snapshot = self._snapshot()
        with unavailable_when_damaged():
            return {
                key: version
                for segment in snapshot.segments
                for key, _kind, _group, version in segment.files.all_stored(segment.live)
            }

    def clear(self) -> None:
        with self._writing:
            self._snapshots.forget()
            self._writer.clear()

    def compact(self) -> None:
        with self._writing:
            self._writer.merge_all()

    @contextmanager
    def renewed(self) -> Iterator["WhooshIndex"]:
        beside = self._folder.with_name(f"{self._folder.name}-new")
        with _alone(beside.with_suffix(".lock")):
            other = WhooshIndex(beside, in_bulk=True)
            try:
                other.clear()
                yield other
                other._writer.flush()
                other._writer.merge_all()
                other.close()
                with self._writing:
                    self._writer.take_over(beside)
            finally:
                other.close()
                shutil.rmtree(beside, ignore_errors=True)

    def close(self) -> None:
        self._snapshots.forget()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold a lock that nobody waits for. The operating system lets go of it when the process dies."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("w")
    except OSError as error:
        raise SearchUnavailable("the search index cannot be written") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RebuiltAlready("the search index is being rebuilt already") from error
        yield
