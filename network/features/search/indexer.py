"""The one writer of the search index: puts in what the outbox names, and builds the whole anew.

A rebuild is itself a row of the outbox until it is complete: a worker that is killed half-way would else leave an
index that looks sound and lacks most of what it should hold.
"""

import logging
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from network.core import outbox
from network.core.outbox import OutboxRow, Queue
from network.features.attachments import gone as gone_files
from network.features.attachments.indexing import GONE
from network.features.collections import indexing as collection_indexing
from network.features.experiences import indexing as experience_indexing
from network.features.library import indexing as library_indexing
from network.features.members import indexing as member_indexing
from network.features.methods import indexing as method_indexing
from network.features.municipalities import indexing as municipality_indexing
from network.features.plans import indexing as plan_indexing
from network.features.publishing import indexing as article_indexing
from network.features.threads import indexing as thread_indexing
from network.features.threads.indexing import MANY
from network.features.topics import indexing as topic_indexing
from network.ports.search import Document, Query, SearchIndex, SearchUnavailable

logger = logging.getLogger("network.worker")

INDEX_BATCH = 500  # rows of the outbox
REBUILD_BATCH = 2000  # each batch is one commit of the index; few large ones need less merging
INDEXED = {
    "post": thread_indexing,
    "document": library_indexing,
    "method": method_indexing,
    "collection": collection_indexing,
    "experience": experience_indexing,
    GONE: gone_files,
    "topic": topic_indexing,
    "municipality": municipality_indexing,
    "member": member_indexing,
    "plan": plan_indexing,
    "article": article_indexing,
}
REBUILD = "rebuild"

Progress = Callable[[int], None]


