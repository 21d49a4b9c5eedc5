"""The answers to a call as one table, to read, copy and take along."""

from flask import Blueprint, Response, current_app, make_response, redirect, render_template
from flask_babel import gettext as _

from network.core.addresses import table_csv_url, table_url
from network.core.danish_dates import typed_date
from network.core.errors import NotFound
from network.core.spreadsheets import csv_bytes
from network.features.calls.queries import AnswerRow, CallView, answer_table, call_of
from network.features.threads.head import ThreadHead, thread_head
from network.web.access import Access, access
from network.web.database import session
from network.web.filters import COPENHAGEN
from network.web.identity import current_actor

blueprint = Blueprint("calls", __name__)


@blueprint.get("/traade/<int:thread_id>-<slug>/tabel")
@access(Access.PUBLIC)
def table(thread_id: int, slug: str) -> Response:
    head, call = _call(thread_id)
    if slug != head.slug:
        return redirect(table_url(head.id, head.slug), 301)  # type: ignore[return-value]
    rows = answer_table(session(), head, call)
    return make_response(render_template("calls/table.html", head=head, call=call, rows=rows))


@blueprint.get("/traade/<int:thread_id>-<slug>/tabel.csv")
@access(Access.PUBLIC)
def table_csv(thread_id: int, slug: str) -> Response:
    head, call = _call(thread_id)
    if slug != head.slug:
        return redirect(table_csv_url(head.id, head.slug), 301)  # type: ignore[return-value]
    rows = (_cells(row) for row in answer_table(session(), head, call))
    names = (_("Municipality"), _("Answered by"), _("Date"), *call.columns, _("Link"))
    response = Response(csv_bytes((names, *rows)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{head.slug}.csv"'
    return response


def _call(thread_id: int) -> tuple[ThreadHead, CallView]:
    """Raises NotFound, also when the thread is not the actor's to know, or no call."""
    head = thread_head(session(), current_actor(), thread_id)
    call = call_of(session(), current_actor(), thread_id)
    if call is None:
        raise NotFound
    return head, call


def _cells(row: AnswerRow) -> tuple[str, ...]:
    day = typed_date(row.written_at.astimezone(COPENHAGEN).date())
    url = current_app.config["SETTINGS"].base_url + row.url
    return (row.organisation_name, row.author_name, day, *row.cells, url)
