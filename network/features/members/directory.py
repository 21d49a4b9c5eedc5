"""The directory: who knows about a topic, who is in a municipality, who has a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from network.core.access import Role
from network.core.cursor import BadCursor
from network.core.danish_sql import danish_folded, danish_order, fold_text
from network.core.db import MAX_ID, AnySelect, at_most, execute
from network.features.accounts.models import Account, AccountState
from network.features.accounts.queries import is_members, roles_of
from network.features.members.contact import Reachable
from network.features.members.models import Competence, Profile
from network.features.members.queries import KnownTopic, competences_of
from network.features.municipalities.models import Organisation
from network.features.topics.models import Topic
from network.ports.search.danish import WORD, fold, stem

PAGE = 30
MAX_WORDS = 6
SHORTEST_STEM = 4  # characters


@dataclass(frozen=True, slots=True)
class MemberRow(Reachable):
    id: int
    name: str
    title: str
    email: str
    roles: frozenset[Role]
    organisation_name: str
    phone: str
    ask_about: str
    competences: tuple[KnownTopic, ...]


@dataclass(frozen=True, slots=True)
class Directory:
    rows: tuple[MemberRow, ...]
    next_cursor: str | None


_columns: AnySelect = (
    select(
        Account.id,
        Account.name,
        Account.title,
        Account.email,
        Account.roles,
        Organisation.full_name,
        func.coalesce(Profile.phone, ""),
        func.coalesce(Profile.ask_about, ""),
    )
    .join(Organisation, Organisation.id == Account.organisation_id)
    .outerjoin(Profile, Profile.account_id == Account.id)
    .where(Account.state == AccountState.ACTIVE, is_members)
)


def _knows(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Competence.account_id == Account.id, condition).correlate(Account)


def _says(number: int) -> ColumnElement[bool]:
    """Names as they are typed; what somebody knows about also in another inflection."""
    word: Any = bindparam(f"word_{number}")
    stemmed: Any = bindparam(f"stem_{number}")
    spoken = Account.title + " " + func.coalesce(Profile.ask_about, "")
    return or_(
        danish_folded(Account.name).like(word),
        danish_folded(spoken).like(stemmed),
        Account.organisation_id.in_(bindparam(f"organisations_{number}", expanding=True)),
        _knows(Competence.topic_id.in_(bindparam(f"topics_{number}", expanding=True))),
    )


_topic_words = select(Topic.id, (Topic.title + " " + Topic.synonyms).label("words"))
_organisation_words = select(Organisation.id, (Organisation.full_name + " " + Organisation.aliases).label("words"))


@cache
def _statement(*, words: int, by_topic: bool, by_organisation: bool, goes_on: bool) -> AnySelect:
    order = danish_order(Account.name)
    rows = _columns.where(*(_says(number) for number in range(words)))
    if by_topic:
        rows = rows.where(_knows(Competence.topic_id == bindparam("topic_id")))
    if by_organisation:
        rows = rows.where(Account.organisation_id == bindparam("organisation_id"))
    if goes_on:
        last = aliased(Account)
        place: Any = select(danish_order(last.name)).where(last.id == bindparam("last_id")).scalar_subquery()
        rows = rows.where(or_(order > place, and_(order == place, Account.id > bindparam("last_id"))))
    return at_most(rows.order_by(order, Account.id), PAGE + 1)


def directory(
    session: Session,
    *,
    text: str = "",
    topic_id: int | None = None,
    organisation_id: int | None = None,
    after: str = "",
) -> Directory:
    """Active members in Danish alphabetical order: those of whom every word holds, and all that is chosen.

    `after` is the member that the page before ended with. Raises BadCursor.
    """
    words = [fold(match[0]) for match in WORD.finditer(text)][:MAX_WORDS]
    statement = _statement(
        words=len(words),
        by_topic=topic_id is not None,
        by_organisation=organisation_id is not None,
        goes_on=bool(after),
    )
    sought = _sought(session, words) if words else {}
    chosen = {"topic_id": topic_id, "organisation_id": organisation_id, "last_id": _last_id(after) if after else None}
    found = execute(session, statement, sought | chosen).all()
    if after and not found:
        raise BadCursor(after)
    known = competences_of(session, [row.id for row in found[:PAGE]])
    rows = tuple(_row(row, known.get(row.id, ())) for row in found[:PAGE])
    return Directory(rows, str(rows[-1].id) if len(found) > PAGE else None)


def _sought(session: Session, words: Sequence[str]) -> dict[str, Any]:
    """What each word stands for. Topics and organisations are few, so they are looked through here."""
    topics = [(row.id, fold_text(row.words)) for row in session.execute(_topic_words)]
    organisations = [(row.id, fold_text(row.words)) for row in session.execute(_organisation_words)]
    sought: dict[str, Any] = {}
    for number, word in enumerate(words):
        sought[f"word_{number}"], sought[f"stem_{number}"] = f"%{word}%", f"%{_stem(word)}%"
        sought[f"organisations_{number}"] = [row_id for row_id, text in organisations if word in text]
        sought[f"topics_{number}"] = [row_id for row_id, text in topics if _stem(word) in text]
    return sought


def _stem(word: str) -> str:
    """A short stem stands inside of every other word."""
    found = stem(word)
    return found if len(found) >= SHORTEST_STEM else word


def _last_id(cursor: str) -> int:
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 10 and int(cursor) <= MAX_ID):
        raise BadCursor(cursor)
    return int(cursor)


def _row(row: Sequence[Any], competences: tuple[KnownTopic, ...]) -> MemberRow:
    number, name, title, email, roles, full_name, phone, ask_about = row
    return MemberRow(number, name, title, email, roles_of(roles), full_name, phone, ask_about, competences)
