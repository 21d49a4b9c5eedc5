"""The page of the planning cycle."""

from flask import Blueprint, render_template

from network.features.cycle.queries import steps
from network.features.portraits.forms import CYCLE
from network.web.access import Access, access
from network.web.database import session
from network.web.identity import current_actor
from network.web.language import said

blueprint = Blueprint("cycle", __name__)


@blueprint.get("/kommuner/plancyklus")
@access(Access.PUBLIC)
def show() -> str:
    return render_template("cycle/show.html", steps=steps(session(), current_actor()), cycle=said(CYCLE))
