"""From a thread to a method, with its authors' yes, and asking about a method. No function commits."""

from sqlalchemy import and_, bindparam, func, insert, or_, select, update
from sqlalchemy.orm import Session

from network.core import audit, clock, outbox
from network.core.access import Actor, Audience, audience_of, readable, readable_by_member, reader, writable_audiences
from network.core.db import AnySelect, execute
from network.core.errors import N_, Forbidden, Invalid, NotFound
from network.core.outbox import Queue
from network.core.policy import Action, require
from network.features.accounts.models import Account
from network.features.accounts.queries import is_members
from network.features.methods import service as methods
from network.features.methods.entry import MAX_SUMMARY, MAX_TEXT, MAX_TITLE, Entry
from network.features.methods.models import DRAFT_TERM, Method, MethodState
from network.features.methods.queries import MethodView, method_view
from network.features.municipalities.models import Organisation
from network.features.notices.models import NoticeKind
from network.features.notices.service import tell
from network.features.sources.bonds import bind
from network.features.sources.consent import require_consent
from network.features.sources.models import Answer, MethodSource, Relation
from network.features.sources.queries import consent_request
from network.features.summaries.models import SummaryVersion
from network.features.threads.head import ThreadHead, thread_head
from network.features.threads.models import Post, Thread

_posts: AnySelect = (
    select(Post.id, Post.position, Post.markdown, Post.plain, Post.author_id)
    .join(Thread, Thread.id == Post.thread_id)
    .where(
        Post.thread_id == bindparam("thread_id"),
        Post.hidden_at.is_(None),
        or_(Post.position == 1, Post.best_at.is_not(None)),
        readable(Thread),
    )
    .order_by(Post.position)
)
_summary: AnySelect = (
    select(SummaryVersion.id, SummaryVersion.markdown, SummaryVersion.plain)
    .join(Thread, Thread.id == SummaryVersion.thread_id)
    .where(
        SummaryVersion.thread_id == bindparam("thread_id"),
        SummaryVersion.number == Thread.summary_number,
        SummaryVersion.hidden_at.is_(None),
        Thread.summary_length > 0,
        readable(Thread),
    )
)
_writers: AnySelect = (
    select(SummaryVersion.edited_by_id)
    .where(SummaryVersion.thread_id == bindparam("thread_id"), SummaryVersion.hidden_at.is_(None))
    .distinct()
)


def method_of_thread(session: Session, actor: Actor, thread_id: int, submission: str | None = None) -> int:
    """A draft of the actor's, made of what a resolved thread says; returns its id. The same submission twice is one.

    Raises NotFound, SignInRequired, Forbidden.
    """
    head = thread_head(session, actor, thread_id)
    require(Action.SHARE_METHOD, actor, head)
    if not head.is_resolved or head.is_hidden:
        raise Forbidden(N_("Only a thread that is resolved can become a method."))
    wanted = reader(actor) | {"thread_id": thread_id}
    posts = execute(session, _posts, wanted).all()
    summary = execute(session, _summary, wanted).first()
    question, best = posts[0], posts[1:]
    short = summary.plain if summary else question.plain
    steps = "\n\n".join((*([summary.markdown] if summary else ()), *(post.markdown for post in best)))
    entry = Entry(
        title=_cut(head.title, MAX_TITLE),
        summary=_cut(" ".join(short.split()), MAX_SUMMARY),
        texts={
            "problem": _cut(question.markdown, MAX_TEXT),
            "steps": _cut(steps, MAX_TEXT),
        },
        audience=_audience(actor, head),
        topics=(head.topic_slug,),
    )
    method_id = methods.begin(session, actor, entry, share=False, submission=submission, not_cpr=True)
    session.flush()
    if session.scalars(select(MethodSource.id).where(MethodSource.method_id == method_id).limit(1)).first():
        return method_id
    of_posts = Account.id.in_({post.author_id for post in posts})
    members = set(session.scalars(select(Account.id).where(of_posts, is_members)))
    rows = [
        # An adviser is not to know of the method, and cannot be asked, no more than who has left
        {"post_id": post.id, "summary_id": None, "author_id": post.author_id if post.author_id in members else None}
        for post in posts
    ]
    if summary:
        writers = execute(session, _writers, {"thread_id": thread_id}).scalars()
        rows += [{"post_id": None, "summary_id": summary.id, "author_id": writer} for writer in writers]
    own = {"answer": Answer.YES.value, "answered_at": clock.now()}
    unsaid = {"answer": None, "answered_at": None}
    session.execute(
        insert(MethodSource),
        [row | {"method_id": method_id} | (own if row["author_id"] == actor.id else unsaid) for row in rows],
    )
    bind(session, method_id, thread_id, Relation.SOURCE)
    return method_id


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 2].rpartition(" ")[0] + " …"


