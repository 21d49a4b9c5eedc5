"""What waits for somebody who moderates: reports, and answers to a hiding."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import case, func, select, union_all
from sqlalchemy.orm import Session, aliased

from network.core.access import Actor, reachable, reader
from network.core.addresses import post_url
from network.core.db import AnySelect, execute
from network.features.accounts.models import Account
from network.features.moderation.models import Hiding, Report, ReportReason
from network.features.moderation.queries import HidingView
from network.features.municipalities.models import Organisation
from network.features.threads.models import Post, Thread

QUEUE_LIMIT = 200  # reports that are looked at in one go


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
    mask: str | None  # what others see instead of its author
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
    select(Post.id, Thread.title, Account.name, Organisation.full_name, Post.created_at, Post.html, Post.mask)
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
    cases += [_case(row, (), HidingView(*row[7:])) for row in answered]
    cases.sort(key=lambda case: case.newest, reverse=True)
    cases.sort(key=lambda case: not case.concerns_personal_data)
    return ReviewQueue(tuple(cases), len(reported) == QUEUE_LIMIT)


def _reported_case(rows: Sequence[Any]) -> ReviewCase:
    reports = tuple(ReportView(ReportReason(reason), note, name, at) for *_post, reason, note, name, at in rows)
    return _case(rows[0], reports, None)


def _case(row: Sequence[Any], reports: tuple[ReportView, ...], hiding: HidingView | None) -> ReviewCase:
    post_id, title, name, organisation, written_at, html, mask = row[:7]
    return ReviewCase(post_id, title, name, organisation, written_at, Markup(html), mask, reports, hiding)  # noqa: S704


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
