"""Articles as search hits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from network.core.access import Actor
from network.core.addresses import article_url
from network.core.db import AnySelect, execute
from network.features.publishing.models import Article
from network.features.publishing.visibility import is_out, visitor


@dataclass(frozen=True, slots=True)
class FoundArticle:
    id: int
    kind: str
    slug: str
    title: str
    lead: str
    plain: str
    published_at: datetime
    audience_term: str

    @property
    def url(self) -> str:
        return article_url(self.kind, self.id, self.slug)


_found: AnySelect = select(
    Article.id,
    Article.kind,
    Article.slug,
    Article.title,
    Article.lead,
    Article.plain,
    Article.published_at,
    Article.audience_term,
).where(Article.id.in_(bindparam("ids", expanding=True)), is_out())


def found_articles(session: Session, actor: Actor, ids: list[int]) -> dict[int, FoundArticle]:
    """Those of these articles that are out."""
    if not ids:
        return {}
    return {row[0]: FoundArticle(*row) for row in execute(session, _found, visitor(actor) | {"ids": ids})}
