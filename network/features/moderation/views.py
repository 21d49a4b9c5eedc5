"""Reporting, the queue of those who moderate, what they do, and the log of it."""

from dataclasses import dataclass

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from network.core import ratelimit
from network.core.cursor import BadCursor
from network.core.errors import N_, Forbidden, Invalid, NotFound
from network.core.policy import Action, require
from network.features.accounts import service as accounts
from network.features.accounts.queries import member_card
from network.features.moderation import queries, service
from network.features.moderation.forms import (
    REASONS,
    AnswerForm,
    HideForm,
    KindForm,
    LockForm,
    ReportForm,
    SuspendForm,
    TopicForm,
)
from network.features.moderation.models import ModerationAct, ReportReason
from network.features.threads.models import ThreadKind
from network.features.topics.queries import topic_by_slug, topic_choices
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.forms import Form, choices
from network.web.identity import current_actor
from network.web.limits import attempt

blueprint = Blueprint("moderation", __name__)
UNUSABLE = 422
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
    ModerationAct.MERGE: "folder",
    ModerationAct.SPLIT: "folder",
}


def _went_to(url: str) -> Response:
    return redirect(url, 303)  # type: ignore[return-value]


def _card(post_id: int) -> queries.PostCard:
    """Through the reading engine: a form that is only shown again must not hold up those who write."""
    with read_session() as reader:
        return queries.post_card(reader, current_actor(), post_id)


# Reporting


@blueprint.route("/indlaeg/<int:post_id>/anmeld", methods=["GET", "POST"])
@access(Access.MEMBERS)
def report(post_id: int) -> Response | str:
    actor = current_actor()
    if request.method == "POST":
        attempt((ratelimit.REPORT_BY_ACCOUNT, actor.id))
    post = _card(post_id)
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
            return _went_to(url_for(".thanks", post_id=post_id))
    body = render_template("moderation/report.html", post=post, form=form)
    return make_response(body, UNUSABLE) if form.is_submitted() else body


@blueprint.get("/indlaeg/<int:post_id>/anmeldt")
@access(Access.MEMBERS)
def thanks(post_id: int) -> str:
    return render_template("moderation/thanks.html", post=_card(post_id))


# The queue and the log


@blueprint.get("/gennemsyn/")
@access(Access.MODERATORS)
def queue() -> str:
    found = queries.review_queue(session(), current_actor())
    return render_template("moderation/queue.html", queue=found, reasons=REASONS)


@blueprint.get("/gennemsyn/log")
@access(Access.MEMBERS)
def log() -> str:
    try:
        found = queries.moderation_log(session(), current_actor(), request.args.get("efter", ""))
    except BadCursor as error:
        raise NotFound from error
    return render_template("moderation/log.html", log=found, acts=ACTS, icons=ICONS)


@blueprint.post("/indlaeg/<int:post_id>/afvis")
@access(Access.MODERATORS)
def dismiss(post_id: int) -> Response:
    service.dismiss(session(), current_actor(), post_id)
    flash(_("The reports are closed. The post stands as it is."), "success")
    return _went_to(url_for(".queue"))


# Hiding


@blueprint.route("/indlaeg/<int:post_id>/skjul", methods=["GET", "POST"])
@access(Access.MODERATORS)
def hide(post_id: int) -> Response | str:
    post = _card(post_id)
    form = HideForm()
    if form.validate_on_submit():
        try:
            service.hide(session(), current_actor(), post_id, form.reason.data or "")
        except Invalid as error:
            form.add_error(error)
        else:
            flash(_("The post is hidden. Its author sees the reason and can answer."), "success")
            return _went_to(post.url)
    body = render_template("moderation/hide.html", post=post, form=form)
    return make_response(body, UNUSABLE) if form.is_submitted() else body


@blueprint.post("/indlaeg/<int:post_id>/vis-igen")
@access(Access.MODERATORS)
def show_again(post_id: int) -> Response:
    service.show_again(session(), current_actor(), post_id)
    flash(_("The post is shown again."), "success")
    return _went_to(url_for("threads.post", post_id=post_id))


@blueprint.post("/indlaeg/<int:post_id>/fasthold")
@access(Access.MODERATORS)
def uphold(post_id: int) -> Response:
    service.uphold(session(), current_actor(), post_id)
    flash(_("The post stays hidden."), "success")
    return _went_to(url_for(".queue"))


