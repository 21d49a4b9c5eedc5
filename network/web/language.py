"""Danish unless somebody asked for English."""

from collections.abc import Mapping
from typing import TypeVar

from flask import Flask, g, request, session
from flask_babel import Babel

from network.core.clock import COPENHAGEN
from network.web.identity import current_actor

Name = TypeVar("Name")
LANGUAGES = {"da": "Dansk", "en": "English"}


def choose() -> str:
    """The member's own choice, else the visitor's cookie, else Danish; never what the browser happens to send."""
    if "language" not in g:
        asked = request.args.get("sprog", "")
        if asked in LANGUAGES:
            session["language"] = asked
        g.language = session.get("language") or current_actor().language
    language: str = g.language
    return language


def init_language(app: Flask, translations: str) -> None:
    app.config.update(BABEL_DEFAULT_LOCALE="da", BABEL_TRANSLATION_DIRECTORIES=translations)
    Babel(app, locale_selector=choose, timezone_selector=lambda: COPENHAGEN.key)


def said(labels: Mapping[Name, object]) -> dict[Name, str]:
    """Labels in the language of the request. A list shows the same few fifty times, and looking each up takes long."""
    return {name: str(label) for name, label in labels.items()}
