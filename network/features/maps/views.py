"""The map of the municipalities."""

from flask import Blueprint, render_template, request

from network.features.maps import drawing
from network.features.maps.shown import shown_map
from network.web.access import Access, access
from network.web.database import session
from network.web.identity import current_actor

blueprint = Blueprint("maps", __name__)


@blueprint.get("/kommuner/kort")
@access(Access.PUBLIC)
def show() -> str:
    return render_template(
        "maps/show.html",
        map=shown_map(session(), current_actor(), request.args),
        drawing=drawing,
        by_land=drawing.lines(by_land=True),
        by_water=drawing.lines(by_land=False),
    )
