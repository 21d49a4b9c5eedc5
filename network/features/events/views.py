"""Taking a seat at an event and giving it up; events as calendars read them."""

from datetime import timedelta

from flask import Blueprint, Response, flash, redirect, request
from flask_babel import gettext as _

from network.core import clock
from network.core.access import ANONYMOUS
from network.core.errors import Invalid, NotFound
from network.core.spreadsheets import csv_bytes
from network.features.events.calendars import calendar_of
from network.features.events.queries import Own, calendar_event, calendar_events, participants
from network.features.events.service import give_up, sign_up
from network.features.publishing.models import ArticleKind
from network.features.publishing.queries import article_view
from network.web.access import Access, access
from network.web.database import session
from network.web.downloads import send_made
from network.web.identity import current_actor
from network.web.messages import translated

blueprint = Blueprint("events", __name__)
KEPT = timedelta(days=90)  # how long what is over stays in the calendar


@blueprint.post("/arrangementer/<int:article_id>/tilmelding")
@access(Access.MEMBERS)
def attend(article_id: int) -> Response:
    actor = current_actor()
    if request.form.get("attend") == "0":
        give_up(session(), actor, article_id)
        flash(_("You have given up your place."), "success")
    else:
        try:
            own = sign_up(session(), actor, article_id)
        except Invalid as error:
            flash(translated(error), "warning")
        else:
            said = (
                _("You have a seat.") if own is Own.SEAT else _("There is no seat left. You stand on the waiting list.")
            )
            flash(said, "success")
    return redirect(article_view(session(), actor, ArticleKind.EVENT, article_id).url, 303)  # type: ignore[return-value]


@blueprint.get("/arrangementer/<int:article_id>/deltagere.csv")
@access(Access.MEMBERS)
def list_of_participants(article_id: int) -> Response:
    """For those who publish: name tags, the kitchen, and a mail to all who come."""
    actor = current_actor()
    article = article_view(session(), actor, ArticleKind.EVENT, article_id)
    rows = [
        (person.name, person.organisation_name, person.email, _("waits") if person.is_waiting else _("has a seat"))
        for person in participants(session(), actor, article)
    ]
    names = (_("Name"), _("Municipality"), _("E-mail"), _("Seat"))
    return send_made(csv_bytes((names, *rows)), f"deltagere-{article.slug}.csv", "text/csv; charset=utf-8")


@blueprint.get("/arrangementer/kalender.ics")
@access(Access.PUBLIC)
def calendar() -> Response:
    """Every event that is to come, to subscribe to."""
    return calendar_of(calendar_events(session(), ANONYMOUS, clock.now() - KEPT))


@blueprint.get("/arrangementer/<int:article_id>-<slug>/kalender.ics")
@access(Access.PUBLIC)
def one(article_id: int, slug: str) -> Response:
    event = calendar_event(session(), ANONYMOUS, article_id)
    if event is None:
        raise NotFound
    if slug != event.slug:
        return redirect(f"{event.path}/kalender.ics", 301)  # type: ignore[return-value]
    return calendar_of((event,))
