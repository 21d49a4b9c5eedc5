"""Outgoing mail and every component, to look at while developing."""

import email
import email.policy
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, current_app, render_template

from network.core import clock
from network.features.development.forms import ComponentForm
from network.web.access import Access, access

blueprint = Blueprint("development", __name__)
SHOWN = 50


@dataclass(frozen=True, slots=True)
class SentMail:
    to: str
    subject: str
    date: str
    body: str


def _sent_mails(folder: Path) -> list[SentMail]:
    newest = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return [_read(path) for path in newest[:SHOWN]]


def _read(path: Path) -> SentMail:
    message = email.message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=email.policy.default)
    body = message.get_body(("plain",))
    return SentMail(
        str(message["To"]), str(message["Subject"]), str(message["Date"]), body.get_content() if body else ""
    )


@blueprint.get("/udvikling/mail")
@access(Access.DEVELOPMENT)
def mail() -> str:
    folder = current_app.config["SETTINGS"].data / "mail"
    return render_template("development/mail.html", mails=_sent_mails(folder))


@blueprint.get("/udvikling/komponenter")
@access(Access.DEVELOPMENT)
def components() -> str:
    wrong = ComponentForm(formdata=None, prefix="wrong-")
    wrong.validate()
    untouched = ComponentForm(formdata=None)
    return render_template("component_page.html", now=clock.now(), thing=_thing, form=untouched, wrong=wrong)


def _thing(like: Mapping[str, Any] | SimpleNamespace, **more: Any) -> SimpleNamespace:
    """What a component is shown with: a view of these values, or one like another."""
    known = vars(like) if isinstance(like, SimpleNamespace) else like
    return SimpleNamespace(**{**known, **more})
