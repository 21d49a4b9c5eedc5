"""Rate limits for views. Counted in a transaction of their own: an attempt counts also when the request fails."""

from flask import request
from sqlalchemy.orm import Session

from network.core import ratelimit
from network.core.ratelimit import Limit
from network.web.database import db


def client_address() -> str:
    """The visitor's network address; forwarded ones are believed only from configured proxies."""
    return request.remote_addr or "unknown"


def attempt(*limits: tuple[Limit, object]) -> None:
    """Count one attempt under each limit. Raises TooMany when one is used up.

    Call it before the request's own session writes: SQLite has one writer at a time.
    """
    with Session(db.engine) as session, session.begin():
        for limit, who in limits:
            ratelimit.check(session, limit, who)
        for limit, who in limits:
            ratelimit.count(session, limit, who)
