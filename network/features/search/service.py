"""Counting questions that need not be asked. No function commits."""

from sqlalchemy import Executable
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from network.core import clock
from network.core.access import Actor
from network.core.db import execute
from network.features.search.models import AnsweredBefore


def answered(session: Session, actor: Actor, key: str, submission: str) -> None:
    """What stands under `key` answered the actor's question. The same submission twice counts once."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    count: Executable = dialect.insert(AnsweredBefore).on_conflict_do_nothing(index_elements=["submission"])
    row = {"account_id": actor.id, "key": key, "submission": submission, "at": clock.now()}
    execute(session, count, row)
