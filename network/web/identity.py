"""Who is asking. The cookie holds a random token; the row behind it says whose session it is and whether it lives.

Flask-Login alone keeps the account's id in the cookie, so a copied cookie would open the site after sign-out.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, cast

from flask import Flask, Request, Response, current_app, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer

from network.core import clock
from network.core.access import ANONYMOUS, Actor
from network.core.db import Source
from network.web.database import SAFE_METHODS, reading, stop_reading

IDLE_LIMIT = timedelta(hours=12)
RENEW_AFTER = timedelta(minutes=10)  # how often the cookie's own time stamp is moved

# What survives signing in: the token so that a form that was kept in another tab meanwhile can be sent from there
KEPT = ("language", "csrf_token")

# (source, token) → Actor, or None when the session or the key has ended; given by the features
LoadActor = Callable[[Source, str], Actor | None]


class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login sees: a token, and the actor behind it."""

    def __init__(self, token: str, actor: Actor) -> None:
        self.token = token
        self.actor = actor

    def get_id(self) -> str:
        return self.token


class Cookies(SecureCookieSessionInterface):
    """Flask's own signed cookie. The signer is made once, and a cookie found right is remembered, since a browser sends
    the same one with every request; how old it is, is looked at each time.
    """

    signer: URLSafeTimedSerializer | None = None

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        cookie = request.cookies.get(self.get_cookie_name(app))
        signer = self.get_signing_serializer(app)
        if not cookie or signer is None:
            return super().open_session(app, request)
        try:
            values, signed_at = _opened(signer, cookie)
        except BadData:
            return self.session_class()
        if clock.now() - signed_at > app.permanent_session_lifetime:
            return self.session_class()
        # The lists of a session are added to as they stand
        own = {name: list(value) if isinstance(value, list) else value for name, value in values.items()}
        return self.session_class(own)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """What has not changed is not sent again; Flask would put together what such a cookie looks like first."""
        if session.modified:
            super().save_session(app, session, response)
        elif session.accessed:
            vary = response.headers.get("Vary")
            response.headers["Vary"] = f"{vary}, Cookie" if vary else "Cookie"

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        self.signer = self.signer or super().get_signing_serializer(app)
        return self.signer


@lru_cache(maxsize=1024)
def _opened(signer: URLSafeTimedSerializer, cookie: str) -> tuple[dict[str, Any], datetime]:
    """What a cookie holds and when it was signed. Raises BadData."""
    timestamped = cast(TimestampSigner, signer.make_signer(signer.salt))
    payload, signed_at = timestamped.unsign(cookie, return_timestamp=True)
    return signer.load_payload(payload), signed_at


def init_identity(app: Flask, load_actor: LoadActor, load_by_key: LoadActor) -> None:
    app.extensions["load_by_key"] = load_by_key
    app.session_interface = Cookies()
    manager = LoginManager(app, add_context_processor=False)  # templates know `page.actor`
    manager.session_protection = None  # a phone changes its address between two pages
    manager._session_identifier_generator = lambda: None  # nobody compares it, but each request would work it out

    @manager.user_loader  # type: ignore[untyped-decorator]
    def _load(token: str) -> SignedIn | None:
        if _is_idle():
            return None
        actor = load_actor(reading(), token)
        if request.method not in SAFE_METHODS:
            stop_reading()  # what is read later in such a request must be what it wrote
        return SignedIn(token, actor) if actor else None


def _is_idle() -> bool:
    """Whether the cookie has been unused for too long. It is signed, so its own time can be believed."""
    now = int(clock.now().timestamp())
    seen = session.get("seen", 0)
    if now - seen > IDLE_LIMIT.total_seconds():
        return True
    if now - seen > RENEW_AFTER.total_seconds():
        session["seen"] = now
    return False


API = "/api/"  # below it a key says who asks, and a cookie says nothing


def current_actor() -> Actor:
    """The actor of this request, loaded once and only when somebody asks."""
    if "actor" not in g and request.path.startswith(API):
        g.actor = _actor_of_key()
    if "actor" not in g:
        # Without a session cookie there is nobody to look for; who is not signed in has no actor.
        found = current_user._get_current_object() if "_user_id" in session else None
        g.actor = found.actor if isinstance(found, SignedIn) else ANONYMOUS
    actor: Actor = g.actor
    return actor


def _actor_of_key() -> Actor:
    """Whose key the request carries; a visitor without one, and with one that opens nothing."""
    given = request.authorization
    key = given.token if given is not None and given.type == "bearer" else None
    return (current_app.extensions["load_by_key"](reading(), key) if key else None) or ANONYMOUS


def begin_session(token: str, actor: Actor) -> None:
    """Set the cookie of a new session. What an earlier visitor left in it is dropped but for KEPT."""
    kept = {name: session[name] for name in KEPT if name in session}
    session.clear()
    session["seen"] = int(clock.now().timestamp())
    session.update(kept)
    login_user(SignedIn(token, actor))
    g.actor = actor


def session_token() -> str | None:
    """The token of the session that makes this request."""
    return session.get("_user_id")


def end_session() -> None:
    """Forget the cookie; the caller has ended the row."""
    logout_user()
    session.clear()
    g.actor = ANONYMOUS
