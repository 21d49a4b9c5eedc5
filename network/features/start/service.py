"""Choosing what stands on the front page. No function commits."""

from collections.abc import Mapping

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from network.core import audit
from network.core.access import Actor
from network.core.db import execute
from network.core.policy import Action, require
from network.features.start.models import Block, FrontBlock


def arrange(session: Session, actor: Actor, places: Mapping[Block, int | None]) -> None:
    """Each block gets its place, or None and is not shown. Raises SignInRequired, Forbidden."""
    require(Action.PUBLISH, actor)
    session.execute(delete(FrontBlock))
    for block in Block:
        execute(session, insert(FrontBlock), {"block": block, "place": places.get(block)})
    audit.note(session, actor, "front-arrange", "front")
