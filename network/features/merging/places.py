"""Where posts stand after a merge or a split, and all that counts in positions. Each step is one statement, however
many posts there are.

What becomes of a reader's marker:

* Merged: what was read stays read. The marker stands at the last post of either thread that was read, so what is older
  and was not read counts as read in the lists – but whoever was told of it still finds it under the bell.
* Split: both threads have a marker at the last post that was read of those that stand there now. Nothing changes.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Executable,
    Subquery,
    and_,
    bindparam,
    case,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.orm import Session

from network.core.db import AnySelect, dialect_insert, execute
from network.features.notifications.models import Notification, Watch
from network.features.threads.models import Post, ReadMarker, Thread

FROM: BindParameter[int] = bindparam("from_id")
TO: BindParameter[int] = bindparam("to_id")
_of_both = Post.thread_id.in_((FROM, TO))


def _merged() -> Subquery:
    """Every post of both threads with its place in the one: by time, after the first post of the one that stays.

    `reach` is the last place of those that came before it in its own thread.
    """
    leads = case((and_(Post.thread_id == TO, Post.position == 1), 0), else_=1)
    place = func.row_number().over(order_by=(leads, Post.created_at, Post.position, Post.id)).label("place")
    posts = select(Post.id, Post.thread_id, Post.position, place).where(_of_both).subquery()
    reach = func.max(posts.c.place).over(partition_by=posts.c.thread_id, order_by=posts.c.position).label("reach")
    return select(posts, reach).subquery()


def _split(is_moved: ColumnElement[bool]) -> Subquery:
    """Every post of a thread: whether it moves, its place afterwards, how many of those before it stay and move."""
    moves = case((is_moved, 1), else_=0).label("moves")
    posts = select(Post.id, Post.position, moves).where(Post.thread_id == FROM).subquery()
    gone = func.sum(posts.c.moves).over(order_by=posts.c.position).label("gone")
    counted = select(posts, gone).subquery()
    place = case((counted.c.moves == 1, counted.c.gone), else_=counted.c.position - counted.c.gone).label("place")
    return select(counted, place).subquery()


def _markers_kept(dialect_name: str, rows: AnySelect) -> Executable:
    """Markers that are there already get the new position."""
    marker = dialect_insert(dialect_name, ReadMarker).from_select(["account_id", "thread_id", "position"], rows)
    kept: Executable = marker.on_conflict_do_update(
        index_elements=["account_id", "thread_id"], set_={"position": marker.excluded.position}
    )
    return kept


def _place_posts(
    places: Subquery, thread_id: Any, changes: ColumnElement[bool], moves: ColumnElement[bool]
) -> Executable:
    """Two steps, because no two posts may have one place at any moment: this one makes the places negative."""
    return (
        update(Post)
        .where(Post.id == places.c.id, changes)
        .values(
            thread_id=thread_id,
            position=-places.c.place,
            version=Post.version + case((moves, 1), else_=0),  # the index holds the thread and topic of each post
        )
        .execution_options(synchronize_session=False)
    )


_turned_round = (
    update(Post).where(_of_both, Post.position < 0).values(position=-Post.position)
    .execution_options(synchronize_session=False)
)  # fmt: skip
# Of what has been read, nobody asks where it stood
_told_where = (
    update(Notification)
    .where(
        Notification.post_id == Post.id,
        Notification.thread_id.in_((FROM, TO)),
        Notification.read_at.is_(None),
        (Notification.thread_id != Post.thread_id) | (Notification.position != Post.position),
    )
    .values(thread_id=Post.thread_id, position=Post.position)
    .execution_options(synchronize_session=False)
)


def merge_posts(session: Session, from_id: int, to_id: int) -> None:
    """All posts of one thread move into the other; the markers, watches and notifications of both go along."""
    places, pair = _merged(), {"from_id": from_id, "to_id": to_id}
    dialect_name = session.get_bind().dialect.name
    read_as_far = and_(places.c.thread_id == ReadMarker.thread_id, places.c.position == ReadMarker.position)
    markers = (
        select(ReadMarker.account_id, TO, func.max(places.c.reach))
        .join(places, read_as_far)
        .where(ReadMarker.thread_id.in_((FROM, TO)))
        .group_by(ReadMarker.account_id)
    )
    execute(session, _markers_kept(dialect_name, markers), pair)
    execute(session, delete(ReadMarker).where(ReadMarker.thread_id == FROM), pair)
    comes = Post.thread_id != TO
    execute(session, _place_posts(places, TO, comes | (Post.position != places.c.place), comes), pair)
    execute(session, _turned_round, pair)
    execute(session, _told_where, pair)
    _copy_watches(session, pair)
    execute(session, delete(Watch).where(Watch.thread_id == FROM), pair)


def split_posts(
    session: Session, from_id: int, to_id: int, is_moved: ColumnElement[bool], wanted: dict[str, Any]
) -> None:
    """The posts for which `is_moved` holds, with the parameters `wanted`, move into a new, empty thread.

    Whoever follows the one, or has said stop, does so with the other.
    """
    places, pair = _split(is_moved), {"from_id": from_id, "to_id": to_id} | wanted
    dialect_name = session.get_bind().dialect.name
    read_as_far = (ReadMarker.thread_id == FROM, places.c.position == ReadMarker.position)
    new = select(ReadMarker.account_id, TO, places.c.gone).where(*read_as_far, places.c.gone > 0)
    execute(session, _markers_kept(dialect_name, new), pair)
    left = select(ReadMarker.account_id, FROM, places.c.position - places.c.gone).where(*read_as_far)
    execute(session, _markers_kept(dialect_name, left), pair)
    goes = places.c.moves == 1
    here = case((goes, TO), else_=FROM)
    execute(session, _place_posts(places, here, goes | (Post.position != places.c.place), goes), pair)
    execute(session, _turned_round, pair)
    execute(session, _told_where, pair)
    _copy_watches(session, pair)


def _copy_watches(session: Session, pair: dict[str, Any]) -> None:
    """Where somebody has chosen already, that stands."""
    watched = select(Watch.account_id, TO, Watch.following).where(Watch.thread_id == FROM)
    rows = dialect_insert(session.get_bind().dialect.name, Watch)
    copied = rows.from_select(["account_id", "thread_id", "following"], watched)
    execute(session, copied.on_conflict_do_nothing(index_elements=["account_id", "thread_id"]), pair)


def count_anew(session: Session, thread_id: int, at: datetime) -> None:
    """What a thread says of its posts, from its posts."""
    of_it = Post.thread_id == thread_id
    best = (of_it, Post.best_at.is_not(None), Post.hidden_at.is_(None))
    session.execute(
        update(Thread)
        .where(Thread.id == thread_id)
        .values(
            post_count=select(func.count(Post.id)).where(of_it).scalar_subquery(),
            best_count=select(func.count(Post.id)).where(*best).scalar_subquery(),
            last_post_at=select(func.max(Post.created_at)).where(of_it).scalar_subquery(),
            version=Thread.version + 1,
            related_at=at,
        )
    )
