"""A post as a page shows it, and what its reader may do with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import and_, bindparam, select

from network.core.access import Actor, Invitable, sees_hidden, sees_name
from network.core.addresses import (
    member_url,
    post_edit_url,
    post_history_url,
    post_url,
    report_url,
    thanks_url,
)
from network.core.db import AnySelect, Source
from network.core.policy import Action, allows
from network.features.accounts.models import Account
from network.features.moderation.queries import HidingView, open_hidings
from network.features.municipalities.models import Organisation
from network.features.thanks.models import Thanks
from network.features.threads.head import ThreadHead
from network.features.threads.models import Post


@dataclass(frozen=True, slots=True)
class PostView:
    id: int
    position: int
    author_name: str
    author_title: str
    organisation_name: str
    created_at: datetime
    edited_at: datetime | None
    html: Markup
    is_best: bool
    is_question: bool
    can_mark_best: bool
    can_edit: bool
    url: str
    report_url: str | None = None
    quote_url: str | None = None
    is_hidden: bool = False  # its text and author are here for them and for those who moderate only
    hiding: HidingView | None = None
    is_own: bool = False
    mask: str | None = None  # what others see, when the reader sees who it is all the same
    thanks_count: int = 0
    has_thanked: bool = False
    can_thank: bool = False
    thanks_url: str | None = None  # who said so, for members
    author_url: str | None = None  # for members only
    adviser_for: str = ""  # the municipality that invited its author, who is an external adviser

    @property
    def edit_url(self) -> str:
        return post_edit_url(self.id)

    @property
    def history_url(self) -> str:
        return post_history_url(self.id)


post_columns: AnySelect = (
    select(
        Post.id,
        Post.position,
        Account.name,
        Account.title,
        Organisation.full_name,
        Post.created_at,
        Post.edited_at,
        Post.html,
        Post.best_at,
        Post.hidden_at,
        Post.author_id,
        Post.mask,
        Post.thanks_count,
    )
    .join(Account, Account.id == Post.author_id)
    .join(Organisation, Organisation.id == Post.organisation_id)
)


_own_thanks = and_(Thanks.post_id == Post.id, Thanks.account_id == bindparam("reader_id"))
# With what is the reader's own, for pages on which posts are not only read
post_columns_of_member: AnySelect = post_columns.add_columns(Thanks.account_id).outerjoin(Thanks, _own_thanks)


@dataclass(frozen=True, slots=True)
class _Written:
    """What the policy asks of a post."""

    author_id: int
    audience_term: str
    thread_id: int

    @property
    def invitation_key(self) -> str:
        return Invitable.THREAD.key(self.thread_id)


NOBODY: Mapping[int, str] = {}


def nobody_may(_author_id: int) -> bool:
    """For pages on which posts are only read."""
    return False


def editing_of(actor: Actor, head: ThreadHead) -> Callable[[int], bool]:
    """Whose posts the actor may correct. What is closed or hidden is corrected by those who moderate alone."""
    if not actor.is_signed_in or not (head.is_open or actor.moderates):
        return nobody_may
    own, others = (
        allows(Action.EDIT_POST, actor, _Written(author_id, head.audience_term, head.id))
        for author_id in (actor.id or 0, 0)
    )
    return lambda author_id: own if author_id == actor.id else others


def hidings_of(source: Source, actor: Actor, rows: Sequence[Any]) -> dict[int, HidingView]:
    """Why posts are hidden, for those who may see them all the same. Nobody else costs the database a question."""
    seen = [row.id for row in rows if row.hidden_at is not None and sees_hidden(actor, row.author_id)]
    return open_hidings(source, seen) if seen else {}


def post_view(
    row: Sequence[Any],
    actor: Actor,
    hidings: dict[int, HidingView],
    *,
    can_mark: bool = False,
    may_edit: Callable[[int], bool] = nobody_may,
    may_report: bool = False,
    quote_at: str = "",
    advisers: Mapping[int, str] = NOBODY,
) -> PostView:
    """A row of `post_columns`; `may_edit` is asked with the author's id. Only its place when it is hidden."""
    post_id, position, name, title, organisation, created_at, edited_at, html, best_at, hidden_at, author_id = row[:11]
    mask, thanks_count, *own = row[11:]
    if hidden_at is not None and not sees_hidden(actor, author_id):
        return _placeholder(post_id, position, created_at)
    if mask is not None and not sees_name(actor, author_id):
        name, title, organisation, mask = "", "", mask, None
    return PostView(
        id=post_id,
        position=position,
        author_name=name,
        author_title=title,
        organisation_name=organisation,
        created_at=created_at,
        edited_at=edited_at,
        html=Markup(html),  # noqa: S704 -- sanitised when it was written, by core.text
        is_best=best_at is not None and hidden_at is None,
        is_question=position == 1,
        can_mark_best=can_mark and position > 1 and hidden_at is None,
        can_edit=may_edit(author_id) and (hidden_at is None or actor.moderates),
        url=post_url(post_id),
        report_url=report_url(post_id) if may_report and actor.id != author_id and hidden_at is None else None,
        quote_url=f"{quote_at}{post_id}" if quote_at and hidden_at is None else None,
        is_hidden=hidden_at is not None,
        hiding=hidings.get(post_id),
        is_own=actor.id == author_id,
        mask=mask,
        thanks_count=thanks_count,
        has_thanked=bool(own and own[0]),
        thanks_url=thanks_url(post_id) if own else None,
        can_thank=bool(own) and actor.id != author_id and hidden_at is None,
        author_url=member_url(author_id, name) if actor.is_member and name and mask is None else None,
        adviser_for=advisers.get(author_id, "") if advisers else "",
    )


def _placeholder(post_id: int, position: int, created_at: datetime) -> PostView:
    """What stands where a post is hidden: its place, its time and its address."""
    return PostView(
        id=post_id,
        position=position,
        author_name="",
        author_title="",
        organisation_name="",
        created_at=created_at,
        edited_at=None,
        html=Markup(),
        is_best=False,
        is_question=position == 1,
        can_mark_best=False,
        can_edit=False,
        url=post_url(post_id),
        is_hidden=True,
    )
