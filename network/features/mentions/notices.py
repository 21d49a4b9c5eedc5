"""Telling whoever wrote a text what becomes of the names in it."""

from flask import flash
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from network.core.access import Actor
from network.features.mentions.queries import Mentions, mentions_in


def in_words(mentions: Mentions, *, is_sent: bool) -> list[tuple[str, str]]:
    """(kind of notice, text) of each thing there is to say."""
    said = []
    if mentions.told:
        names = ", ".join(f"{person.name} ({person.organisation_name})" for person in mentions.told)
        text = _("%(names)s are told of it.", names=names) if is_sent else _("Will be told: %(names)s", names=names)
        said.append(("success" if is_sent else "info", text))
    for person in mentions.cannot_read:
        text = _(
            "%(name)s (%(organisation)s) may not read the thread and is not told.",
            name=person.name,
            organisation=person.organisation_name,
        )
        said.append(("warning", text))
    for name in mentions.ambiguous:
        text = _(
            "Several members are called %(name)s, so none of them is told. Add the place: @%(name)s (Lolland)",
            name=name,
        )
        said.append(("warning", text))
    return said


def tell_writer(session: Session, actor: Actor, markdown: str, audience_term: str) -> None:
    """Say after sending who is told and who is not."""
    for kind, text in in_words(mentions_in(session, actor, markdown, audience_term), is_sent=True):
        flash(text, kind)
