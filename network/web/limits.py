"""Rate limits for views. Counted in a transaction of their own: an attempt counts also when the request fails.

What reads is counted by `attempt_to_search` and its likes: members by themselves, visitors by their address and all
together, so that a flood of them leaves members alone.
"""

from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple

from flask import Flask, current_app, request
from sqlalchemy.orm import Session

from network.core import ratelimit
from network.core.leases import Leases
from network.core.ratelimit import Limit
from network.web.database import db
from network.web.identity import current_actor

WINDOW = timedelta(minutes=10)
# Times what a member may search. Behind one address there may be a town hall
AN_ADDRESS, ALL_VISITORS = 2, 20
SUGGESTING, READING = 5, 2  # while one types; pages of lists for programs


class Readers(NamedTuple):
    """How much the three may do in WINDOW."""

    member: Limit
    address: Limit
    visitors: Limit


@lru_cache(maxsize=16)
def _limits(what: str, times: int) -> Readers:
    shares = {"account": 1, "address": AN_ADDRESS, "visitors": ALL_VISITORS}
    return Readers(*(Limit(f"{what}:{who}", times * share, WINDOW) for who, share in shares.items()))


def init_limits(app: Flask) -> None:
    app.extensions["leases"] = Leases()


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


def attempt_to_search() -> None:
    """Raises TooMany."""
    _take_one("search", 1)


def attempt_to_suggest() -> None:
    """Raises TooMany."""
    _take_one("suggest", SUGGESTING)


def attempt_to_read() -> None:
    """Of programs. Raises TooMany."""
    _take_one("read", READING)


def _take_one(what: str, share: int) -> None:
    limits = _limits(what, current_app.config["SETTINGS"].searches * share)
    leases: Leases = current_app.extensions["leases"]
    actor = current_actor()
    if actor.is_signed_in:
        leases.take(db.engine, limits.member, actor.id)
    else:
        leases.take(db.engine, limits.address, client_address())
        leases.take(db.engine, limits.visitors, "")
