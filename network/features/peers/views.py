"""The neighbours of a municipality, to read and to open in a spreadsheet; and those that are like it."""

from flask import Blueprint, Response, render_template
from flask_babel import gettext as _

from network.core.policy import Action, allows
from network.core.spreadsheets import csv_bytes
from network.features.municipalities.forms import PARTICIPATIONS
from network.features.municipalities.queries import municipality_row
from network.features.peers.nearby import NearbyRow, nearby
from network.features.peers.queries import peers
from network.features.portraits.forms import CYCLE
from network.web.access import Access, access
from network.web.database import session
from network.web.downloads import send_made
from network.web.identity import current_actor
from network.web.language import said

blueprint = Blueprint("peers", __name__)
MOST = 20  # that are alike


@blueprint.get("/kommuner/<slug>/naboer")
@access(Access.PUBLIC)
def show(slug: str) -> str:
    actor, municipality = current_actor(), municipality_row(session(), slug)
    return render_template(
        "peers/show.html",
        municipality=municipality,
        rows=nearby(session(), actor, municipality.code),
        peers=peers(session(), actor, municipality.id, limit=MOST),
        participations=said(PARTICIPATIONS),
        cycle=said(CYCLE),
    )


@blueprint.get("/kommuner/<slug>/naboer.csv")
@access(Access.PUBLIC)
def export(slug: str) -> Response:
    actor, municipality = current_actor(), municipality_row(session(), slug)
    sees_members = allows(Action.SEE_MEMBERS, actor)
    names = [
        *(_("Municipality code"), _("Municipality"), _("By land"), _("Bridge"), _("Ferry"), _("Region")),
        *(_("Participation"), _("Planning cycle"), _("Year"), _("Challenges")),
        *([_("Coordinator"), _("E-mail")] if sees_members else []),
    ]
    rows = (_cells(row, with_people=sees_members) for row in nearby(session(), actor, municipality.code))
    return send_made(csv_bytes((names, *rows)), f"naboer-{slug}.csv", "text/csv; charset=utf-8")


def _cells(row: NearbyRow, *, with_people: bool) -> list[str]:
    place = row.neighbour.place
    cells = [
        *(place.code, place.full_name, _("yes") if row.neighbour.by_land else ""),
        *(", ".join(row.neighbour.bridges), ", ".join(row.neighbour.ferries)),
        *(row.region, str(PARTICIPATIONS[row.participation])),
        *(str(CYCLE[row.cycle_phase]) if row.cycle_phase else "", str(row.cycle_year or "")),
        ", ".join(row.challenges),
    ]
    if with_people:
        cells.append(", ".join(person.name for person in row.coordinators))
        cells.append(", ".join(person.email for person in row.coordinators))
    return cells
