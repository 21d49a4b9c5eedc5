"""What an article said before, for those who publish."""

from collections.abc import Mapping, Sequence
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
from network.features.publishing.fields import fields_of_kind
from network.features.publishing.models import ArticleKind, ArticleVersion
from network.features.publishing.queries import ArticleView, article_view

VERSIONS_A_PAGE = 10


@dataclass(frozen=True, slots=True)
class FieldChange:
    name: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One version, and what it changed in the one before."""

    number: int
    author_name: str  # empty when the account has been erased
    organisation_name: str
    at: datetime
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class History:
    article: ArticleView
    versions: tuple[Version, ...]  # newest first
    older_than: int | None  # a version; None when all are shown


_versions: AnySelect = (
    select(ArticleVersion.number, ArticleVersion.fields, Account.name, Organisation.full_name, ArticleVersion.at)
    .outerjoin(Account, Account.id == ArticleVersion.edited_by_id)
    .outerjoin(Organisation, Organisation.id == Account.organisation_id)
    .where(
        ArticleVersion.article_id == bindparam("article_id"),
        ArticleVersion.number < bindparam("before", type_=Integer),
    )
    .order_by(ArticleVersion.number.desc())
    .limit(VERSIONS_A_PAGE + 1)
)


def history(source: Source, actor: Actor, kind: ArticleKind, article_id: int, before: int) -> History:
    """Versions older than number `before`. Raises NotFound, Forbidden."""
    article = article_view(source, actor, kind, article_id)
    require(Action.PUBLISH, actor, article)
    rows = list(execute(source, _versions, {"article_id": article.id, "before": before}))
    shown = rows[:VERSIONS_A_PAGE]
    earlier = [*rows[1:], None][: len(shown)]
    versions = tuple(_version(kind, row, older) for row, older in zip(shown, earlier, strict=True))
    return History(article, versions, shown[-1].number if len(rows) > VERSIONS_A_PAGE else None)


def _version(kind: ArticleKind, row: Sequence[Any], older: Sequence[Any] | None) -> Version:
    number, fields, name, organisation, at = row
    before: Mapping[str, str] = older[1] if older else {}
    changes = tuple(
        FieldChange(field, history_diff(before.get(field, ""), fields.get(field, "")))
        for field in fields_of_kind(kind)
        if before.get(field, "") != fields.get(field, "")
    )
    return Version(number, name or "", organisation or "", at, changes)
