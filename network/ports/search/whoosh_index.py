"""SearchIndex in a folder of files, with Whoosh: the embedded default.

Whoosh writes and merges the index; reading it is our own evaluator's work, which is a hundred times faster for common
words and audience filters and gives the same scores.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from threading import Lock

from network.ports.search import Document, Query, Results
from network.ports.search.query_text import parse
from network.ports.search.whoosh_evaluator import Page, Scope, search
from network.ports.search.whoosh_schema import facet_term
from network.ports.search.whoosh_snapshot import Snapshots, unavailable_when_damaged
from network.ports.search.whoosh_writer import Writer


class WhooshIndex:
    """An index in `folder` (mode 0700: it holds pickles, so nothing else may write there).

    Any number of processes and threads may search; one process writes. Before the first `clear()` there is no index.
    """

    def __init__(self, folder: Path) -> None:
        self._snapshots = Snapshots(folder)
        self._writer = Writer(folder, self._snapshots)
        self._writing = Lock()

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
        conditions = parse(query.text, query.at_least)
        facets = tuple(facet_term(name, value) for name, value in query.facets.items())
        page = Page(max(0, query.offset), max(0, query.limit), query.newest_first)
        snapshot = self._snapshots.current()
        if not conditions.required:
            return Results((), 0)
        with unavailable_when_damaged():
            return search(snapshot, conditions, Scope(audiences, query.kinds, facets), page)

    def versions(self) -> Mapping[str, int]:
        snapshot = self._snapshots.current()
        with unavailable_when_damaged():
            return {
                stored["key"]: stored["version"]
                for segment in snapshot.segments
                for number in segment.live.nonzero()[0]
                for stored in (segment.files.stored(int(number)),)
            }

    def clear(self) -> None:
        with self._writing:
            self._snapshots.forget()
            self._writer.clear()

    def close(self) -> None:
        self._snapshots.forget()
