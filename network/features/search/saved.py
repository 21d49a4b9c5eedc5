"""Searches that a member wants to be told of. No function commits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from network.core import clock
from network.core.access import Actor, readable, reader
from network.core.db import AnySelect, UtcDateTime, dialect_insert, execute
from network.core.errors import N_, Invalid, NotFound
from network.core.policy import Action, require
from network.features.accounts.models import Account, AccountState
from network.features.accounts.queries import actor_by_account
from network.features.notices import service as notices
from network.features.notices.models import NoticeKind
from network.features.notifications.models import Notification, NotificationKind
from network.features.search.hits import ShownHit, parts_of, shown
from network.features.search.models import SavedSearch
from network.features.search.own_things import own_among
from network.features.threads.models import Post, Thread
from network.ports.search import Query, SearchIndex

MOST = 20  # of one member
MAX_ADDRESS = 1_000  # characters
SETTLED = timedelta(minutes=2)  # what is newer may not be in the index yet


QueryOf = Callable[[Session, Mapping[str, str], datetime], Query]  # of an address, for what came after a moment


@dataclass(frozen=True, slots=True)
class SavedRow:
    id: int
    words: str
    address: str
    new_count: int
    created_at: datetime

    @property
    def url(self) -> str:
        return f"/soeg?{self.address}"


_own: AnySelect = (
    select(SavedSearch.id, SavedSearch.words, SavedSearch.address, SavedSearch.new_count, SavedSearch.created_at)
    .where(SavedSearch.account_id == bindparam("reader_id"))
    .order_by(SavedSearch.id)
)
_seen = (
    update(SavedSearch)
    .where(SavedSearch.id == bindparam("search_id"), SavedSearch.account_id == bindparam("reader_id"))
    .values(new_count=0, seen_at=bindparam("now", type_=UtcDateTime))
)
_place: AnySelect = (
    select(Post.id, Post.thread_id, Post.position, Post.author_id)
    .join(Thread, Thread.id == Post.thread_id)
    .where(Post.id.in_(bindparam("ids", expanding=True)), Post.hidden_at.is_(None), readable(Thread))
)


def saved_searches(session: Session, actor: Actor) -> tuple[SavedRow, ...]:
    """The actor's own, in the order in which they were saved."""
    return tuple(SavedRow(*row) for row in execute(session, _own, {"reader_id": actor.id}))


def save(session: Session, actor: Actor, address: str, words: str, submission: str | None) -> None:
    """Tell the actor of what is new for this search from now on. The same one twice is one. Raises Invalid."""
    require(Action.FOLLOW, actor)
    if not words or not address or len(address) > MAX_ADDRESS:
        raise Invalid(N_("Write what you are looking for first."), "address")
    own = saved_searches(session, actor)
    if any(row.address == address for row in own):
        return
    if len(own) >= MOST:
        raise Invalid(N_("You can keep at most %(limit)s searches. Take one away first."), "address", limit=MOST)
    now = clock.now()
    times = {"created_at": now, "checked_at": now, "seen_at": now}
    row = SavedSearch(account_id=actor.id, address=address, words=words, submission=submission, new_count=0, **times)
    session.add(row)
    session.flush()


def open_saved(session: Session, actor: Actor, search_id: int) -> SavedRow:
    """The address of one's own saved search; its new results are seen by that. Raises NotFound."""
    row = next((row for row in saved_searches(session, actor) if row.id == search_id), None)
    if row is None:
        raise NotFound
    execute(session, _seen, {"search_id": search_id, "reader_id": actor.id, "now": clock.now()})
    notices.read_of_key(session, actor, NoticeKind.FOUND, str(search_id))
    return row


def remove(session: Session, actor: Actor, search_id: int) -> None:
    """Raises NotFound for one that is not the actor's own."""
    row = session.get(SavedSearch, search_id)
    if row is None or row.account_id != actor.id:
        raise NotFound
    session.delete(row)
    notices.forget_key(session, actor, NoticeKind.FOUND, str(search_id))


# What is new


def due(session: Session) -> list[int]:
    """Ids of the searches of members whose access is open."""
    rows = select(SavedSearch.id).join(Account, Account.id == SavedSearch.account_id)
    active = rows.where(Account.state == AccountState.ACTIVE.value)
    return list(session.scalars(active.order_by(SavedSearch.id)))


def look(session: Session, index: SearchIndex, search_id: int, query_of: QueryOf) -> int:
    """Tell the member of what came since the search was looked through last; returns how much it was.

    New posts are told of under the bell, each once; what else is new – documents, methods, plans … – is counted in one
    notice for the search. What the member has written or shared is no news to them. Repeated, it tells nobody twice.
    Raises SearchUnavailable.
    """
    saved = session.get(SavedSearch, search_id, with_for_update=True)
    until = clock.now() - SETTLED
    if saved is None or until <= saved.checked_at:
        return 0
    actor = actor_by_account(session, saved.account_id)
    query = query_of(session, dict(parse_qsl(saved.address)), saved.checked_at)
    results = index.search(query, actor.terms)
    groups = {hit.key: hit.group for hit in results.hits}
    fresh = [hit.key for hit in shown(session, actor, results.hits, frozenset()) if _is_between(hit, saved, until)]
    threads = _tell(session, actor, [parts_of(key)[1][0] for key in fresh if parts_of(key)[0] == "post"])
    own = own_among(session, actor, fresh)
    others = {groups[key] for key in fresh if parts_of(key)[0] != "post" and key not in own}
    others -= {f"thread:{thread_id}" for thread_id in threads}
    if others:
        notices.tell_again(session, actor, NoticeKind.FOUND, str(search_id), about_id=search_id)
    found = len(threads) + len(others)
    saved.new_count += found
    saved.checked_at = until
    return found


def _is_between(hit: ShownHit, saved: SavedSearch, until: datetime) -> bool:
    return hit.created_at is not None and saved.checked_at < hit.created_at <= until


def _tell(session: Session, actor: Actor, post_ids: list[int]) -> list[int]:
    """The thread of each post. Those of the member's own are no news; who has been told of a post is not told again."""
    if not post_ids:
        return []
    new = [row for row in execute(session, _place, reader(actor) | {"ids": post_ids}) if row[3] != actor.id]
    insert = dialect_insert(session.get_bind().dialect.name, Notification).on_conflict_do_nothing()
    for post_id, thread_id, position, _author in new:
        execute(
            session,
            insert,
            {
                "account_id": actor.id,
                "thread_id": thread_id,
                "post_id": post_id,
                "position": position,
                "kind": NotificationKind.FOUND,
                "created_at": clock.now(),
            },
        )
    return [row[1] for row in new]
