"""Keywords for forms, for lists and for the secretariat."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from network.core.danish_order import danish_key
from network.core.db import AnySelect, execute
from network.core.errors import NotFound
from network.features.accounts.models import Account
from network.features.keywords.column import SHOWN
from network.features.keywords.models import Keyword, KeywordState, ThreadKeyword
from network.features.municipalities.models import Organisation

Option = tuple[int, str, str]

_options: AnySelect = select(Keyword.id, Keyword.slug, Keyword.title).where(Keyword.state == KeywordState.ACTIVE.value)


def keyword_options(session: Session) -> tuple[Option, ...]:
    """(id, slug, title) of every keyword that can be chosen, in Danish alphabetical order."""
    rows = execute(session, _options, {})
    return tuple(sorted(((number, slug, title) for number, slug, title in rows), key=lambda row: danish_key(row[2])))


def keyword_choices(session: Session) -> tuple[tuple[str, str], ...]:
    """(slug, title) of every keyword that can be chosen, in Danish alphabetical order, for a form."""
    return tuple((slug, title) for _number, slug, title in keyword_options(session))


def keyword_named(session: Session, slug: str) -> Option:
    """The keyword behind an address, also when it has been merged into another. Raises NotFound."""
    keyword = session.scalars(select(Keyword).where(Keyword.slug == slug)).first()
    while keyword is not None and keyword.merged_into_id is not None:
        keyword = session.get(Keyword, keyword.merged_into_id)
    if keyword is None or keyword.state not in SHOWN:
        raise NotFound
    return keyword.id, keyword.slug, keyword.title


_chosen: AnySelect = (
    select(Keyword.slug)
    .join(ThreadKeyword, ThreadKeyword.keyword_id == Keyword.id)
    .where(ThreadKeyword.thread_id == bindparam("thread_id"), Keyword.state == KeywordState.ACTIVE.value)
    .order_by(Keyword.slug)
)


def chosen_keywords(session: Session, thread_id: int) -> str:
    """The keywords of a thread as its form holds them. The caller has made sure that the actor may edit it."""
    return " ".join(execute(session, _chosen, {"thread_id": thread_id}).scalars())


@dataclass(frozen=True, slots=True)
class KeptKeyword:
    """A keyword as the secretariat sees it."""

    id: int
    slug: str
    title: str
    state: KeywordState
    thread_count: int
    proposer_name: str | None
    proposer_organisation: str | None

    @property
    def is_proposed(self) -> bool:
        return self.state == KeywordState.PROPOSED

    @property
    def is_retired(self) -> bool:
        return self.state == KeywordState.RETIRED


_thread_count = select(func.count()).where(ThreadKeyword.keyword_id == Keyword.id).correlate(Keyword).scalar_subquery()
_kept: AnySelect = (
    select(Keyword.id, Keyword.slug, Keyword.title, Keyword.state, _thread_count, Account.name, Organisation.full_name)
    .outerjoin(Account, Account.id == Keyword.proposed_by_id)
    .outerjoin(Organisation, Organisation.id == Account.organisation_id)
    .where(Keyword.state != KeywordState.MERGED.value)
)


def kept_keywords(session: Session) -> tuple[KeptKeyword, ...]:
    """The whole list: proposals first, then in Danish alphabetical order, what is retired last."""
    rows = _sorted(KeptKeyword(*row) for row in execute(session, _kept, {}))
    order = (KeywordState.PROPOSED, KeywordState.ACTIVE, KeywordState.RETIRED)
    return tuple(sorted(rows, key=lambda keyword: order.index(keyword.state)))


def kept_keyword(session: Session, keyword_id: int) -> KeptKeyword:
    """Raises NotFound."""
    row: Any = execute(session, _kept.where(Keyword.id == bindparam("keyword_id")), {"keyword_id": keyword_id}).first()
    if row is None:
        raise NotFound
    return KeptKeyword(*row)


def _sorted(keywords: Iterable[KeptKeyword]) -> list[KeptKeyword]:
    return sorted(keywords, key=lambda keyword: danish_key(keyword.title))
