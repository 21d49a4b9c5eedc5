"""Reading threads. All that a page shows, in a number of SELECTs that does not depend on how long the thread is."""

from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import and_, bindparam, select

from network.core.access import Actor, Invitable, reachable, reader
from network.core.addresses import (
    POSTS_A_PAGE,
    member_url,
    page_before,
    post_url,
    quote_url,
    thread_url,
)
from network.core.byline import byline
from network.core.db import AnySelect, Source, execute
from network.core.errors import NotFound
from network.core.policy import Action, allows
from network.features.accounts.models import Account
from network.features.advisers.queries import AdviserLine, adviser_lines, may_invite_to, reading_along
from network.features.merging.related import RelatedThread, related_threads
from network.features.municipalities.models import Organisation
from network.features.sources.queries import BoundMethod, methods_of_thread
from network.features.summaries.queries import SummaryView, shown_summary
from network.features.threads.head import ThreadHead
from network.features.threads.masks import shown_author
from network.features.threads.models import Post, Thread
from network.features.threads.posts import (
    PostView,
    editing_of,
    hidings_of,
    post_columns,
    post_columns_of_member,
    post_view,
)


@dataclass(frozen=True, slots=True)
class BestReply:
    id: int
    position: int
    author_name: str
    organisation_name: str
    html: Markup
    url: str
    author_url: str | None  # for members only

    @property
    def byline(self) -> str:
        return byline(self.author_name, self.organisation_name)


@dataclass(frozen=True, slots=True)
class ThreadPage:
    head: ThreadHead
    posts: tuple[PostView, ...]
    best: tuple[BestReply, ...]
    related: tuple[RelatedThread, ...]
    methods: tuple[BoundMethod, ...]
    previous_url: str | None
    next_url: str | None
    can_reply: bool
    can_moderate: bool
    can_resolve: bool
    can_summarise: bool
    summary: SummaryView | None
    advisers: tuple[AdviserLine, ...]  # who read along
    can_invite_adviser: bool
    last_shown: int  # the position of the last post on this page
    first_unread_url: str | None  # on another page
    latest_url: str | None  # on another page


_between = and_(Post.thread_id == bindparam("thread_id"), Post.position.between(bindparam("first"), bindparam("last")))
_posts_between: AnySelect = post_columns.where(_between).order_by(Post.position)
_posts_of_member: AnySelect = post_columns_of_member.where(_between).order_by(Post.position)


def thread_page(source: Source, actor: Actor, head: ThreadHead, after: int = 0) -> ThreadPage:
    """The posts that follow position `after`. Raises NotFound when there are none."""
    can_mark = allows(Action.MARK_BEST_REPLY, actor, head)
    wanted = {"thread_id": head.id, "first": after + 1, "last": after + POSTS_A_PAGE, "reader_id": actor.id}
    with_own = actor.is_member and not head.is_hidden
    rows = execute(source, _posts_of_member if with_own else _posts_between, wanted).all()
    hidings = hidings_of(source, actor, rows)
    edits = editing_of(actor, head)
    can_reply = head.is_open and allows(Action.REPLY, actor, head)
    quote_at = quote_url(head.id) if can_reply else ""
    advisers = adviser_lines(source, Invitable.THREAD, head.id) if head.is_advised else ()
    advising = {line.account_id: line.organisation_name for line in advisers}
    posts = tuple(
        post_view(
            row,
            actor,
            hidings,
            can_mark=can_mark,
            may_edit=edits,
            may_report=actor.is_member,
            quote_at=quote_at,
            advisers=advising,
        )
        for row in rows
    )
    if not posts:
        raise NotFound
    last_shown = posts[-1].position
    return ThreadPage(
        head=head,
        posts=posts,
        best=_best_replies(source, actor, head) if head.best_count else (),
        related=related_threads(source, actor, head.id) if head.related_at else (),
        methods=methods_of_thread(source, actor, head.id) if head.method_count else (),
        previous_url=head.url(max(0, after - POSTS_A_PAGE)) if after else None,
        next_url=head.url(after + POSTS_A_PAGE) if last_shown < head.post_count else None,
        can_reply=can_reply,
        can_moderate=actor.moderates,
        can_summarise=(head.is_open or actor.moderates) and allows(Action.WRITE_SUMMARY, actor, head),
        summary=None if after or not head.summary_length else shown_summary(source, head.id, head.summary_number),
        advisers=reading_along(advisers),
        can_invite_adviser=not head.is_hidden and may_invite_to(actor, head),
        can_resolve=not head.is_hidden and allows(Action.RESOLVE, actor, head),
        last_shown=last_shown,
        first_unread_url=head.first_unread_url(after),
        latest_url=head.latest_url(after),
    )


def _best_replies(source: Source, actor: Actor, head: ThreadHead) -> tuple[BestReply, ...]:
    rows = source.execute(
        select(Post.id, Post.position, *shown_author(Post), Post.html, Post.author_id)
        .join(Account, Account.id == Post.author_id)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(Post.thread_id == head.id, Post.best_at.is_not(None), Post.hidden_at.is_(None))
        .order_by(Post.best_at)
    )
    return tuple(
        BestReply(
            post_id,
            position,
            name,
            organisation,
            Markup(html),  # noqa: S704 -- as above
            post_url(post_id),
            member_url(author_id, name) if actor.is_member and name else None,
        )
        for post_id, position, name, organisation, html, author_id in rows
    )


_place: AnySelect = (
    select(Thread.id, Thread.slug, Post.position)
    .join(Thread, Thread.id == Post.thread_id)
    .where(Post.id == bindparam("post_id"), reachable(Thread))
)


def place_of_post(source: Source, actor: Actor, post_id: int) -> str:
    """The address of the page a post stands on today, without its anchor. Raises NotFound."""
    row = execute(source, _place, reader(actor) | {"post_id": post_id}).first()
    if row is None:
        raise NotFound
    thread_id, slug, position = row
    return thread_url(thread_id, slug, page_before(position))
