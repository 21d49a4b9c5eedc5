"""The list of topics, and what there is in one."""

from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, render_template, request

from network.core.cursor import BadCursor
from network.core.errors import NotFound
from network.features.library.queries import document_list
from network.features.threads.lists import ThreadList, pinned_threads, thread_list
from network.features.topics import queries
from network.features.topics.groups import group_title
from network.web.access import Access, access
from network.web.database import session
from network.web.identity import current_actor

blueprint = Blueprint("topics", __name__)


@dataclass(frozen=True, slots=True)
class TopicGroup:
    title: str
    topics: tuple[queries.TopicRow, ...]


@blueprint.get("/emner/")
@access(Access.PUBLIC)
def index() -> str:
    by_group = groupby(queries.topics(session(), current_actor()), key=lambda topic: topic.group)
    groups = tuple(TopicGroup(group_title(group), tuple(topics)) for group, topics in by_group)
    return render_template("topics/index.html", groups=groups)


@blueprint.get("/emner/<slug>")
@access(Access.PUBLIC)
def show(slug: str) -> str:
    actor = current_actor()
    topic = queries.topic_page(session(), slug, actor)
    documents = document_list(session(), actor, topic_id=topic.id, limit=5)
    pinned = () if request.args.get("efter") else pinned_threads(session(), actor, topic.id)
    return render_template(
        "topics/show.html", topic=topic, threads=_threads(topic.id), pinned=pinned, documents=documents
    )


def _threads(topic_id: int) -> ThreadList:
    try:
        after = request.args.get("efter", "")
        return thread_list(session(), current_actor(), topic_id=topic_id, without_pinned=True, after=after)
    except BadCursor as error:
        raise NotFound from error
