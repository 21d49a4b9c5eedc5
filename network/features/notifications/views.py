"""Following, the page of notifications, and what comes by mail."""

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from network.core.addresses import thread_url, topic_url
from network.core.cursor import BadCursor
from network.core.errors import NotFound
from network.features.notices.sections import SECTIONS
from network.features.notices.service import read_all as read_all_notices
from network.features.notifications import queries, service
from network.web.access import Access, access
from network.web.database import session
from network.web.identity import current_actor

blueprint = Blueprint("notifications", __name__)


@blueprint.get("/notifikationer/")
@access(Access.INVITED)
def index() -> str:
    try:
        found = queries.notification_list(session(), current_actor(), after=request.args.get("efter", ""))
    except BadCursor as error:
        raise NotFound from error
    next_url = url_for(".index", efter=found.next_cursor) if found.next_cursor else None
    actor = current_actor()
    told = [(section, rows) for section in SECTIONS if (rows := section.rows(session(), actor))]
    return render_template("notifications/index.html", notifications=found, next_url=next_url, told=told)


@blueprint.post("/notifikationer/laest")
@access(Access.INVITED)
def read_all() -> Response:
    service.read_all(session(), current_actor())
    read_all_notices(session(), current_actor())
    flash(_("Everything is marked as read."), "success")
    return redirect(url_for(".index"), 303)  # type: ignore[return-value]


@blueprint.post("/traade/<int:thread_id>/foelg")
@access(Access.INVITED)
def follow_thread(thread_id: int) -> Response:
    follow = request.form.get("follow") == "1"
    thread = service.follow_thread(session(), current_actor(), thread_id, follow=follow)
    flash(_("You follow the thread.") if follow else _("You do not follow the thread any more."), "success")
    return redirect(thread_url(thread.id, thread.slug, _page()), 303)  # type: ignore[return-value]


def _page() -> int:
    """Which page of the thread the button stood on."""
    value = request.form.get("after", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else 0


@blueprint.post("/emner/<slug>/foelg")
@access(Access.MEMBERS)
def follow_topic(slug: str) -> Response:
    follow = request.form.get("follow") == "1"
    service.follow_topic(session(), current_actor(), slug, follow=follow)
    flash(_("You follow the topic.") if follow else _("You do not follow the topic any more."), "success")
    return redirect(topic_url(slug), 303)  # type: ignore[return-value]


@blueprint.post("/konto/mails")
@access(Access.MEMBERS)
def choose_mail() -> Response:
    wanted = request.form.get("wanted") == "1"
    service.choose_reply_mail(session(), current_actor(), wanted=wanted)
    flash(_("Replies come by mail too.") if wanted else _("Replies do not come by mail any more."), "success")
    return redirect(url_for("accounts.show"), 303)  # type: ignore[return-value]


@blueprint.route("/afmeld/<token>", methods=["GET", "POST"])
@access(Access.PUBLIC)
def stop_mail(token: str) -> str:
    """A GET only asks: mail scanners follow links. The POST needs nothing but the link, for mail programs send it
    (RFC 8058); it is the one form that needs no token of a session.
    """
    secret: str = current_app.config["SETTINGS"].secret
    service.account_of_stop_token(session(), secret, token)
    if request.method == "POST":
        service.stop_reply_mail(session(), secret, token)
    return render_template("notifications/stop_mail.html", token=token, stopped=request.method == "POST")
