"""What the network has published, for programs: what is out, also to those who see what is not."""

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from network.core.access import Actor
from network.core.errors import NotFound
from network.core.text import plain_text
from network.features.api import shapes
from network.features.api.reading import ROWS, Asked, Url
from network.features.publishing.documents import files_of
from network.features.publishing.lists import SAID, article_list
from network.features.publishing.models import ArticleKind
from network.features.publishing.queries import article_view

Rows = Callable[[Session, Actor, Asked, Url], shapes.Page[shapes.Article]]
One = Callable[[Session, Actor, Asked, Url], shapes.ArticleText]


TOLD = (*SAID, "link")  # where an event is held online is for those who take part


def _told(facts: Mapping[str, str]) -> dict[str, str]:
    return {name: facts[name] for name in TOLD if facts.get(name)}


def rows_of(kind: ArticleKind) -> Rows:
    def read(session: Session, actor: Actor, asked: Asked, url: Url) -> shapes.Page[shapes.Article]:
        """Raises BadCursor."""
        found = article_list(session, actor, kind, after=asked["after"], limit=ROWS)
        rows = (
            shapes.Article(
                id=row.id,
                title=row.title,
                lead=row.lead,
                facts=_told(row.facts),
                published_at=row.published_at,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                url=url(row.url),
            )
            for row in found.rows
        )
        return shapes.Page(tuple(rows), found.next_cursor)

    return read


def one_of(kind: ArticleKind) -> One:
    def read(session: Session, actor: Actor, asked: Asked, url: Url) -> shapes.ArticleText:
        """Raises NotFound."""
        found = article_view(session, actor, kind, asked["number"])
        if not found.is_out:
            raise NotFound
        files = files_of(session, actor, found.id)
        return shapes.ArticleText(
            id=found.id,
            title=found.title,
            lead=found.lead,
            facts=_told(found.facts),
            published_at=found.published_at,
            changed_at=found.changed_at,
            html=found.html,
            text=plain_text(found.html),
            documents=tuple(shapes.Link(file.title, url(file.url)) for file in files),
            url=url(found.url),
        )

    return read
