"""Telling members that they are named. No function commits."""

from functools import cache

from sqlalchemy import Executable
from sqlalchemy.orm import Session

from network.core import clock, outbox
from network.core.access import Actor
from network.core.db import dialect_insert, execute
from network.core.outbox import Queue
from network.features.mentions.models import Mention
from network.features.mentions.queries import mentions_in
from network.features.notifications.models import Event


@cache
def _insert(dialect_name: str) -> Executable:
    row = dialect_insert(dialect_name, Mention)
    found: Executable = row.on_conflict_do_nothing(index_elements=["post_id", "account_id"]).returning(
        Mention.account_id
    )
    return found


def mention(
    session: Session, actor: Actor, post_id: int, markdown: str, audience_term: str, *, is_edit: bool = False
) -> None:
    """Have everybody told whom the text names, may read it, and was not named in the post before. Raises Invalid.

    Called before anything else is recorded of the post: who follows the thread as well is told once, of being named.
    """
    if "@" not in markdown:
        return
    statement, now = _insert(session.get_bind().dialect.name), clock.now()
    new = [
        person.id
        for person in mentions_in(session, actor, markdown, audience_term).told
        if execute(session, statement, {"post_id": post_id, "account_id": person.id, "created_at": now}).first()
    ]
    if not new:
        return
    outbox.record(session, Queue.NOTIFY, Event.MENTIONED, post_id)
    for account_id in new:
        outbox.record(session, Queue.MAIL, Event.MENTIONED, post_id, account_id=account_id, is_edit=is_edit)
