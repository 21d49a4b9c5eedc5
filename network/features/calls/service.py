"""Calling for experience. No function commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from network.core import audit, clock
from network.core.access import Actor
from network.core.danish_dates import in_words, parsed_date
from network.core.errors import N_, Invalid, NotFound
from network.core.policy import Action, require
from network.core.text import clean_line
from network.features.calls.models import Call, CallTopic
from network.features.threads.models import Thread, ThreadKind
from network.features.threads.service import held_thread
from network.features.topics.models import Topic

MOST_COLUMNS = 8
MAX_COLUMN = 60  # characters
LONGEST = timedelta(days=2 * 365)  # until the deadline


@dataclass(frozen=True, slots=True)
class NewCall:
    deadline: date
    columns: tuple[str, ...]
    topics: tuple[str, ...] = ()  # slugs
    groups: tuple[str, ...] = ()


def checked_deadline(text: str) -> date:
    """A day from today on, in Danish time. Raises Invalid."""
    if not text.strip():
        raise Invalid(N_("Write the last day for answers."), "deadline")
    found = parsed_date(text)
    if found is None:
        raise Invalid(N_("Write the deadline as day, month and year, for example 24-12-2026."), "deadline")
    if found < clock.today():
        raise Invalid(
            N_("The deadline %(deadline)s has passed. Choose a day from today on; today is %(today)s."),
            "deadline",
            deadline=in_words(found),
            today=in_words(clock.today()),
        )
    if found > clock.today() + LONGEST:
        raise Invalid(N_("The deadline is more than two years ahead. Choose an earlier day."), "deadline")
    return found


def checked_columns(text: str) -> tuple[str, ...]:
    """What each answer should hold, one on each line, each once. Raises Invalid."""
    each_once: dict[str, str] = {}
    for line in filter(None, map(clean_line, text.splitlines())):
        each_once.setdefault(line.casefold(), line)
    columns = tuple(each_once.values())
    if not columns:
        raise Invalid(N_("Write at least one thing that each answer should hold."), "columns")
    if len(columns) > MOST_COLUMNS:
        raise Invalid(N_("At most %(limit)s things fit into the table."), "columns", limit=MOST_COLUMNS)
    if any(len(column) > MAX_COLUMN for column in columns):
        raise Invalid(N_("Each line can have at most %(limit)s characters."), "columns", limit=MAX_COLUMN)
    return columns


def move_deadline(session: Session, actor: Actor, thread_id: int, text: str) -> None:
    """Give a call another last day. Raises NotFound, Forbidden, Invalid."""
    thread = held_thread(session, thread_id)
    require(Action.MOVE_DEADLINE, actor, thread)
    if thread.kind != ThreadKind.CALL or session.get(Call, thread_id) is None:
        raise NotFound
    deadline = checked_deadline(text)
    moved = update(Thread).where(Thread.id == thread_id)
    session.execute(moved.values(deadline=deadline, version=Thread.version + 1))
    audit.note(session, actor, "move-deadline", f"thread:{thread_id}")


def open_call(session: Session, thread: Thread, call: NewCall) -> None:
    """Say what a thread that was started just now calls for. Of a thread that has its call already, nothing changes."""
    if session.get(Call, thread.id) is not None:
        return
    session.add(Call(thread_id=thread.id, columns=list(call.columns), groups=list(call.groups)))
    session.flush()
    chosen = select(Topic.id).where(Topic.slug.in_(call.topics), Topic.id != thread.topic_id)
    rows: Sequence[dict[str, int]] = [
        {"thread_id": thread.id, "topic_id": topic_id} for topic_id in session.scalars(chosen)
    ]
    if rows:
        session.execute(insert(CallTopic), rows)
