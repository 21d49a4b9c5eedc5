"""The one writer of the search index: puts in what the outbox names, and builds the whole anew.

A rebuild goes on beside the index that answers, and is itself a row of the outbox until it is complete: what a worker
that is killed half-way leaves behind is begun again.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from sqlalchemy import Engine, func, select
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
from network.features.municipalities.indexing import Organisations
from network.features.plans import indexing as plan_indexing
from network.features.publishing import indexing as article_indexing
from network.features.threads import indexing as thread_indexing
from network.features.threads.indexing import MANY
from network.features.topics import indexing as topic_indexing
from network.ports.search import Document, Query, RebuiltAlready, SearchIndex, SearchUnavailable

logger = logging.getLogger("network.worker")

INDEX_BATCH = 500  # rows of the outbox
REBUILD_BATCH = 2000  # each batch is one commit of the index; few large ones need less merging


class Source(Protocol):
    """What one kind of thing gives the index: a module or an object."""

    def documents(self, session: Session, ids: Sequence[int], /) -> Iterable[Document]: ...

    def keys(self, session: Session, row_id: int, /) -> Iterable[str]: ...

    def all_ids(self, session: Session, /) -> Sequence[int]: ...


INDEXED: Mapping[str, Source] = {
    "post": thread_indexing,
    "document": library_indexing,
    "method": method_indexing,
    "collection": collection_indexing,
    "experience": experience_indexing,
    GONE: gone_files,
    "topic": topic_indexing,
    "municipality": Organisations("municipality"),
    "partner": Organisations("partner"),
    "member": member_indexing,
    "plan": plan_indexing,
    "article": article_indexing,
}
REBUILD = "rebuild"

Progress = Callable[[int], None]


class Indexer:
    """Keeps a search index equal to a database."""

    def __init__(self, engine: Engine, reading: Engine, search: SearchIndex) -> None:
        self._engine = engine
        self._reading = reading  # whoever reads on it makes no writer wait
        self._search = search
        self._asked: Sequence[int] = ()  # rows that asked for the rebuild that runs
        self._began_after = 0  # the last row of the outbox before it

    def index(self) -> int:
        """Put what changed into the index; returns how many rows were dealt with. Raises SearchUnavailable."""
        with Session(self._reading) as session:
            rows = outbox.pending(session, Queue.INDEX, INDEX_BATCH)
            must_rebuild = bool(rows) and bool(outbox.waiting(session, Queue.INDEX, REBUILD))
        if not rows:
            self._mend()
            return 0
        if must_rebuild:  # who rebuilds puts in what changes meanwhile
            return self._rebuilt(rows)
        try:
            self._take(rows, [self._search])
        except SearchUnavailable as error:
            if self._is_sound():
                raise  # another process writes it, or the disk is full: nothing that a rebuild would mend
            logger.warning("search index: %s; rebuilding it", error)
            return self._rebuilt(rows)
        return len(rows)

    def _rebuilt(self, rows: Sequence[OutboxRow]) -> int:
        try:
            self.rebuild()
        except RebuiltAlready as error:
            logger.info("search index: %s", error)
            return 0
        self._finish(rows)
        return len(rows)

    def _mend(self) -> None:
        """An index that has been deleted or damaged is rebuilt also when there is nothing else to do."""
        try:
            self._search.search(Query("", limit=1), frozenset())
        except SearchUnavailable as error:
            if not self._is_sound():
                logger.warning("search index: %s; rebuilding it", error)
                self._rebuilt(())

    def rebuild(self, progress: Progress = lambda _count: None) -> int:
        """Fill an index beside the one that answers from the database, and let it take over; returns how many it holds.

        What changes meanwhile goes into both. The text of documents is not read again. Raises RebuiltAlready when
        somebody else is at it.
        """
        self._ask_for_rebuild()
        with self._search.renewed() as new:
            count = self._fill_all(new, progress)
        with Session(self._engine) as session, session.begin():
            outbox.finish(session, self._asked)
        return count

    def _fill_all(self, new: SearchIndex, progress: Progress) -> int:
        count = 0
        with Session(self._reading) as session:
            self._asked = outbox.waiting(session, Queue.INDEX, REBUILD)
            self._began_after = session.scalar(select(func.max(OutboxRow.id))) or 0
            todo = [(kind, ids) for kind, source in INDEXED.items() if (ids := source.all_ids(session))]
        for kind, ids in todo:
            for start in range(0, len(ids), REBUILD_BATCH):
                batch = ids[start : start + REBUILD_BATCH]
                count += self._fill(new, kind, batch)
                progress(len(batch))
                self._keep_up(new)
        return count

    def _keep_up(self, new: SearchIndex) -> None:
        """What somebody has written since the rebuild began is found before it ends."""
        with Session(self._reading) as session:
            waiting = outbox.pending(session, Queue.INDEX, INDEX_BATCH)
        # What was asked for before is read with all the rest
        rows = [row for row in waiting if row.id > self._began_after and row.event != REBUILD]
        if not rows:
            return
        indexes = [new, *([self._search] if self._is_sound() else [])]
        self._take(rows, indexes)

    def _ask_for_rebuild(self) -> None:
        with Session(self._engine) as session, session.begin():
            if not outbox.waiting(session, Queue.INDEX, REBUILD):
                outbox.record(session, Queue.INDEX, REBUILD, 0)

    def _fill(self, new: SearchIndex, kind: str, ids: Sequence[int]) -> int:
        """Put things into an index. One that fails is left to the outbox."""
        try:
            with Session(self._reading) as session:
                documents = list(INDEXED[kind].documents(session, ids))
            new.put(documents)
        except Exception as error:
            if self._is_the_machines(error):
                raise
            if len(ids) > 1:
                middle = len(ids) // 2
                return self._fill(new, kind, ids[:middle]) + self._fill(new, kind, ids[middle:])
            logger.exception("%s %s cannot be indexed", kind, ids[0])
            with Session(self._engine) as session, session.begin():
                outbox.record(session, Queue.INDEX, kind, ids[0])
            return 0
        return len(documents)

    def _take(self, rows: Sequence[OutboxRow], indexes: Sequence[SearchIndex]) -> None:
        """Index these rows. One that fails for a reason of its own is postponed, so that it holds up no other."""
        try:
            self._write(rows, indexes)
        except Exception as error:
            if self._is_the_machines(error):
                raise
            if len(rows) > 1:
                middle = len(rows) // 2
                self._take(rows[:middle], indexes)
                self._take(rows[middle:], indexes)
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

    def _write(self, rows: Sequence[OutboxRow], indexes: Sequence[SearchIndex]) -> None:
        named = {kind: sorted({row.subject_id for row in rows if row.event == kind}) for kind in INDEXED}
        self._replace(named | {"collection": self._with_holders(named)}, indexes)
        for row in rows:
            if row.event == MANY:
                self._replace_many(row, indexes)

    def _with_holders(self, named: Mapping[str, Sequence[int]]) -> Sequence[int]:
        """The collections that are named, and those that hold a method, document or plan that is."""
        found = set(named["collection"])
        with Session(self._reading) as session:
            for kind in ("method", "document", "plan"):
                if named[kind]:
                    found |= set(collection_indexing.holding(session, kind, named[kind]))
        return sorted(found)

    def _replace_many(self, row: OutboxRow, indexes: Sequence[SearchIndex]) -> None:
        with Session(self._reading) as session:
            ids = thread_indexing.ids_of_many(session, row.subject_id, **row.payload)
        for start in range(0, len(ids), REBUILD_BATCH):
            self._replace({thread_indexing.KIND: ids[start : start + REBUILD_BATCH]}, indexes)

    def _replace(self, named: Mapping[str, Sequence[int]], indexes: Sequence[SearchIndex]) -> None:
        """What the indexes hold of these things becomes what the database holds."""
        gone: set[str] = set()
        documents: list[Document] = []
        with Session(self._reading) as session:
            for kind, ids in named.items():
                documents += INDEXED[kind].documents(session, ids)
                gone |= {key for row_id in ids for key in INDEXED[kind].keys(session, row_id)}
        gone -= {document.key for document in documents}
        for index in indexes:
            if gone:
                index.delete(sorted(gone))
            if documents:
                index.put(documents)

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
