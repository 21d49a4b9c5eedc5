"""Topics as search hits. Everybody may read the list of them."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from network.core.addresses import topic_url
from network.core.db import AnySelect, execute
from network.features.topics.models import Topic


@dataclass(frozen=True, slots=True)
class FoundTopic:
    id: int
    slug: str
    title: str
    description: str
    synonyms: str

    @property
    def url(self) -> str:
        return topic_url(self.slug)

    @property
    def text(self) -> str:
        """What it is about; without a description, the words that mean the same."""
        return self.description or self.synonyms.replace("|", ", ")


_found: AnySelect = select(Topic.id, Topic.slug, Topic.title, Topic.description, Topic.synonyms).where(
    Topic.id.in_(bindparam("ids", expanding=True))
)


def found_topics(session: Session, ids: list[int]) -> dict[int, FoundTopic]:
    return {row[0]: FoundTopic(*row) for row in execute(session, _found, {"ids": ids})} if ids else {}
