"""Counting questions that need not be asked. No function commits."""

from sqlalchemy import Executable
from sqlalchemy.orm import Session

from network.core import clock
from network.core.access import Actor
from network.core.db import dialect_insert, execute
from network.features.search.models import AnsweredBefore


def answered(session: Session, actor: Actor, key: str, submission: str) -> None:
    """What stands under `key` answered the actor's question. The same submission twice counts once."""
    new = dialect_insert(session.get_bind().dialect.name, AnsweredBefore)
    count: Executable = new.on_conflict_do_nothing(index_elements=["submission"])
    row = {"account_id": actor.id, "key": key, "submission": submission, "at": clock.now()}
    execute(session, count, row)
