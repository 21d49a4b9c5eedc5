"""Reading an article: its page, and what has to be known to change it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import Integer, bindparam, select

from network.core import clock
from network.core.access import Actor
from network.core.addresses import article_url
from network.core.db import AnySelect, Source, execute
from network.core.errors import NotFound
from network.features.publishing.models import Article, ArticleKind, ArticleState, ArticleVersion
from network.features.publishing.visibility import is_shown, visitor


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article as it stands. Whoever holds one has been let through."""

    id: int
    kind: ArticleKind
    state: ArticleState
    title: str
    slug: str
    lead: str
    facts: Mapping[str, str]
    html: str
    published_at: datetime | None
    number: int
    changed_at: datetime

    @property
    def url(self) -> str:
        return article_url(self.kind, self.id, self.slug)

    @property
    def is_draft(self) -> bool:
        return self.state == ArticleState.DRAFT

    @property
    def is_scheduled(self) -> bool:
        """Whether it is published at a moment that has not come yet."""
        return not self.is_draft and self.published_at is not None and self.published_at > clock.now()

    @property
    def is_out(self) -> bool:
        return not self.is_draft and not self.is_scheduled

    @property
    def body(self) -> Markup:
        return Markup(self.html)  # noqa: S704 -- sanitised when it was written, by core.text


_of_kind = (Article.id == bindparam("article_id"), Article.kind == bindparam("kind"))
_view: AnySelect = select(
    Article.id,
    Article.kind,
    Article.state,
    Article.title,
    Article.slug,
    Article.lead,
    Article.facts,
    Article.html,
    Article.published_at,
    Article.number,
    Article.changed_at,
).where(*_of_kind, is_shown())
_held: AnySelect = select(Article.id).where(*_of_kind, is_shown()).with_for_update(of=Article)


def article_view(
    source: Source, actor: Actor, kind: ArticleKind, article_id: int, *, hold: bool = False
) -> ArticleView:
    """An article that the actor may read; `hold` keeps it from changing until the transaction ends. Raises NotFound."""
    wanted = visitor(actor) | {"article_id": article_id, "kind": kind}
    if hold:
        execute(source, _held, wanted)  # first: what a statement that had to wait reads beside is what was before
    row = execute(source, _view, wanted).first()
    if row is None:
        raise NotFound
    return ArticleView(row[0], ArticleKind(row[1]), *row[2:])


_fields: AnySelect = select(ArticleVersion.fields).where(
    ArticleVersion.article_id == bindparam("article_id"), ArticleVersion.number == bindparam("number", type_=Integer)
)


def fields_of(source: Source, article: ArticleView, number: int) -> dict[str, str]:
    """What a version says of an article that the actor may change. Raises NotFound."""
    found: dict[str, Any] | None = execute(source, _fields, {"article_id": article.id, "number": number}).scalar()
    if found is None:
        raise NotFound
    return found
