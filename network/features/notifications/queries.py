"""What a member has been told: one row a thread, in one SELECT."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Integer, and_, bindparam, case, func, select, tuple_
from sqlalchemy.orm import Session

from network.core import cursor
from network.core.access import Actor, readable, reader
from network.core.addresses import post_url
from network.core.db import AnySelect, UtcDateTime, at_most, execute
from network.features.accounts.models import Account
from network.features.municipalities.models import Organisation
from network.features.notifications.models import Notification, NotificationKind
from network.features.thanks.models import Thanks
from network.features.threads.masks import shown_organisation
from network.features.threads.models import Post, Thread
from network.features.topics.models import Topic

PAGE = 30


@dataclass(frozen=True, slots=True)
class NotificationRow:
    """What there is to tell of one thread."""

    thread_id: int
    title: str
    topic_title: str
    last_organisation_name: str  # whom the newest post answers for, or its mask
    last_kind: NotificationKind
    last_at: datetime
    last_post_id: int
    first_unread_post_id: int | None
    reply_count: int
    new_reply_count: int
    mention_count: int
    new_mention_count: int
    is_best: bool  # a reply of the member's own was marked
    is_new_best: bool
    is_thanked: bool  # a post of the member's own was found useful
    is_newly_thanked: bool
    thanks_count: int  # of the post that was found useful last
    thanked_by: str | None  # whose thanks is the newest
    post_count: int  # of the thread
    is_resolved: bool  # the thread

    @property
    def is_unread(self) -> bool:
        return self.first_unread_post_id is not None

    @property
    def about(self) -> NotificationKind:
        """What the row says first: what is new, and of that where the member is named, then the replies."""
        if self.new_mention_count or (not self.is_unread and self.mention_count):
            return NotificationKind.MENTION
        if self.new_reply_count or (not self.is_unread and self.reply_count):
            return NotificationKind.REPLY
        if self.is_new_best or (not self.is_unread and self.is_best):
            return NotificationKind.BEST_REPLY
        if self.is_newly_thanked or (not self.is_unread and self.is_thanked):
            return NotificationKind.THANKS
        if self.last_kind in (NotificationKind.MOVED, NotificationKind.FOUND, NotificationKind.STEP):
            return self.last_kind
        is_open = self.post_count == 1 and not self.is_resolved
        is_waiting = is_open and self.last_kind == NotificationKind.UNANSWERED
        return NotificationKind.UNANSWERED if is_waiting else NotificationKind.TOPIC

    @property
    def url(self) -> str:
        return post_url(self.first_unread_post_id or self.last_post_id)


@dataclass(frozen=True, slots=True)
class NotificationList:
    rows: tuple[NotificationRow, ...]
    next_cursor: str | None


_unread = Notification.read_at.is_(None)
_is_reply = Notification.kind == NotificationKind.REPLY
_is_mention = Notification.kind == NotificationKind.MENTION
_is_best = Notification.kind == NotificationKind.BEST_REPLY
_is_thanked = Notification.kind == NotificationKind.THANKS
_by_thread = (
    select(
        Post.thread_id,  # the notification's own is that of the time when it was read
        func.max(Notification.created_at, type_=UtcDateTime).label("last_at"),
        func.max(Notification.id).label("last_id"),
        func.min(case((_unread, Notification.post_id))).label("first_unread"),
        func.sum(case((_is_reply, 1), else_=0)).label("replies"),
        func.sum(case((and_(_is_reply, _unread), 1), else_=0)).label("new_replies"),
        func.sum(case((_is_mention, 1), else_=0)).label("mentions"),
        func.sum(case((and_(_is_mention, _unread), 1), else_=0)).label("new_mentions"),
        (func.max(case((_is_best, 1), else_=0)) == 1).label("best"),
        (func.max(case((and_(_is_best, _unread), 1), else_=0)) == 1).label("new_best"),
        (func.max(case((_is_thanked, 1), else_=0)) == 1).label("thanked"),
        (func.max(case((and_(_is_thanked, _unread), 1), else_=0)) == 1).label("newly_thanked"),
        func.max(case((_is_thanked, Notification.post_id))).label("thanked_post"),
    )
    .join(Post, Post.id == Notification.post_id)
    .where(Notification.account_id == bindparam("reader_id"), Post.hidden_at.is_(None))
    .group_by(Post.thread_id)
    .subquery()
)


_of_thanked_post = (Thanks.post_id == _by_thread.c.thanked_post,)
_thanks_count = select(func.count()).where(*_of_thanked_post).correlate(_by_thread).scalar_subquery()
_thanked_by = (
    select(Account.name)
    .join(Thanks, Thanks.account_id == Account.id)
    .where(*_of_thanked_post)
    .order_by(Thanks.created_at.desc(), Account.id)
    .limit(1)
    .correlate(_by_thread)
    .scalar_subquery()
)


@cache
def _list_statement(limit: int, *, goes_on: bool) -> AnySelect:
    of = _by_thread.c
    rows: AnySelect = (
        select(
            Thread.id,
            Thread.title,
            Topic.title,
            shown_organisation(Post),
            Notification.kind,
            of.last_at,
            Notification.post_id,
            of.first_unread,
            of.replies,
            of.new_replies,
            of.mentions,
            of.new_mentions,
            of.best,
            of.new_best,
            of.thanked,
            of.newly_thanked,
            func.coalesce(_thanks_count, 0),
            _thanked_by,
            Thread.post_count,
            Thread.resolved_at.is_not(None),
        )
        .select_from(_by_thread)
        .join(Thread, Thread.id == of.thread_id)
        .join(Topic, Topic.id == Thread.topic_id)
        .join(Notification, Notification.id == of.last_id)
        .join(Post, Post.id == Notification.post_id)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(readable(Thread))
    )
    if goes_on:
        last = tuple_(bindparam("last_at", type_=UtcDateTime), bindparam("last_id", type_=Integer))
        rows = rows.where(tuple_(of.last_at, Thread.id) < last)
    return at_most(rows.order_by(of.last_at.desc(), Thread.id.desc()), limit)


def notification_list(session: Session, actor: Actor, *, after: str = "", limit: int = PAGE) -> NotificationList:
    """What the actor has been told and may still read, newest first. Raises cursor.BadCursor."""
    last_at, last_id = cursor.decode(after) if after else (None, None)
    wanted = {"reader_id": actor.id, "last_at": last_at, "last_id": last_id}
    rows = execute(session, _list_statement(limit + 1, goes_on=bool(after)), reader(actor) | wanted)
    found = [NotificationRow(*row) for row in rows]
    more = cursor.encode(found[limit - 1].last_at, found[limit - 1].thread_id) if len(found) > limit else None
    return NotificationList(tuple(found[:limit]), more)
