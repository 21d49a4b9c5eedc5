"""Statistics for the secretariat, a municipality's own figures, and each table as a file."""

from flask import Blueprint, Response, render_template, request

from network.core.errors import NotFound
from network.features.statistics.own import own_page
from network.features.statistics.page import statistics_page
from network.features.statistics.sections import table_named
from network.features.statistics.sought import sought
from network.features.statistics.tables import Table, as_csv, as_xlsx
from network.web.access import Access, access
from network.web.database import session
from network.web.downloads import send_made
from network.web.identity import current_actor

blueprint = Blueprint("statistics", __name__)
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/sekretariat/statistik")
@access(Access.SECRETARIAT)
def show() -> str:
    actor = current_actor()
    view = statistics_page(session(), actor, request.args)
    return render_template("statistics/show.html", view=view, sought=sought(session(), actor))


@blueprint.get("/sekretariat/statistik/<name>.<any(csv,xlsx):form>")
@access(Access.SECRETARIAT)
def export(name: str, form: str) -> Response:
    actor = current_actor()
    sections = statistics_page(session(), actor, request.args).sections
    return _sent(table_named((*sections, sought(session(), actor)), name), "statistik", form)


@blueprint.get("/kommuner/<slug>/svar")
@access(Access.MEMBERS)
def own(slug: str) -> str:
    return render_template("statistics/own.html", view=own_page(session(), current_actor(), slug, request.args))


@blueprint.get("/kommuner/<slug>/svar/<name>.<any(csv,xlsx):form>")
@access(Access.MEMBERS)
def export_own(slug: str, name: str, form: str) -> Response:
    return _sent(table_named(own_page(session(), current_actor(), slug, request.args).sections, name), slug, form)


def _sent(found: Table | None, of: str, form: str) -> Response:
    """Raises NotFound where there is no such table."""
    if found is None:
        raise NotFound
    content, media_type = (as_csv(found), CSV) if form == "csv" else (as_xlsx(found), XLSX)
    return send_made(content, f"{of}-{found.name}.{form}", media_type)
