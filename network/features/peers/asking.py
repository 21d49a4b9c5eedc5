"""Asking the neighbours of a municipality: whom the question is for, as its first line."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from network.core.access import Actor
from network.features.peers.nearby import nearby
from network.features.peers.places import places


def to_neighbours(session: Session, actor: Actor, slug: str) -> str:
    """The neighbours by name, each with its coordinators as mentions; empty where no municipality is called that."""
    code = next((place.code for place in places().values() if place.slug == slug), None)
    if code is None:
        return ""
    asked = []
    for row in nearby(session, actor, code):
        people = ", ".join(f"@{person.name}" for person in row.coordinators if person.id != actor.id)
        asked.append(f"{row.neighbour.place.full_name} ({people})" if people else row.neighbour.place.full_name)
    line: str = _("To the neighbours: %(names)s", names=", ".join(asked))
    return f"{line}\n\n"
