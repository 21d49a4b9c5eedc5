"""A member's feeds, and the page on which their addresses are made."""

from datetime import timedelta

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from network.core import clock, ratelimit
from network.core.access import Actor
from network.core.errors import NotFound
from network.features.events.calendars import calendar_of
from network.features.feeds.atom import feed
from network.features.feeds.unchanged import answer
from network.features.ownfeeds import service
from network.features.ownfeeds.queries import Part, actor_by_feed_key, attended_events, made_at, own_entries
from network.web.access import Access, access
from network.web.database import reading, session
from network.web.identity import current_actor
from network.web.limits import attempt

blueprint = Blueprint("ownfeeds", __name__)
KEPT = timedelta(days=90)  # how long what is over stays in the calendar
TITLES = {
    Part.THREADS: _l("New threads"),
    Part.FOLLOWED: _l("New threads in the topics that you follow"),
    Part.METHODS: _l("New methods"),
    Part.DOCUMENTS: _l("New documents"),
}
PAGES = {
    Part.THREADS: "threads.index",
    Part.FOLLOWED: "threads.index",
    Part.METHODS: "methods.index",
    Part.DOCUMENTS: "library.index",
}


@blueprint.route("/konto/feeds", methods=["GET", "POST"])
@access(Access.INVITED)
def index() -> Response:
    """New addresses stand in the answer to the form and nowhere else: they are not kept in a readable way."""
    actor, secret = current_actor(), ""
    if request.method == "POST":
        attempt((ratelimit.POST_BY_ACCOUNT, actor.id))
        secret = service.make(session(), actor)
    addresses = _addresses(secret) if secret else ()
    return make_response(render_template("ownfeeds/index.html", addresses=addresses, made_at=made_at(session(), actor)))


def _addresses(secret: str) -> tuple[tuple[object, str], ...]:
    """What each feed holds, and where it is."""
    base_url: str = current_app.config["SETTINGS"].base_url
    feeds = ((title, base_url + url_for(".show", secret=secret, part=part)) for part, title in TITLES.items())
    return (*feeds, (_l("Events that you have signed up for"), base_url + url_for(".calendar", secret=secret)))


@blueprint.post("/konto/feeds/stop")
@access(Access.INVITED)
def end() -> Response:
    service.end(session(), current_actor())
    flash(_("Your feeds are stopped. Their addresses open nothing any more."), "success")
    return redirect(url_for(".index"), 303)  # type: ignore[return-value]


@blueprint.get(f"/feed/mine/<secret>/<any({', '.join(Part)}):part>")
@access(Access.PUBLIC)
def show(secret: str, part: str) -> Response:
    actor = _owner(secret)
    wanted = Part(part)
    entries = own_entries(reading(), actor, wanted)
    with force_locale(actor.language):
        title = f"{TITLES[wanted]} – På forkant"
    base_url: str = current_app.config["SETTINGS"].base_url
    body = feed(
        entries,
        base_url=base_url,
        path=request.path,
        title=title,
        page_path=url_for(PAGES[wanted], vis="fulgte") if wanted is Part.FOLLOWED else url_for(PAGES[wanted]),
        name=f"mine-{actor.id}-{part}",
    )
    newest = max((entry.updated_at for entry in entries), default=None)
    return _private(answer(body, "application/atom+xml", newest))


@blueprint.get("/feed/mine/<secret>/kalender.ics")
@access(Access.PUBLIC)
def calendar(secret: str) -> Response:
    """Events that the member comes to; those that they wait for are not certain."""
    events = attended_events(reading(), _owner(secret), clock.now() - KEPT)
    return _private(calendar_of((event for event, _waits in events), {e.id for e, waits in events if waits}))


def _owner(secret: str) -> Actor:
    """Raises NotFound, also when the member's access is closed."""
    actor = actor_by_feed_key(reading(), secret)
    if actor is None:
        raise NotFound
    return actor


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-cache"
    return response
