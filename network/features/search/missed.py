"""What was sought without result: for the secretariat, with no names. No function but `note_while_reading` commits."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Engine, Executable, delete, select
from sqlalchemy.orm import Session

from network.core import clock
from network.core.access import Actor
from network.core.cpr import holds_cpr
from network.core.db import AnySelect, at_most, dialect_insert, execute
from network.core.patience import writing_briefly
from network.core.policy import Action, require
from network.features.search.models import MissedSearch

MAX_WORDS = 80  # characters; who pastes a text is not asking in a word that lacks a synonym
MOST_SHOWN = 50
KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class MissedRow:
    words: str
    count: int
    last_at: datetime


@cache
def _count(dialect_name: str) -> Executable:
    row = dialect_insert(dialect_name, MissedSearch)
    counted: Executable = row.on_conflict_do_update(
        index_elements=["words"], set_={"count": MissedSearch.count + 1, "last_at": row.excluded.last_at}
    )
    return counted


_rows: AnySelect = at_most(
    select(MissedSearch.words, MissedSearch.count, MissedSearch.last_at).order_by(
        MissedSearch.count.desc(), MissedSearch.last_at.desc(), MissedSearch.words
    ),
    MOST_SHOWN,
)


def note_while_reading(engine: Engine, words: str) -> None:
    """Count that a member found nothing; dropped when the lock takes too long. Long texts and numbers are not kept."""
    line = " ".join(words.lower().split())
    if not line or len(line) > MAX_WORDS or "@" in line or holds_cpr(line) or sum(map(str.isdigit, line)) > 6:
        return
    with writing_briefly(engine) as session:
        execute(session, _count(engine.dialect.name), {"words": line, "count": 1, "last_at": clock.now()})


def missed_rows(session: Session) -> tuple[MissedRow, ...]:
    """What was sought in vain most often, these last three months."""
    return tuple(MissedRow(*row) for row in execute(session, _rows, {}))


def forget(session: Session, actor: Actor, words: str) -> None:
    """It needs no synonym."""
    require(Action.KEEP_SYNONYMS, actor)
    session.execute(delete(MissedSearch).where(MissedSearch.words == words))


def purge(session: Session) -> None:
    session.execute(delete(MissedSearch).where(MissedSearch.last_at < clock.now() - KEPT))
