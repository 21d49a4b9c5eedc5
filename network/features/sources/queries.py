"""What a method was made of, who asks about it, and what a thread has become."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from network.core.access import Actor, readable, reader
from network.core.addresses import method_url, post_url, thread_url
from network.core.byline import byline
from network.core.db import AnySelect, Source, execute
from network.core.errors import NotFound
from network.features.accounts.models import Account
from network.features.methods.models import Method, MethodState
from network.features.methods.queries import MethodView, method_view
from network.features.municipalities.models import Organisation
from network.features.sources.models import Answer, MethodSource, MethodThread, Relation
from network.features.summaries.models import SummaryVersion
from network.features.threads.masks import shown_author
from network.features.threads.models import Post, Thread

QUESTIONS = 10


@dataclass(frozen=True, slots=True)
class BoundMethod:
    """A method on a thread's page."""

    title: str
    url: str
    is_source: bool  # the method was made of the thread


_of_thread: AnySelect = (
    select(Method.id, Method.slug, Method.title, MethodThread.relation)
    .join(MethodThread, MethodThread.method_id == Method.id)
    .where(
        MethodThread.thread_id == bindparam("thread_id"),
        readable(Method),
        Method.state == MethodState.SHARED.value,
    )
    .order_by(Method.id)
)


def methods_of_thread(source: Source, actor: Actor, thread_id: int) -> tuple[BoundMethod, ...]:
    """The shared methods that a thread has become or asks about, as far as the actor may read them."""
    rows = execute(source, _of_thread, reader(actor) | {"thread_id": thread_id})
    return tuple(
        BoundMethod(title, method_url(number, slug), relation == Relation.SOURCE)
        for number, slug, title, relation in rows
    )


@dataclass(frozen=True, slots=True)
class BoundThread:
    """A thread on a method's page."""

    title: str
    url: str
    is_source: bool
    is_open: bool
    reply_count: int


_of_method: AnySelect = (
    select(
        Thread.id,
        Thread.slug,
        Thread.title,
        MethodThread.relation == Relation.SOURCE.value,
        and_(Thread.resolved_at.is_(None), Thread.lock_reason.is_(None)),
        Thread.post_count - 1,
    )
    .join(MethodThread, MethodThread.thread_id == Thread.id)
    .where(MethodThread.method_id == bindparam("method_id"), readable(Thread))
    .order_by(Thread.resolved_at.is_(None).desc(), Thread.last_post_at.desc(), Thread.id.desc())
    .limit(QUESTIONS)
)


def threads_of_method(source: Source, actor: Actor, method_id: int) -> tuple[BoundThread, ...]:
    """What asks about a method, open questions first, and what it was made of, as far as the actor may read it."""
    rows = execute(source, _of_method, reader(actor) | {"method_id": method_id})
    return tuple(BoundThread(title, thread_url(number, slug), *rest) for number, slug, title, *rest in rows)


@dataclass(frozen=True, slots=True)
class Contributor:
    """Whose words a method was made of."""

    name: str
    organisation_name: str
    url: str | None  # of the post, for those who may read it
    answer: Answer | None
    is_asked: bool

    @property
    def byline(self) -> str:
        return byline(self.name, self.organisation_name)


_contributors: AnySelect = (
    select(
        *shown_author(Post),
        case((readable(Thread), Post.id)),
        MethodSource.answer,
        MethodSource.asked_at.is_not(None),
    )
    .select_from(MethodSource)
    .join(Post, Post.id == MethodSource.post_id)
    .join(Thread, Thread.id == Post.thread_id)
    .join(Account, Account.id == Post.author_id)
    .join(Organisation, Organisation.id == Post.organisation_id)
    .where(
        MethodSource.method_id == bindparam("method_id"),
        Post.hidden_at.is_(None),
        or_(readable(Thread), MethodSource.answer == Answer.YES.value),
    )
    .order_by(Post.position)
)


def contributors(source: Source, actor: Actor, method_id: int) -> tuple[Contributor, ...]:
    """Those whose posts the actor may read, and those who have said yes to being shown."""
    rows = execute(source, _contributors, reader(actor) | {"method_id": method_id})
    return tuple(
        Contributor(name, organisation, post_url(post) if post else None, answer, asked)
        for name, organisation, post, answer, asked in rows
    )


def method_asked_about(source: Session, actor: Actor, method_id: int | None) -> BoundMethod | None:
    """The method that a question is being written about; none when it is not the actor's to read."""
    try:
        method = method_view(source, actor, method_id) if method_id is not None else None
    except NotFound:
        return None
    return BoundMethod(method.title, method.url, is_source=False) if method and not method.is_draft else None


@dataclass(frozen=True, slots=True)
class Consent:
    """How many of those whose words a method was made of have not said whether it may hold them."""

    unsaid: int
    unasked: int  # of those; who has left cannot be asked any more


_unsaid = select(
    func.count(),
    func.count(case((and_(MethodSource.asked_at.is_(None), MethodSource.author_id.is_not(None)), 1))),
).where(MethodSource.method_id == bindparam("method_id"), MethodSource.answer.is_(None))


def consent_of(source: Source, method: MethodView) -> Consent:
    return Consent(*execute(source, _unsaid, {"method_id": method.id}).one())


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody is asked: may a method hold your words?"""

    id: int
    method_title: str
    method_summary: str
    owner_name: str | None
    organisation_name: str
    html: Markup
    thread_title: str
    thread_url: str
    answer: Answer | None
    answered_at: datetime | None


_request: AnySelect = (
    select(
        MethodSource.id,
        Method.title,
        Method.summary,
        Account.name,
        Organisation.full_name,
        func.coalesce(Post.html, SummaryVersion.html),
        Thread.title,
        Thread.id,
        Thread.slug,
        MethodSource.answer,
        MethodSource.answered_at,
    )
    .join(Method, Method.id == MethodSource.method_id)
    .join(Organisation, Organisation.id == Method.organisation_id)
    .outerjoin(Account, Account.id == Method.owner_id)
    .outerjoin(Post, Post.id == MethodSource.post_id)
    .outerjoin(SummaryVersion, SummaryVersion.id == MethodSource.summary_id)
    .join(Thread, Thread.id == func.coalesce(Post.thread_id, SummaryVersion.thread_id))
    .where(
        MethodSource.id == bindparam("source_id"),
        MethodSource.author_id == bindparam("reader_account"),
        MethodSource.asked_at.is_not(None),
        Post.hidden_at.is_(None),
        readable(Thread),
    )
)


def consent_request(session: Session, actor: Actor, source_id: int) -> Request:
    """What the actor has been asked. Raises NotFound."""
    row = execute(session, _request, reader(actor) | {"source_id": source_id}).first()
    if row is None:
        raise NotFound
    number, title, summary, owner, organisation, html, thread_title, thread_id, slug, answer, at = row
    return Request(
        number,
        title,
        summary,
        owner,
        organisation,
        Markup(html),  # noqa: S704 -- sanitised when it was written
        thread_title,
        thread_url(thread_id, slug),
        answer,
        at,
    )
