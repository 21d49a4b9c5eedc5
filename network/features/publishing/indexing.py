"""Articles as the search index sees them, from the moment on at which they are out."""

from collections.abc import Iterator, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from network.core import clock
from network.core.db import AnySelect, UtcDateTime, execute
from network.features.publishing.models import Article, ArticleState
from network.features.search.facets import Author, facets, names
from network.ports.search import Document

KIND = "article"


def key(article_id: int) -> str:
    return f"{KIND}:{article_id}"


_articles: AnySelect = select(
    Article.id,
    Article.kind,
    Article.title,
    Article.lead,
    Article.plain,
    Article.audience_term,
    Article.published_at,
    Article.number,
).where(
    Article.id.in_(bindparam("ids", expanding=True)),
    Article.state == ArticleState.PUBLISHED.value,
    Article.published_at <= bindparam("now", type_=UtcDateTime),
)


def documents(session: Session, ids: Sequence[int]) -> Iterator[Document]:
    """One for each article that is out."""
    rows = execute(session, _articles, {"ids": list(ids), "now": clock.now()})
    for article_id, kind, title, lead, plain, audience, at, number in rows:
        yield Document(
            key=key(article_id),
            kind=kind,
            group=key(article_id),
            title=title,
            text="\n\n".join((lead, plain)),
            audience=audience,
            created=at,
            version=number,
            facets=facets(kind, at, Author()),
            names=names(kind, Author()),
        )


def keys(_session: Session, article_id: int) -> tuple[str, ...]:
    return (key(article_id),)


def all_ids(session: Session) -> Sequence[int]:
    return session.scalars(select(Article.id).order_by(Article.id)).all()
