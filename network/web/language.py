"""Danish unless somebody asked for English."""

from flask import Flask, g, request, session
from flask_babel import Babel

from network.core.clock import COPENHAGEN
from network.web.identity import current_actor

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
