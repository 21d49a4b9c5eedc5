"""Danish unless somebody asked for English."""

from collections.abc import Mapping
from typing import Any, TypeVar

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


_said: dict[tuple[int, str], tuple[object, Any]] = {}


def said(labels: Mapping[Name, object]) -> Mapping[Name, str]:
    """The labels of a table that a module keeps, in the language of the request. A page shows the same few of them each
    time, and looking each up takes long.
    """
    key = (id(labels), choose())
    if key not in _said:
        _said[key] = labels, {name: str(label) for name, label in labels.items()}  # held, so that its id stays its own
    found: Mapping[Name, str] = _said[key][1]
    return found
