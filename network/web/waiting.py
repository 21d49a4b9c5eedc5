"""How much waits for those who moderate: the number at their menu item."""

import logging
from collections.abc import Callable

from flask import Flask, current_app, g, request
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from network.core.access import Actor
from network.web.database import SAFE_METHODS, read_session
from network.web.database import session as request_session
from network.web.identity import current_actor

logger = logging.getLogger("network.errors")

# (session, actor) → number; given by the moderation feature
Count = Callable[[Session, Actor], int]


def init_waiting(app: Flask, count: Count) -> None:
    app.extensions["waiting"] = count


def waiting() -> int:
    """Asked once a request, and only for those who moderate; 0 for everybody else."""
    actor = current_actor()
    if not actor.moderates:
        return 0
    if "waiting" not in g:
        g.waiting = _counted(actor)
    number: int = g.waiting
    return number


def _counted(actor: Actor) -> int:
    """A page that says that the database is away is no place to fail for want of a number."""
    count: Count = current_app.extensions["waiting"]
    try:
        if request.method in SAFE_METHODS:
            return count(request_session(), actor)
        with read_session() as reader:  # the request's own would take the write lock
            return count(reader, actor)
    except SQLAlchemyError:
        logger.exception("what waits for the moderators could not be counted")
        return 0
