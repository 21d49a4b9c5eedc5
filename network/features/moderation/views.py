"""Reporting, the queue of those who moderate, the log of what they did, and members' access."""

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from network.core import ratelimit
from network.core.cursor import BadCursor
from network.core.errors import N_, Forbidden, Invalid, NotFound
from network.core.policy import Action, require
from network.features.accounts import service as accounts
from network.features.accounts.queries import member_card
from network.features.moderation import hiding_views, service, thread_views
from network.features.moderation.blueprint import UNUSABLE, blueprint, card, went_to
from network.features.moderation.forms import REASONS, ReportForm, SuspendForm
from network.features.moderation.log import moderation_log
from network.features.moderation.models import ModerationAct, ReportReason
from network.features.moderation.nearby import Nearby, nearby
from network.features.moderation.queries import PostCard
from network.features.moderation.queue import review_queue
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.identity import current_actor
from network.web.limits import attempt

__all__ = ["blueprint", "hiding_views", "thread_views"]  # their routes are the blueprint's too

ACTS = {
    ModerationAct.DISMISS: _l("Report dismissed"),
    ModerationAct.HIDE: _l("Post hidden"),
    ModerationAct.SHOW_AGAIN: _l("Post shown again"),
    ModerationAct.UPHOLD: _l("Post still hidden"),
    ModerationAct.LOCK: _l("Closed for replies"),
    ModerationAct.UNLOCK: _l("Opened for replies"),
    ModerationAct.PIN: _l("Pinned"),
    ModerationAct.UNPIN: _l("Unpinned"),
    ModerationAct.CHANGE_KIND: _l("Kind changed"),
    ModerationAct.MOVE: _l("Moved"),
    ModerationAct.HIDE_SUMMARY: _l("Summary hidden"),
    ModerationAct.MERGE: _l("Another thread merged into it"),
    ModerationAct.SPLIT: _l("Posts split off"),
}
ICONS = {
    ModerationAct.DISMISS: "check",
    ModerationAct.HIDE: "close",
    ModerationAct.SHOW_AGAIN: "check",
    ModerationAct.UPHOLD: "close",
    ModerationAct.LOCK: "lock",
    ModerationAct.UNLOCK: "reply",
    ModerationAct.PIN: "tag",
    ModerationAct.UNPIN: "tag",
    ModerationAct.CHANGE_KIND: "edit",
    ModerationAct.MOVE: "folder",
    ModerationAct.HIDE_SUMMARY: "close",
    ModerationAct.MERGE: "folder",
    ModerationAct.SPLIT: "folder",
}


# Reporting


@blueprint.route("/indlaeg/<int:post_id>/anmeld", methods=["GET", "POST"])
@access(Access.MEMBERS)
def report(post_id: int) -> Response | str:
    actor = current_actor()
    if request.method == "POST":
        attempt((ratelimit.REPORT_BY_ACCOUNT, actor.id))
    post = card(post_id)
    require(Action.REPORT_POST, actor, post)
    if post.is_hidden:
        raise Forbidden(N_("A moderator has hidden the post already."))
    form = ReportForm()
    if form.validate_on_submit():
        try:
            reason = ReportReason(form.reason.data)
            service.report(session(), actor, post_id, reason, form.note.data or "", form.submission_number())
        except Invalid as error:
            form.add_error(error)
        else:
            return went_to(url_for(".thanks", post_id=post_id))
    body = render_template("moderation/report.html", post=post, form=form, nearby=_nearby(post))
    return make_response(body, UNUSABLE) if form.is_submitted() else body


def _nearby(post: PostCard) -> Nearby | None:
    """Who can act on the report, where that is not any moderator."""
    if not post.is_own_audience:
        return None
    with read_session() as reader:
        return nearby(reader, current_actor())


@blueprint.get("/indlaeg/<int:post_id>/anmeldt")
@access(Access.MEMBERS)
def thanks(post_id: int) -> str:
    post = card(post_id)
    return render_template("moderation/thanks.html", post=post, nearby=_nearby(post))


# The queue and the log


@blueprint.get("/gennemsyn/")
@access(Access.MODERATORS)
def queue() -> str:
    found = review_queue(session(), current_actor())
    return render_template("moderation/queue.html", queue=found, reasons=REASONS)


@blueprint.get("/gennemsyn/log")
@access(Access.MEMBERS)
def log() -> str:
    try:
        found = moderation_log(session(), current_actor(), request.args.get("efter", ""))
    except BadCursor as error:
        raise NotFound from error
    return render_template("moderation/log.html", log=found, acts=ACTS, icons=ICONS)


@blueprint.post("/indlaeg/<int:post_id>/afvis")
@access(Access.MODERATORS)
def dismiss(post_id: int) -> Response:
    service.dismiss(session(), current_actor(), post_id)
    flash(_("The reports are closed. The post stands as it is."), "success")
    return went_to(url_for(".queue"))


# Members


@blueprint.route("/sekretariat/medlemmer/<int:account_id>/spaer", methods=["GET", "POST"])
@access(Access.SECRETARIAT)
def suspend(account_id: int) -> Response | str:
    with read_session() as reader:
        member = member_card(reader, account_id)
    form = SuspendForm()
    if form.validate_on_submit():
        try:
            accounts.suspend(session(), current_actor(), account_id, form.reason.data or "")
        except Invalid as error:
            form.add_error(error)
        else:
            flash(_("The access of %(name)s is closed.", name=member.name), "success")
            return went_to(member.organisation_url)
    body = render_template("moderation/suspend.html", member=member, form=form)
    return make_response(body, UNUSABLE) if form.is_submitted() else body


@blueprint.post("/sekretariat/medlemmer/<int:account_id>/aabn")
@access(Access.SECRETARIAT)
def lift_suspension(account_id: int) -> Response:
    with read_session() as reader:
        member = member_card(reader, account_id)
    accounts.lift_suspension(session(), current_actor(), account_id)
    flash(_("%(name)s can sign in again.", name=member.name), "success")
    return went_to(member.organisation_url)
