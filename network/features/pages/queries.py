"""Reading the pages about the network. Everybody may read them; what they said before is for the secretariat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, select

from network.core.access import Actor
from network.core.db import AnySelect, Source, execute
from network.core.policy import Action, require
from network.core.worddiff import Piece, history_diff
from network.features.accounts.models import Account
from network.features.municipalities.models import Organisation
from network.features.pages.models import SitePage, SitePageVersion

VERSIONS_A_PAGE = 10


@dataclass(frozen=True, slots=True)
class WrittenPage:
    """What the secretariat has written."""

    markdown: str
    html: str
    number: int
    changed_at: datetime


_page: AnySelect = select(SitePage.markdown, SitePage.html, SitePage.number, SitePage.changed_at).where(
    SitePage.name == bindparam("name")
)


def written_page(source: Source, name: str) -> WrittenPage | None:
    """None: nobody has written anything else than what it said at first."""
    row = execute(source, _page, {"name": name}).first()
    return WrittenPage(*row) if row else None


_changed: AnySelect = select(SitePage.name, SitePage.changed_at)


def changed_pages(source: Source) -> dict[str, datetime]:
    """The names of those that have been rewritten, and when."""
    return {row.name: row.changed_at for row in execute(source, _changed, {})}


@dataclass(frozen=True, slots=True)
class PageVersion:
    number: int
    author_name: str  # empty when the account has been erased
    organisation_name: str
    at: datetime
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class PageHistory:
    versions: tuple[PageVersion, ...]  # newest first
    older_than: int | None  # a version; None when all are shown


_versions: AnySelect = (
    select(
        SitePageVersion.number,
        SitePageVersion.markdown,
        Account.name,
        Organisation.full_name,
        SitePageVersion.at,
    )
    .outerjoin(Account, Account.id == SitePageVersion.edited_by_id)
    .outerjoin(Organisation, Organisation.id == Account.organisation_id)
    .where(SitePageVersion.name == bindparam("name"), SitePageVersion.number < bindparam("before", type_=Integer))
    .order_by(SitePageVersion.number.desc())
    .limit(VERSIONS_A_PAGE + 1)
)


def page_history(source: Source, actor: Actor, name: str, first: str, before: int) -> PageHistory:
    """Versions older than number `before`; `first` is what the page said at first. Raises Forbidden."""
    require(Action.EDIT_PAGE, actor)
    rows = list(execute(source, _versions, {"name": name, "before": before}))
    shown = rows[:VERSIONS_A_PAGE]
    earlier: Sequence[Any] = [*rows[1:], (0, first)][: len(shown)]
    versions = tuple(
        PageVersion(row[0], row[2] or "", row[3] or "", row[4], history_diff(older[1], row[1]))
        for row, older in zip(shown, earlier, strict=True)
    )
    return PageHistory(versions, shown[-1].number if len(rows) > VERSIONS_A_PAGE else None)
