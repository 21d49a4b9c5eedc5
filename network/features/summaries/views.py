"""Writing on a thread's summary, reading what it said before, and taking it away."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from network.core import ratelimit
from network.core.access import Actor
from network.core.db import MAX_ID
from network.core.errors import Forbidden, Invalid
from network.core.policy import Action, require
from network.features.drafts.forms import PREVIEW, is_pressed
from network.features.editing.forms import ReplyEditForm
from network.features.moderation.forms import HideForm
from network.features.summaries import queries, service
from network.features.summaries.queries import SummarisedThread
from network.features.threads.pages import CONFLICT, UNUSABLE, previewed
from network.features.threads.preview import Preview
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.identity import current_actor
from network.web.limits import attempt

blueprint = Blueprint("summaries", __name__)


@blueprint.route("/traade/<int:thread_id>/kort-fortalt", methods=["GET", "POST"])
@access(Access.MEMBERS)
def edit(thread_id: int) -> Response:
    actor = current_actor()
    if request.method == "POST":
        attempt((ratelimit.PREVIEW_BY_ACCOUNT if is_pressed(PREVIEW) else ratelimit.POST_BY_ACCOUNT, actor.id))
    thread = _thread(actor, thread_id)
    require(Action.WRITE_SUMMARY, actor, thread)
    reason = service.why_not(actor, thread)
    if reason is not None and request.method != "POST":  # what was typed comes back with the reason
        raise Forbidden(reason)
    form = ReplyEditForm(version=str(thread.number), body=thread.markdown)
    if not form.is_submitted():
        return _page(thread, form)
    if is_pressed(PREVIEW):
        shown = previewed(form)
        return _page(thread, form, 200 if shown else UNUSABLE, shown=shown)
    if form.validate():
        try:
            _save(actor, thread_id, form)
        except Invalid as error:
            form.add_error(error)
        except service.SummaryConflict:
            return _both(actor, thread_id, form)
        else:
            flash(_("The summary stands first in the thread."), "success")
            return redirect(thread.url, 303)  # type: ignore[return-value]
    session().rollback()
    return _page(thread, form, UNUSABLE)


def _thread(actor: Actor, thread_id: int) -> SummarisedThread:
    with read_session() as reader:  # the writing session would hold the lock while rendering
        return queries.summarised_thread(reader, actor, thread_id)


def _save(actor: Actor, thread_id: int, form: ReplyEditForm) -> None:
    service.write(
        session(),
        actor,
        thread_id,
        body=form.body.data or "",
        number=form.corrected(),
        submission=form.submission_number(),
        not_cpr=form.not_cpr.data,
    )


def _both(actor: Actor, thread_id: int, form: ReplyEditForm) -> Response:
    """The summary as it is now, to read and copy, and one's own text in the form: saving again puts it in its place."""
    session().rollback()
    thread = _thread(actor, thread_id)
    form.version.data = str(thread.number)
    return _page(thread, form, CONFLICT, is_changed=True)


def _page(
    thread: SummarisedThread,
    form: ReplyEditForm,
    status: int = 200,
    *,
    shown: Preview | None = None,
    is_changed: bool = False,
) -> Response:
    with read_session() as reader:
        mask = queries.own_mask(reader, current_actor(), thread.id)
    told = {"preview": shown, "is_changed": is_changed, "mask": mask}
    body = render_template("summaries/edit.html", thread=thread, form=form, **told)
    return make_response(body, status)


@blueprint.get("/traade/<int:thread_id>/kort-fortalt/historik")
@access(Access.PUBLIC)
def history(thread_id: int) -> str:
    before = request.args.get("foer", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 10 else MAX_ID
    shown = queries.history(session(), current_actor(), thread_id, number)
    older_url = url_for(".history", thread_id=thread_id, foer=shown.older_than) if shown.older_than else None
    return render_template("summaries/history.html", thread=shown.thread, versions=shown.versions, older_url=older_url)


@blueprint.route("/traade/<int:thread_id>/kort-fortalt/skjul", methods=["GET", "POST"])
@access(Access.MODERATORS)
def hide(thread_id: int) -> Response:
    thread = _thread(current_actor(), thread_id)
    form = HideForm()
    if form.validate_on_submit():
        try:
            service.hide(session(), current_actor(), thread_id, form.reason.data or "")
        except Invalid as error:
            form.add_error(error)
        else:
            flash(_("The summary is hidden, and so is its history."), "success")
            return redirect(thread.url, 303)  # type: ignore[return-value]
    body = render_template("summaries/hide.html", thread=thread, form=form)
    return make_response(body, UNUSABLE if form.is_submitted() else 200)