@blueprint.route("/indlaeg/<int:post_id>/svar-moderator", methods=["GET", "POST"])
@access(Access.MEMBERS)
def answer(post_id: int) -> Response | str:
    actor = current_actor()
    if request.method == "POST":
        attempt((ratelimit.POST_BY_ACCOUNT, actor.id))
    post = _card(post_id)
    if actor.id != post.author_id:
        raise Forbidden(N_("Only the author of the post can answer the moderator."))
    if not post.is_hidden:
        raise Forbidden(N_("The post is shown again, so there is nothing to answer."))
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            service.answer(session(), actor, post_id, form.answer.data or "")
        except Invalid as error:
            form.add_error(error)
        else:
            flash(_("The moderators have your answer."), "success")
            return _went_to(post.url)
    body = render_template("moderation/answer.html", post=post, form=form)
    return make_response(body, UNUSABLE) if form.is_submitted() else body


# Threads


@dataclass(frozen=True, slots=True)
class ThreadForms:
    lock: LockForm
    kind: KindForm
    topic: TopicForm


def _page(thread_id: int, sent: Form | None = None) -> str:
    """The page with its small forms; `sent` comes back with its errors."""
    with read_session() as reader:
        thread = queries.moderated_thread(reader, current_actor(), thread_id)
        topics = topic_choices(reader)
    forms = ThreadForms(
        lock=sent if isinstance(sent, LockForm) else LockForm(formdata=None),
        kind=sent if isinstance(sent, KindForm) else KindForm(formdata=None, kind=thread.kind),
        topic=sent if isinstance(sent, TopicForm) else TopicForm(formdata=None, topic=thread.topic_slug),
    )
    forms.topic.topic.choices = choices(_("Choose a topic"), topics)
    return render_template("moderation/moderate.html", thread=thread, forms=forms)


def _done(thread_id: int, message: str) -> Response:
    flash(message, "success")
    return _went_to(url_for(".moderate", thread_id=thread_id))


@blueprint.get("/traade/<int:thread_id>/moderer")
@access(Access.MODERATORS)
def moderate(thread_id: int) -> str:
    return _page(thread_id)


@blueprint.post("/traade/<int:thread_id>/luk")
@access(Access.MODERATORS)
def lock(thread_id: int) -> Response:
    form = LockForm()
    if form.validate_on_submit():
        try:
            service.lock(session(), current_actor(), thread_id, form.reason.data or "")
        except Invalid as error:
            form.add_error(error)
        else:
            return _done(thread_id, _("The thread is closed for replies."))
    return make_response(_page(thread_id, form), UNUSABLE)


@blueprint.post("/traade/<int:thread_id>/aabn")
@access(Access.MODERATORS)
def unlock(thread_id: int) -> Response:
    service.unlock(session(), current_actor(), thread_id)
    return _done(thread_id, _("The thread is open for replies."))


@blueprint.post("/traade/<int:thread_id>/fastgoer")
@access(Access.MODERATORS)
def pin(thread_id: int) -> Response:
    pinned = request.form.get("pinned") == "1"
    service.pin(session(), current_actor(), thread_id, pinned=pinned)
    message = _("The thread stands first in its topic.") if pinned else _("The thread stands among the others again.")
    return _done(thread_id, message)


@blueprint.post("/traade/<int:thread_id>/slags")
@access(Access.MODERATORS)
def change_kind(thread_id: int) -> Response:
    form = KindForm()
    if not form.validate_on_submit():
        return make_response(_page(thread_id, form), UNUSABLE)
    service.change_kind(session(), current_actor(), thread_id, ThreadKind(form.kind.data))
    return _done(thread_id, _("The kind has been changed."))


@blueprint.post("/traade/<int:thread_id>/flyt")
@access(Access.MODERATORS)
def move(thread_id: int) -> Response:
    form = TopicForm()
    with read_session() as reader:
        form.topic.choices = choices(_("Choose a topic"), topic_choices(reader))
        topic = topic_by_slug(reader, form.topic.data or "")
    if form.validate_on_submit():
        try:
            service.move(session(), current_actor(), thread_id, topic)
        except Invalid as error:
            form.add_error(error)
        else:
            return _done(thread_id, _("The thread has been moved."))
    return make_response(_page(thread_id, form), UNUSABLE)


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
            return _went_to(member.organisation_url)
    body = render_template("moderation/suspend.html", member=member, form=form)
    return make_response(body, UNUSABLE) if form.is_submitted() else body


@blueprint.post("/sekretariat/medlemmer/<int:account_id>/aabn")
@access(Access.SECRETARIAT)
def lift_suspension(account_id: int) -> Response:
    with read_session() as reader:
        member = member_card(reader, account_id)
    accounts.lift_suspension(session(), current_actor(), account_id)
    flash(_("%(name)s can sign in again.", name=member.name), "success")
    return _went_to(member.organisation_url)
