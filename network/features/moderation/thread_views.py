"""Closing, pinning and moving a thread, and the page with the forms for it."""

from dataclasses import dataclass

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from network.core.errors import Invalid
from network.features.moderation import queries, service
from network.features.moderation.blueprint import UNUSABLE, blueprint, went_to
from network.features.moderation.forms import KindForm, LockForm, TopicForm
from network.features.threads.models import ThreadKind
from network.features.topics.queries import topic_by_slug, topic_choices
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.forms import Form, choices
from network.web.identity import current_actor


@dataclass(frozen=True, slots=True)
class ThreadForms:
    lock: LockForm
    kind: KindForm
    topic: TopicForm


def _page(thread_id: int, sent: Form | None = None) -> str:
    """The page with its small forms; `sent` comes back with its errors."""
    with read_session() as reader:
        thread = queries.moderated_thread(reader, current_actor(), thread_id)
        topics = topic_choices(reader, thread.topic_slug)
    forms = ThreadForms(
        lock=sent if isinstance(sent, LockForm) else LockForm(formdata=None),
        kind=sent if isinstance(sent, KindForm) else KindForm(formdata=None, kind=thread.kind),
        topic=sent if isinstance(sent, TopicForm) else TopicForm(formdata=None, topic=thread.topic_slug),
    )
    forms.topic.topic.choices = choices(_("Choose a topic"), topics)
    return render_template("moderation/moderate.html", thread=thread, forms=forms)


def _done(thread_id: int, message: str) -> Response:
    flash(message, "success")
    return went_to(url_for(".moderate", thread_id=thread_id))


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
