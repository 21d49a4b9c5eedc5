"""One import: what it reads, where it writes, and what every part of it shares."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, cast

from sqlalchemy import Engine, Table, insert, select
from sqlalchemy.orm import Session

from network.core.access import Audience
from network.core.db import Base
from network.core.imported import Imported
from network.features.threads.models import Thread
from network.features.topics.models import Topic
from network.importing.report import Refused, Report
from network.importing.rows import Row, read_rows, source_id

T = TypeVar("T")

BATCH = 1000  # rows a transaction: few enough that a member who writes meanwhile hardly waits

# Shows how far one part of the work has come: label, length in whatever is counted → tell it what is done
Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]


@dataclass(frozen=True, slots=True)
class Options:
    source: str  # the name of the set, under which its ids are remembered
    audience: Audience  # who may read what is imported
    accept_passwords: bool


@dataclass(frozen=True)
class Job:
    engine: Engine  # one that writes
    folder: Path
    options: Options
    executor: Executor
    progress: Progress
    report: Report = field(default_factory=Report)

    def rows(self, kind: str) -> Iterator[tuple[Row, str]]:
        """Each row of a file with its id; those without a usable one are refused."""
        path, seen = self.folder / f"{kind}s.jsonl", dict[str, int]()
        with self.progress(f"reading {path.name}", path.stat().st_size) as read:
            for row in read_rows(path, lambda line, why: self.refuse(kind, line, why), read):
                try:
                    number = _not_seen(row, seen)
                except Refused as refused:
                    self.refuse(kind, row.line, refused)
                else:
                    yield row, number

    def new(self, kind: str, known: set[str], checked: Callable[[Row, str], T]) -> Iterator[T]:
        """What `checked` makes of each row that no earlier run has taken; what it refuses is left out.

        It sees the rows taken earlier as well, so that a repeated run finds the same addresses and positions in use.
        """
        for row, number in self.rows(kind):
            self.report.known[kind] += number in known
            try:
                item = checked(row, number)
            except Refused as refused:
                if number not in known:
                    self.refuse(kind, row.line, refused)
            else:
                if number not in known:
                    yield item

    def refuse(self, kind: str, line: int, reason: object) -> None:
        self.report.refuse(f"{kind}s.jsonl", line, reason)

    def known_ids(self, kind: str) -> set[str]:
        """Source ids that an earlier run has taken."""
        taken = select(Imported.source_id).where(Imported.source == self.options.source, Imported.kind == kind)
        with Session(self.engine) as session:
            return set(session.scalars(taken))

    def local_ids(self, kind: str, model: type[Thread | Topic]) -> dict[str, int]:
        """Source id → local id of every row that was taken, now or earlier, and has not been deleted since."""
        rows = (
            select(Imported.source_id, Imported.local_id)
            .join(model, model.id == Imported.local_id)
            .where(Imported.source == self.options.source, Imported.kind == kind)
        )
        with Session(self.engine) as session:
            return dict(session.execute(rows).all())

    def remember(self, session: Session, kind: str, ids: Sequence[tuple[str, int]]) -> None:
        """Note which local row each source row became, in the transaction that makes it."""
        rows = [
            {"source": self.options.source, "kind": kind, "source_id": number, "local_id": local_id}
            for number, local_id in ids
        ]
        if rows:
            session.execute(insert(table_of(Imported)), rows)
        self.report.taken[kind] += len(rows)


def table_of(model: type[Base]) -> Table:
    """A bulk insert into the table itself costs half of one through the mapper."""
    return cast(Table, model.__table__)


def _not_seen(row: Row, seen: dict[str, int]) -> str:
    """The row's id, which no earlier row of the file has. Raises Refused."""
    number = source_id(row.fields)
    first = seen.setdefault(number, row.line)
    if first != row.line:
        raise Refused(f"the id {number} stands on line {first} already")
    return number
