"""Pages about the network itself, and the health check."""

from flask import Blueprint, Response, render_template
from sqlalchemy import text

from network.web.access import Access, access
from network.web.database import session

blueprint = Blueprint("pages", __name__)


@blueprint.get("/om")
@access(Access.PUBLIC)
def about() -> str:
    return render_template("pages/about.html")


@blueprint.get("/was")
@access(Access.PUBLIC)
def accessibility() -> str:
    return render_template("pages/accessibility.html")


@blueprint.get("/privatlivspolitik")
@access(Access.PUBLIC)
def privacy() -> str:
    return render_template("pages/privacy.html")


@blueprint.get("/sundhed")
@access(Access.PUBLIC)
def health() -> Response:
    """For a load balancer: that this process answers and reaches its database. Nothing more is told."""
    session().execute(text("SELECT 1"))
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/robots.txt")
@access(Access.PUBLIC)
def robots() -> Response:
    return Response("User-agent: *\nDisallow: /soeg\nDisallow: /konto/\n", mimetype="text/plain")