def _audience(actor: Actor, head: ThreadHead) -> Audience:
    """Those who may read the thread, or the nearest that the actor can write to."""
    audience = audience_of(head.audience_term)
    return audience if audience in writable_audiences(actor) else Audience.NETWORK


def ask_authors(session: Session, actor: Actor, method_id: int) -> int:
    """Ask all who have not said yet whether the method may hold their words; returns how many.

    Raises NotFound, Forbidden.
    """
    method = method_view(session, actor, method_id, hold=True)
    require(Action.EDIT_METHOD, actor, method)
    unsaid = select(MethodSource.id, MethodSource.author_id).where(
        MethodSource.method_id == method_id, MethodSource.answer.is_(None), MethodSource.author_id.is_not(None)
    )
    rows = session.execute(unsaid).all()
    asked = update(MethodSource).where(MethodSource.id.in_([row.id for row in rows]))
    session.execute(asked.values(asked_at=func.coalesce(MethodSource.asked_at, clock.now())))
    for row in rows:
        about = {"method_id": method_id, "organisation_id": method.organisation_id, "about_id": row.id}
        tell(session, [row.author_id], NoticeKind.ASKED, str(row.id), **about)
    audit.note(session, actor, "method-ask-authors", f"method:{method_id}")
    return len(rows)


def answer(session: Session, actor: Actor, source_id: int, *, agrees: bool) -> None:
    """The author says whether a method may hold their words; it can be said anew. A method that others read already
    becomes a draft again when it holds words that may no longer stand there. Raises NotFound.
    """
    consent_request(session, actor, source_id)
    source = session.get_one(MethodSource, source_id, populate_existing=True)
    source.answer, source.answered_at = (Answer.YES if agrees else Answer.NO), clock.now()
    session.flush()
    audit.note(session, actor, "method-consent-yes" if agrees else "method-consent-no", f"method-source:{source_id}")
    method = session.get_one(Method, source.method_id, with_for_update=True, populate_existing=True)
    if method.owner_id is not None:
        said = f"{source_id}:{source.answer}:{source.answered_at.isoformat()}"
        tell(session, [method.owner_id], NoticeKind.ANSWERED, said, method_id=method.id)
    if method.state == MethodState.DRAFT:
        return
    try:
        require_consent(session, method.id, method.audience_term, (method.title, method.summary, method.plain))
    except Invalid:
        method.state, method.audience_term = MethodState.DRAFT, DRAFT_TERM
        session.flush()
        outbox.record(session, Queue.INDEX, "method", method.id)
        methods.touch_what_hangs_on_it(session, method.id)


# Asking about a method


def bind_question(session: Session, actor: Actor, thread_id: int, method_id: int) -> None:
    """A thread that was started just now asks about a method; its keepers are told, as far as they may read the thread.

    Nothing happens when the method is not the actor's to read.
    """
    try:
        method = method_view(session, actor, method_id)
    except NotFound:
        return
    if method.is_draft:
        return
    bind(session, method_id, thread_id, Relation.QUESTION)
    told = _keepers_who_read(session, method, thread_id) - {actor.id or 0}
    tell(session, told, NoticeKind.QUESTION, str(thread_id), method_id=method_id, about_id=thread_id)


def _keepers_who_read(session: Session, method: MethodView, thread_id: int) -> set[int]:
    may_read = readable_by_member(Thread, Account.organisation_id, Organisation.kind)
    known = (
        select(Account.id)
        .join(Organisation, Organisation.id == Account.organisation_id)
        .join(Thread, Thread.id == thread_id)
        .where(and_(Account.id.in_(method.keeper_ids), may_read))
    )
    return set(session.scalars(known))
