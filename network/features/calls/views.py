"""The answers to a call as one table, to read, copy and take along."""

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from network.core import ratelimit
from network.core.addresses import table_csv_url, table_url
from network.core.clock import COPENHAGEN
from network.core.danish_dates import typed_date
from network.core.errors import Invalid, NotFound
from network.core.policy import Action, require
from network.core.spreadsheets import csv_bytes
from network.features.calls import service
from network.features.calls.forms import DeadlineForm
from network.features.calls.queries import AnswerRow, call_of, call_table
from network.features.threads.head import ThreadHead, thread_head
from network.features.threads.pages import UNUSABLE
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.downloads import send_made
from network.web.identity import current_actor
from network.web.limits import attempt

blueprint = Blueprint("calls", __name__)


@blueprint.get("/traade/<int:thread_id>-<slug>/tabel")
@access(Access.PUBLIC)
def table(thread_id: int, slug: str) -> Response:
    call = call_table(session(), current_actor(), thread_id)
    if slug != call.slug:
        return redirect(table_url(call.id, call.slug), 301)  # type: ignore[return-value]
    return make_response(render_template("calls/table.html", call=call))


@blueprint.get("/traade/<int:thread_id>-<slug>/tabel.csv")
@access(Access.PUBLIC)
def table_csv(thread_id: int, slug: str) -> Response:
    call = call_table(session(), current_actor(), thread_id)
    if slug != call.slug:
        return redirect(table_csv_url(call.id, call.slug), 301)  # type: ignore[return-value]
    rows = (_cells(row) for row in call.rows)
    names = (_("Municipality"), _("Answered by"), _("Date"), *call.columns, _("Link"))
    return send_made(csv_bytes((names, *rows)), f"{call.slug}.csv", "text/csv; charset=utf-8")


@blueprint.route("/traade/<int:thread_id>/frist", methods=["GET", "POST"])
@access(Access.MEMBERS)
def deadline(thread_id: int) -> Response:
    actor = current_actor()
    if request.method == "POST":
        attempt((ratelimit.POST_BY_ACCOUNT, actor.id))
    with read_session() as reader:  # the writing session would hold the lock while rendering
        head = _head_of_call(reader, thread_id)
    require(Action.MOVE_DEADLINE, actor, head)
    form = DeadlineForm(deadline=typed_date(head.deadline) if head.deadline else "")
    if form.is_submitted():
        try:
            service.move_deadline(session(), actor, thread_id, form.deadline.data or "")
        except Invalid as error:
            form.add_error(error)
            session().rollback()
        else:
            flash(_("The deadline has been moved."), "success")
            return redirect(head.url(), 303)  # type: ignore[return-value]
    body = render_template("calls/deadline.html", head=head, form=form)
    return make_response(body, UNUSABLE if form.is_submitted() else 200)


def _head_of_call(reader: Session, thread_id: int) -> ThreadHead:
    """Raises NotFound, also when the thread is not the actor's to know, or no call."""
    if call_of(reader, current_actor(), thread_id) is None:
        raise NotFound
    return thread_head(reader, current_actor(), thread_id)


def _cells(row: AnswerRow) -> tuple[str, ...]:
    day = typed_date(row.written_at.astimezone(COPENHAGEN).date())
    url = current_app.config["SETTINGS"].base_url + row.url
    return (row.organisation_name, row.author_name, day, *row.cells, url)
