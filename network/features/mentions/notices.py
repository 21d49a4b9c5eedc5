"""Telling whoever wrote a text what becomes of the names in it."""

from flask import flash
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from network.core.access import Actor
from network.features.mentions.queries import Mentions, mentions_in


def before_sending(mentions: Mentions) -> list[tuple[str, str]]:
    """(kind of notice, text) of each thing there is to say while it can still be changed."""
    said = []
    if mentions.told:
        said.append(("info", _("Will be told: %(names)s", names=_names(mentions))))
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


def after_sending(mentions: Mentions) -> list[tuple[str, str]]:
    """The same when it has been done: what came of it, and what can be done about it now."""
    said = []
    if mentions.told:
        said.append(("success", _("%(names)s are told of it.", names=_names(mentions))))
    for person in mentions.cannot_read:
        text = _(
            "%(name)s (%(organisation)s) has not been told, as the thread is not theirs to read.",
            name=person.name,
            organisation=person.organisation_name,
        )
        said.append(("warning", text))
    for name in mentions.ambiguous:
        text = _(
            "Nobody called %(name)s has been told. Edit the post and add the place: @%(name)s (Lolland)",
            name=name,
        )
        said.append(("warning", text))
    return said


def _names(mentions: Mentions) -> str:
    return ", ".join(f"{person.name} ({person.organisation_name})" for person in mentions.told)


def tell_writer(session: Session, actor: Actor, markdown: str, audience_term: str) -> None:
    """Say after sending who is told and who is not."""
    for kind, text in after_sending(mentions_in(session, actor, markdown, audience_term)):
        flash(text, kind)
