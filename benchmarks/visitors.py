"""Browsers to measure with: their sessions, and the requests they send."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.load import Answer, ask
from network.app import create_app
from network.core import clock
from network.features.accounts import service as accounts
from network.features.accounts.models import Account
from network.settings import Settings
from network.web.database import db

_TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Visitor:
    cookie: str = ""
    csrf_token: str = ""

    def get(self, path: str, **headers: str) -> bytes:
        """The bytes of a GET. No Accept-Encoding unless it is given: compressing is measured apart."""
        return _request("GET", path, self.cookie, headers)

    def post(self, path: str, **fields: str) -> bytes:
        body = urlencode({"csrf_token": self.csrf_token, **fields}).encode()
        headers = {"content_type": "application/x-www-form-urlencoded", "content_length": str(len(body))}
        return _request("POST", path, self.cookie, headers) + body


ANYBODY = Visitor()


def _request(method: str, path: str, cookie: str, headers: dict[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"Cookie: session={cookie}"] if cookie else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def session_cookies(settings: Settings, count: int, but: int) -> list[str]:
    """Cookies of members who have just signed in; `but` is the account of somebody who is not among them."""
    chosen = select(Account.id).where(Account.id != but).order_by(Account.id).limit(count)
    with create_app(settings).app_context(), Session(db.engine) as session:
        ids = session.scalars(chosen).all()
    return cookies_of(settings, ids)


def cookies_of(settings: Settings, ids: Sequence[int]) -> list[str]:
    """Cookies of these accounts, which have just signed in."""
    app = create_app(settings)
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    with app.app_context(), Session(db.engine) as session, session.begin():
        tokens = [accounts.start_session(session, account_id)[0] for account_id in ids]
    seen = int(clock.now().timestamp())
    return [serializer.dumps({"_user_id": token, "_fresh": True, "seen": seen}) for token in tokens]


def with_token(port: int, cookie: str, path: str) -> Visitor:
    """The visitor after a first page, which gives the cookie its CSRF token."""
    answer = ask(port, Visitor(cookie).get(path))
    token = _TOKEN.search(answer.body)
    if answer.status != 200 or token is None:
        raise RuntimeError(f"{path} has no form for a member: {answer.status}")
    return Visitor(_cookie_set_by(answer) or cookie, token[1].decode())


def _cookie_set_by(answer: Answer) -> str:
    return answer.header("Set-Cookie").partition("session=")[2].partition(";")[0]


def environment(data: Path, port: int, secret: str) -> dict[str, str]:
    """The environment of a production server for the data folder."""
    return {
        "NETWORK_MODE": "production",
        "NETWORK_DATA": str(data),
        "NETWORK_SECRET": secret,
        "NETWORK_BASE_URL": f"http://127.0.0.1:{port}",
        "NETWORK_PROCESSES": "1",
        "NETWORK_SEARCHES": "1000000",
        "PORT": str(port),
    }
