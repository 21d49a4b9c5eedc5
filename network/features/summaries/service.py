"""Writing on a thread's summary, and taking it away. No function commits."""

import secrets

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from network.core import audit, clock, outbox
from network.core.access import Actor
from network.core.cpr import NOT_CPR, passed_over
from network.core.db import AnySelect, UtcDateTime, execute
from network.core.errors import N_, Invalid, NetworkError
from network.core.outbox import Queue
from network.core.policy import Action, require
from network.core.text import checked_body, render
from network.features.moderation.models import ModerationAct, ModerationEntry
from network.features.moderation.service import checked_reason
from network.features.summaries.models import SummaryVersion
from network.features.summaries.queries import SummarisedThread, own_mask, summarised_thread
from network.features.threads.models import Thread

MAX_SUMMARY = 3_000
HIDDEN = N_("A moderator has hidden the thread, so its summary cannot be changed.")
CLOSED = N_("A moderator has closed the thread, so its summary cannot be changed.")


class SummaryConflict(NetworkError):
    """The summary was changed since the form was opened."""

    def __init__(self) -> None:
        super().__init__(N_("The summary has been changed since you opened it."))


def why_not(actor: Actor, thread: SummarisedThread) -> str | None:
    """Why a summary stands as it is for somebody who takes part. Those who moderate change it all the same."""
    if actor.moderates:
        return None
    if thread.is_hidden:
        return HIDDEN
    return CLOSED if thread.lock_reason is not None else None


_saved: AnySelect = select(SummaryVersion.id).where(
    SummaryVersion.submission == bindparam("submission"), SummaryVersion.edited_by_id == bindparam("actor_id")
)
_insert = insert(SummaryVersion)
_show = (
    update(Thread)
    .where(Thread.id == bindparam("of_thread_id"))
    .values(summary_number=bindparam("shown"), summary_length=bindparam("length"), version=Thread.version + 1)
)
_hide_all = (
    update(SummaryVersion)
    .where(SummaryVersion.thread_id == bindparam("of_thread_id"), SummaryVersion.hidden_at.is_(None))
    .values(hidden_at=bindparam("hidden_now", type_=UtcDateTime))
)


def write(
    session: Session,
    actor: Actor,
    thread_id: int,
    *,
    body: str,
    number: int,
    submission: str | None = None,
    not_cpr: bool = False,
) -> None:
    """Put a text in the place of the summary's version `number`; 0 is none. The same submission twice counts once.

    Raises NotFound, Forbidden, Invalid, and SummaryConflict when the summary has another version by now.
    """
    thread = summarised_thread(session, actor, thread_id, hold=True)
    require(Action.WRITE_SUMMARY, actor, thread)
    markdown = checked_body(body)
    if len(markdown) > MAX_SUMMARY:
        raise Invalid(N_("The summary can have at most %(limit)s characters."), "body", limit=MAX_SUMMARY)
    if submission and execute(session, _saved, {"submission": submission, "actor_id": actor.id}).first():
        return
    reason = why_not(actor, thread)
    if reason is not None:
        raise Invalid(reason)
    if number != thread.number:
        raise SummaryConflict
    if markdown == thread.markdown:
        return
    has_number = passed_over({"body": markdown}, not_cpr=not_cpr)
    _add(session, actor, thread, markdown, submission)
    if has_number:
        audit.note(session, actor, NOT_CPR, f"thread:{thread.id}")


def _add(session: Session, actor: Actor, thread: SummarisedThread, markdown: str, submission: str | None) -> None:
    rendered = render(markdown, anchor=secrets.token_hex(4))
    version = {
        "thread_id": thread.id,
        "number": thread.number + 1,
        "markdown": markdown,
        "html": rendered.html,
        "plain": rendered.plain,
        "edited_by_id": actor.id,
        "mask": own_mask(session, actor, thread.id),  # a text, as that of a post: the same tomorrow as today
        "at": clock.now(),
        "submission": submission,
    }
    execute(session, _insert, version)
    _change(session, thread, thread.number + 1, len(markdown))


def hide(session: Session, actor: Actor, thread_id: int, reason: str) -> None:
    """Take the summary away, with all that it said before; the reason stands in the log. Another can be written.

    Raises NotFound, Forbidden, Invalid.
    """
    thread = summarised_thread(session, actor, thread_id, hold=True)
    require(Action.MODERATE, actor, thread)
    line = checked_reason(reason)
    if not thread.is_shown:
        return
    now = clock.now()
    execute(session, _hide_all, {"of_thread_id": thread.id, "hidden_now": now})
    _change(session, thread, thread.number, 0)
    act = ModerationAct.HIDE_SUMMARY
    audit.note(session, actor, f"moderation-{act}", f"thread:{thread.id}", reason=line)
    session.add(ModerationEntry(at=now, act=act, thread_id=thread.id, reason=line, account_id=actor.id))


def _change(session: Session, thread: SummarisedThread, number: int, length: int) -> None:
    execute(session, _show, {"of_thread_id": thread.id, "shown": number, "length": length})
    outbox.record(session, Queue.INDEX, "post", thread.first_post_id)  # the summary is put in with it