class Indexer:
    """Keeps a search index equal to a database."""

    def __init__(self, engine: Engine, search: SearchIndex) -> None:
        self._engine = engine
        self._search = search

    def index(self) -> int:
        """Put what changed into the index; returns how many rows were dealt with. Raises SearchUnavailable."""
        with Session(self._engine) as session:
            rows = outbox.pending(session, Queue.INDEX, INDEX_BATCH)
        if not rows:
            self._mend()
            return 0
        if any(row.event == REBUILD for row in rows):
            self.rebuild()
            self._finish(rows)
            return len(rows)
        try:
            self._take(rows)
        except SearchUnavailable as error:
            if self._is_sound():
                raise  # another process writes it, or the disk is full: nothing that a rebuild would mend
            logger.warning("search index: %s; rebuilding it", error)
            self.rebuild()
            self._finish(rows)
        return len(rows)

    def _mend(self) -> None:
        """An index that has been deleted or damaged is rebuilt also when there is nothing else to do."""
        try:
            self._search.search(Query("", limit=1), frozenset())
        except SearchUnavailable as error:
            if not self._is_sound():
                logger.warning("search index: %s; rebuilding it", error)
                self.rebuild()

    def rebuild(self, progress: Progress = lambda _count: None) -> int:
        """Empty the index and fill it from the database. Returns how many documents it holds."""
        self._ask_for_rebuild()
        self._search.clear()
        count = 0
        with Session(self._engine) as session:
            asked = outbox.waiting(session, Queue.INDEX, REBUILD)
            todo = [(kind, ids) for kind, source in INDEXED.items() if (ids := source.all_ids(session))]
        for kind, ids in todo:
            for start in range(0, len(ids), REBUILD_BATCH):
                batch = ids[start : start + REBUILD_BATCH]
                count += self._fill(kind, batch)
                progress(len(batch))
        with Session(self._engine) as session, session.begin():
            outbox.finish(session, asked)
        return count

    def _ask_for_rebuild(self) -> None:
        with Session(self._engine) as session, session.begin():
            if not outbox.waiting(session, Queue.INDEX, REBUILD):
                outbox.record(session, Queue.INDEX, REBUILD, 0)

    def _fill(self, kind: str, ids: Sequence[int]) -> int:
        """Put things into an index that holds none of them. One that fails is left to the outbox."""
        try:
            with Session(self._engine) as session:
                documents = list(INDEXED[kind].documents(session, ids))
            self._search.put(documents)
        except Exception as error:
            if self._is_the_machines(error):
                raise
            if len(ids) > 1:
                middle = len(ids) // 2
                return self._fill(kind, ids[:middle]) + self._fill(kind, ids[middle:])
            logger.exception("%s %s cannot be indexed", kind, ids[0])
            with Session(self._engine) as session, session.begin():
                outbox.record(session, Queue.INDEX, kind, ids[0])
            return 0
        return len(documents)

    def _take(self, rows: Sequence[OutboxRow]) -> None:
        """Index these rows. One that fails for a reason of its own is postponed, so that it holds up no other."""
        try:
            self._write(rows)
        except Exception as error:
            if self._is_the_machines(error):
                raise
            if len(rows) > 1:
                middle = len(rows) // 2
                self._take(rows[:middle])
                self._take(rows[middle:])
                return
            logger.exception("%s %s cannot be indexed", rows[0].event, rows[0].subject_id)
            self._put_off(rows[0], error)
        else:
            self._finish(rows)

    def _put_off(self, row: OutboxRow, error: Exception) -> None:
        """Try it again later; of many posts each for itself, so that one that fails holds up no other."""
        with Session(self._engine) as session, session.begin():
            if row.event != MANY:
                outbox.postpone(session, row.id, row.attempts, repr(error))
                return
            ids = thread_indexing.ids_of_many(session, row.subject_id, **row.payload)
            outbox.record_all(session, Queue.INDEX, thread_indexing.KIND, ids)
            outbox.finish(session, [row.id])

    def _write(self, rows: Sequence[OutboxRow]) -> None:
        named = {kind: sorted({row.subject_id for row in rows if row.event == kind}) for kind in INDEXED}
        self._replace(named | {"collection": self._with_holders(named)})
        for row in rows:
            if row.event == MANY:
                self._replace_many(row)

    def _with_holders(self, named: Mapping[str, Sequence[int]]) -> Sequence[int]:
        """The collections that are named, and those that hold a method or document that is."""
        found = set(named["collection"])
        with Session(self._engine) as session:
            for kind in ("method", "document"):
                if named[kind]:
                    found |= set(collection_indexing.holding(session, kind, named[kind]))
        return sorted(found)

    def _replace_many(self, row: OutboxRow) -> None:
        with Session(self._engine) as session:
            ids = thread_indexing.ids_of_many(session, row.subject_id, **row.payload)
        for start in range(0, len(ids), REBUILD_BATCH):
            self._replace({thread_indexing.KIND: ids[start : start + REBUILD_BATCH]})

    def _replace(self, named: Mapping[str, Sequence[int]]) -> None:
        """What the index holds of these things becomes what the database holds."""
        gone: set[str] = set()
        documents: list[Document] = []
        with Session(self._engine) as session:
            for kind, ids in named.items():
                documents += INDEXED[kind].documents(session, ids)
                gone |= {key for row_id in ids for key in INDEXED[kind].keys(session, row_id)}
        gone -= {document.key for document in documents}
        if gone:
            self._search.delete(sorted(gone))
        if documents:
            self._search.put(documents)

    def _finish(self, rows: Sequence[OutboxRow]) -> None:
        with Session(self._engine) as session, session.begin():
            outbox.finish(session, [row.id for row in rows])

    def _is_sound(self) -> bool:
        try:
            self._search.versions()
        except SearchUnavailable:
            return False
        return True

    def _is_the_machines(self, error: Exception) -> bool:
        """Whether nothing could be written now, whatever it is: a lock, a full disk, a damaged index."""
        if not isinstance(error, SearchUnavailable):
            return isinstance(error, OSError | OperationalError)
        cause = error.__cause__
        return cause is None or isinstance(cause, OSError | OperationalError) or not self._is_sound()
