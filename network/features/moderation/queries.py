"""Reading what was reported, hidden and done. Everything here goes by what the actor may read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from markupsafe import Markup
from sqlalchemy import Integer, bindparam, case, func, select, tuple_, union_all
from sqlalchemy.orm import Session, aliased

from network.core import cursor
from network.core.access import Actor, Audience, audience_of, reachable, reader
from network.core.addresses import post_url, thread_url
from network.core.db import AnySelect, UtcDateTime, execute
from network.core.errors import NotFound
from network.features.accounts.models import Account
from network.features.merging.models import MergedThread
from network.features.moderation.models import Hiding, ModerationAct, ModerationEntry, Report, ReportReason
from network.features.municipalities.models import Organisation
from network.features.threads.models import Post, Thread, ThreadKind
from network.features.topics.models import Topic

QUEUE_LIMIT = 200  # reports that are looked at in one go
LOG_PAGE = 50


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


def open_hidings(session: Session, post_ids: Sequence[int]) -> dict[int, HidingView]:
    """Why these posts are hidden. The caller has made sure that the actor may know."""
    rows = execute(session, _open_hidings, {"ids": list(post_ids)})
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
        return replace(card, author_name="", organisation_name="", html=Markup())
    return replace(card, html=Markup(card.html))  # noqa: S704 -- sanitised when it was written, by core.text


# The queue


@dataclass(frozen=True, slots=True)
class ReportView:
    reason: ReportReason
    note: str
    reporter_name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewCase:
    """A post that waits for somebody who moderates: reported, or hidden with an answer of its author."""

    post_id: int
    thread_title: str
    author_name: str
    organisation_name: str
    written_at: datetime
    html: Markup
    reports: tuple[ReportView, ...]
    hiding: HidingView | None

    @property
    def url(self) -> str:
        return post_url(self.post_id)

    @property
    def concerns_personal_data(self) -> bool:
        return any(report.reason is ReportReason.PERSONAL_DATA for report in self.reports)

    @property
    def newest(self) -> datetime:
        answered = [self.hiding.answered_at] if self.hiding and self.hiding.answered_at else []
        return max([*(report.created_at for report in self.reports), *answered])


@dataclass(frozen=True, slots=True)
class ReviewQueue:
    cases: tuple[ReviewCase, ...]
    has_more: bool


_reporter = aliased(Account)
_case_columns: AnySelect = (
    select(Post.id, Thread.title, Account.name, Organisation.full_name, Post.created_at, Post.html)
    .join(Thread, Thread.id == Post.thread_id)
    .join(Account, Account.id == Post.author_id)
    .join(Organisation, Organisation.id == Post.organisation_id)
)
_is_personal = case((Report.reason == ReportReason.PERSONAL_DATA.value, 0), else_=1)
_reported: AnySelect = (
    _case_columns.add_columns(Report.reason, Report.note, _reporter.name, Report.created_at)
    .join(Report, Report.post_id == Post.id)
    .join(_reporter, _reporter.id == Report.reporter_id)
    .where(Report.closed_at.is_(None), reachable(Thread))
    .order_by(_is_personal, Report.created_at.desc(), Report.id.desc())
    .limit(QUEUE_LIMIT)
)
_is_answered = (Hiding.answered_at.is_not(None), Hiding.upheld_at.is_(None), Hiding.lifted_at.is_(None))
_answered: AnySelect = (
    _case_columns.add_columns(Hiding.reason, Hiding.hidden_at, Hiding.answer, Hiding.answered_at)
    .join(Hiding, Hiding.post_id == Post.id)
    .where(*_is_answered, reachable(Thread))
    .order_by(Hiding.answered_at.desc(), Hiding.id.desc())
    .limit(QUEUE_LIMIT)
)


def review_queue(session: Session, actor: Actor) -> ReviewQueue:
    """What waits for somebody who moderates: personal data first, then the newest."""
    reported = execute(session, _reported, reader(actor)).all()
    answered = execute(session, _answered, reader(actor)).all()
    posts: dict[int, list[Any]] = {}
    for row in reported:
        posts.setdefault(row[0], []).append(row)
    cases = [_reported_case(rows) for rows in posts.values()]
    cases += [_case(row, (), HidingView(*row[6:])) for row in answered]
    cases.sort(key=lambda case: case.newest, reverse=True)
    cases.sort(key=lambda case: not case.concerns_personal_data)
    return ReviewQueue(tuple(cases), len(reported) == QUEUE_LIMIT)


def _reported_case(rows: Sequence[Any]) -> ReviewCase:
    reports = tuple(ReportView(ReportReason(reason), note, name, at) for *_post, reason, note, name, at in rows)
    return _case(rows[0], reports, None)


def _case(row: Sequence[Any], reports: tuple[ReportView, ...], hiding: HidingView | None) -> ReviewCase:
    post_id, title, name, organisation, written_at, html = row[:6]
    return ReviewCase(post_id, title, name, organisation, written_at, Markup(html), reports, hiding)  # noqa: S704


_waiting: AnySelect = select(func.count()).select_from(
    union_all(
        select(Report.id)
        .join(Post, Post.id == Report.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Report.closed_at.is_(None), reachable(Thread)),
        select(Hiding.id)
        .join(Post, Post.id == Hiding.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(*_is_answered, reachable(Thread)),
    ).subquery()
)


def waiting_count(session: Session, actor: Actor) -> int:
    """How many reports and answers wait for somebody who moderates."""
    return int(execute(session, _waiting, reader(actor)).scalar_one())


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


# The log


@dataclass(frozen=True, slots=True)
class LogLine:
    id: int
    at: datetime
    act: ModerationAct
    reason: str
    thread_title: str
    thread_url: str
    by: str | None  # for the secretariat alone


@dataclass(frozen=True, slots=True)
class LogPage:
    lines: tuple[LogLine, ...]
    next_cursor: str | None


_named = aliased(Thread)


@cache
def _log_statement(*, goes_on: bool) -> AnySelect:
    entry = ModerationEntry
    lines: AnySelect = (
        select(entry.id, entry.at, entry.act, entry.reason, _named.title, _named.id, _named.slug, Account.name)
        .join(_named, _named.id == entry.thread_id)
        .outerjoin(MergedThread, MergedThread.thread_id == entry.thread_id)  # who may read that may know of this one
        .join(Thread, Thread.id == func.coalesce(MergedThread.target_id, entry.thread_id))
        .join(Account, Account.id == entry.account_id)
        .where(reachable(Thread))
    )
    if goes_on:
        last = tuple_(bindparam("last_at", type_=UtcDateTime), bindparam("last_id", type_=Integer))
        lines = lines.where(tuple_(entry.at, entry.id) < last)
    return lines.order_by(entry.at.desc(), entry.id.desc()).limit(LOG_PAGE + 1)


def moderation_log(session: Session, actor: Actor, after: str = "") -> LogPage:
    """What was done with threads that the actor may read, newest first. Raises cursor.BadCursor."""
    last_at, last_id = cursor.decode(after) if after else (None, None)
    wanted = reader(actor) | {"last_at": last_at, "last_id": last_id}
    rows = execute(session, _log_statement(goes_on=bool(after)), wanted).all()
    lines = tuple(_line(row, actor) for row in rows[:LOG_PAGE])
    more = cursor.encode(lines[-1].at, lines[-1].id) if len(rows) > LOG_PAGE else None
    return LogPage(lines, more)


def _line(row: Sequence[Any], actor: Actor) -> LogLine:
    entry_id, at, act, reason, title, thread_id, slug, name = row
    by = name if actor.is_secretariat else None
    return LogLine(entry_id, at, ModerationAct(act), reason, title, thread_url(thread_id, slug), by)
