"""A post or a thread that somebody is about to report, hide, answer for or look after. All by what they may read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from network.core.access import Actor, Audience, Invitable, audience_of, reachable, reader, sees_name
from network.core.addresses import post_url, thread_url
from network.core.byline import byline
from network.core.db import AnySelect, Source, execute
from network.core.errors import NotFound
from network.features.accounts.models import Account
from network.features.moderation.models import Hiding
from network.features.municipalities.models import Organisation
from network.features.threads.models import Post, Thread, ThreadKind
from network.features.topics.models import Topic


@dataclass(frozen=True, slots=True)
class HidingView:
    """Why a post is hidden, for its author and for those who moderate."""

    reason: str
    hidden_at: datetime
    answer: str
    answered_at: datetime | None


_open_hidings: AnySelect = select(
    Hiding.post_id, Hiding.reason, Hiding.hidden_at, Hiding.answer, Hiding.answered_at
).where(Hiding.post_id.in_(bindparam("ids", expanding=True)), Hiding.lifted_at.is_(None))


def open_hidings(source: Source, post_ids: Sequence[int]) -> dict[int, HidingView]:
    """Why these posts are hidden. The caller has made sure that the actor may know."""
    rows = execute(source, _open_hidings, {"ids": list(post_ids)})
    return {row[0]: HidingView(*row[1:]) for row in rows}


@dataclass(frozen=True, slots=True)
class PostCard:
    """A post that somebody is about to report, hide or answer for."""

    id: int
    position: int
    thread_id: int
    thread_slug: str
    thread_title: str
    audience_term: str
    author_id: int
    author_name: str
    organisation_name: str
    html: Markup
    post_hidden_at: datetime | None  # what `can_read` goes by is the thread's
    mask: str | None  # what others see, when the actor sees who wrote it all the same

    @property
    def invitation_key(self) -> str:
        return Invitable.THREAD.key(self.thread_id)

    @property
    def byline(self) -> str:
        return byline(self.author_name, self.organisation_name)

    @property
    def url(self) -> str:
        return post_url(self.id)

    @property
    def thread_url(self) -> str:
        return thread_url(self.thread_id, self.thread_slug)

    @property
    def is_hidden(self) -> bool:
        return self.post_hidden_at is not None

    @property
    def is_first(self) -> bool:
        return self.position == 1

    @property
    def is_own_audience(self) -> bool:
        return audience_of(self.audience_term) is Audience.OWN


_card: AnySelect = (
    select(
        Post.id,
        Post.position,
        Thread.id,
        Thread.slug,
        Thread.title,
        Thread.audience_term,
        Post.author_id,
        Account.name,
        Organisation.full_name,
        Post.html,
        Post.hidden_at,
        Post.mask,
    )
    .join(Thread, Thread.id == Post.thread_id)
    .join(Account, Account.id == Post.author_id)
    .join(Organisation, Organisation.id == Post.organisation_id)
    .where(Post.id == bindparam("post_id"), reachable(Thread))
)


def post_card(session: Session, actor: Actor, post_id: int) -> PostCard:
    """The post; one that is hidden without its text, but for its author and those who moderate. Raises NotFound."""
    row = execute(session, _card, reader(actor) | {"post_id": post_id}).first()
    if row is None:
        raise NotFound
    card = PostCard(*row)
    if card.is_hidden and not actor.moderates and actor.id != card.author_id:
        return replace(card, author_name="", organisation_name="", html=Markup(), mask=None)
    if card.mask is not None and not sees_name(actor, card.author_id):
        card = replace(card, author_name="", organisation_name=card.mask, mask=None)
    return replace(card, html=Markup(card.html))  # noqa: S704 -- sanitised when it was written, by core.text


# One thread, as those who moderate it see it


@dataclass(frozen=True, slots=True)
class ModeratedThread:
    id: int
    slug: str
    title: str
    kind: ThreadKind
    hidden_at: datetime | None
    lock_reason: str | None
    pinned_at: datetime | None
    topic_title: str
    topic_slug: str
    first_post_id: int

    @property
    def url(self) -> str:
        return thread_url(self.id, self.slug)

    @property
    def is_locked(self) -> bool:
        return self.lock_reason is not None


_moderated: AnySelect = (
    select(
        Thread.id,
        Thread.slug,
        Thread.title,
        Thread.kind,
        Thread.hidden_at,
        Thread.lock_reason,
        Thread.pinned_at,
        Topic.title,
        Topic.slug,
        Post.id,
    )
    .join(Topic, Topic.id == Thread.topic_id)
    .join(Post, (Post.thread_id == Thread.id) & (Post.position == 1))
    .where(Thread.id == bindparam("thread_id"), reachable(Thread))
)


def moderated_thread(session: Session, actor: Actor, thread_id: int) -> ModeratedThread:
    """Raises NotFound."""
    row = execute(session, _moderated, reader(actor) | {"thread_id": thread_id}).first()
    if row is None:
        raise NotFound
    return ModeratedThread(*row)
