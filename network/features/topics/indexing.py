"""Topics as the search index sees them: by their words and by those that mean the same."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from network.core.access import Audience
from network.features.search.facets import Author, facets, names
from network.features.topics.models import Topic
from network.ports.search import Document

KIND = "topic"
ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)  # what has no date of its own is older than everything else


def key(topic_id: int) -> str:
    return f"{KIND}:{topic_id}"


def documents(session: Session, ids: Sequence[int]) -> Iterator[Document]:
    for row in session.scalars(select(Topic).where(Topic.id.in_(ids))):
        yield Document(
            key=key(row.id),
            kind=KIND,
            group=key(row.id),
            title=row.title,
            text=row.description,
            also=f"{row.synonyms} {row.group}".replace("|", "\n"),
            audience=Audience.PUBLIC,
            created=ALWAYS,
            facets=facets(KIND, None, Author(), topic_id=row.id),
            names=names(KIND, Author(), f"{row.title}|{row.synonyms}"),
        )


def keys(_session: Session, topic_id: int) -> tuple[str, ...]:
    return (key(topic_id),)


def all_ids(session: Session) -> Sequence[int]:
    return session.scalars(select(Topic.id).order_by(Topic.id)).all()
