"""topics.jsonl → topics. A slug that the network has already is that topic."""

from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from network.core import outbox
from network.core.outbox import Queue
from network.core.slugs import slugify
from network.features.topics.models import Topic
from network.importing.job import BATCH, Job
from network.importing.rendering import batches
from network.importing.report import Refused
from network.importing.rows import Row, line_of_text

MAX_TITLE = 120
MAX_DESCRIPTION = 1000


@dataclass(frozen=True, slots=True)
class NewTopic:
    source_id: str
    slug: str
    title: str
    description: str


class TopicCheck:
    """Makes a topic of a row, or refuses it."""

    def __init__(self) -> None:
        self._lines: dict[str, int] = {}  # slug → the line it stands on first

    def __call__(self, row: Row, number: str) -> NewTopic:
        title = line_of_text(row.fields, "title", MAX_TITLE)
        slug = slugify(line_of_text(row.fields, "slug", MAX_TITLE, required=False) or title)
        if slug == "-":
            raise Refused("neither slug nor title has letters for an address")
        first = self._lines.setdefault(slug, row.line)
        if first != row.line:
            raise Refused(f"the slug {slug} stands on line {first} already")
        description = line_of_text(row.fields, "description", MAX_DESCRIPTION, required=False)
        return NewTopic(number, slug, title, description)


def take_topics(job: Job) -> None:
    """Make the topics that are missing."""
    for batch in batches(job.new("topic", job.known_ids("topic"), TopicCheck()), BATCH):
        with Session(job.engine) as session, session.begin():
            ids = _topic_ids(session, batch)
            job.remember(session, "topic", [(topic.source_id, ids[topic.slug]) for topic in batch])


def _topic_ids(session: Session, batch: list[NewTopic]) -> dict[str, int]:
    """Slug → topic; those that are not there are made."""
    known = select(Topic.slug, Topic.id).where(Topic.slug.in_([topic.slug for topic in batch]))
    ids = dict(session.execute(known).all())
    rows = [
        {"slug": topic.slug, "title": topic.title, "description": topic.description, "group": "", "synonyms": ""}
        for topic in batch
        if topic.slug not in ids
    ]
    if rows:
        made = insert(Topic).returning(Topic.slug, Topic.id)
        new = dict(session.execute(made, rows).all())
        outbox.record_all(session, Queue.INDEX, "topic", list(new.values()))
        ids.update(new)
    return ids
