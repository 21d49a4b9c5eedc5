"""Who found a post useful, by municipality."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from network.core.access import Actor, not_hidden, reachable, reader
from network.core.addresses import post_url, thread_url, topic_url
from network.core.byline import byline
from network.core.danish_order import danish_key
from network.core.db import AnySelect, execute
from network.core.errors import NotFound
from network.features.accounts.models import Account
from network.features.municipalities.models import Organisation
from network.features.thanks.models import Thanks
from network.features.threads.masks import shown_author
from network.features.threads.models import Post, Thread
from network.features.topics.models import Topic


@dataclass(frozen=True, slots=True)
class Thankers:
    """The members of one municipality or partner who found a post useful."""

    organisation_name: str
    members: tuple[tuple[str, str], ...]  # name and title


@dataclass(frozen=True, slots=True)
class ThanksPage:
    post_url: str
    author_name: str
    thread_title: str
    thread_url: str
    topic_title: str
    topic_url: str
    count: int
    thankers: tuple[Thankers, ...]


_post: AnySelect = (
    select(
        Post.id, *shown_author(Post), Thread.id, Thread.slug, Thread.title, Topic.title, Topic.slug, Post.thanks_count
    )
    .join(Thread, Thread.id == Post.thread_id)
    .join(Topic, Topic.id == Thread.topic_id)
    .join(Account, Account.id == Post.author_id)
    .join(Organisation, Organisation.id == Post.organisation_id)
    .where(Post.id == bindparam("post_id"), reachable(Thread), not_hidden(Post))
)
_thankers: AnySelect = (
    select(Organisation.full_name, Account.name, Account.title)
    .select_from(Thanks)
    .join(Account, Account.id == Thanks.account_id)
    .join(Organisation, Organisation.id == Account.organisation_id)
    .where(Thanks.post_id == bindparam("post_id"))
)


def thanks_page(session: Session, actor: Actor, post_id: int) -> ThanksPage:
    """Raises NotFound."""
    row = execute(session, _post, reader(actor) | {"post_id": post_id}).first()
    if row is None:
        raise NotFound
    post, name, organisation, thread_id, slug, title, topic, topic_slug, count = row
    found = execute(session, _thankers, {"post_id": post_id}).all()
    return ThanksPage(
        post_url=post_url(post),
        author_name=byline(name, organisation),
        thread_title=title,
        thread_url=thread_url(thread_id, slug),
        topic_title=topic,
        topic_url=topic_url(topic_slug),
        count=count,
        thankers=_by_organisation(found),
    )


def _by_organisation(rows: Sequence[Any]) -> tuple[Thankers, ...]:
    ordered = sorted(rows, key=lambda row: (danish_key(row[0]), danish_key(row[1])))
    return tuple(
        Thankers(name, tuple((member, title) for _organisation, member, title in members))
        for name, members in groupby(ordered, key=lambda row: row[0])
    )
