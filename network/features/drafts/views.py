"""Keeping and deleting drafts: by the page's script while somebody writes, and by a button without it."""

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from network.core import ratelimit
from network.core.access import Actor
from network.core.errors import NotFound
from network.core.policy import Action, require
from network.features.attachments.uploads import receive
from network.features.calls.replies import reply_form
from network.features.drafts import queries, service
from network.features.drafts.places import Place, place_named
from network.features.drafts.queries import DraftView
from network.features.merging.related import merged_into
from network.features.threads import pages
from network.features.threads.forms import ReplyForm, ThreadForm
from network.features.threads.head import ThreadHead, thread_head
from network.features.threads.listing import TYPES
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.identity import current_actor
from network.web.limits import attempt

blueprint = Blueprint("drafts", __name__)
VERSION_HEADER = "Draft-Version"


@blueprint.post("/kladder/gem")
@access(Access.INVITED)
def save() -> Response:
    """A script gets 204 with the draft's version; a browser without it goes back to the form."""
    actor = current_actor()
    attempt((ratelimit.DRAFT_BY_ACCOUNT, actor.id))
    begun = _place()
    with read_session() as reader:  # the writing session would hold the lock while rendering
        place = _place_today(reader, actor, begun)
        head = _head(actor, place, reader)
        form: ThreadForm | ReplyForm = reply_form(actor, head.id) if head else pages.thread_form(reader, actor)
    if receive(form, actor):
        return pages.reply_page(head, form, 422) if head else pages.thread_page(form, 422)
    place = _held(actor, begun)
    try:
        version = service.save(session(), actor, place, form.typed(place), form.draft_key(), form.submission_number())
    except service.NewerDraft:
        return _both(actor, place, form, head)
    if _is_script():
        return Response(status=204, headers={VERSION_HEADER: version})
    if version:
        flash(_("The draft is saved. You find it here and under “My account”, on any device."), "success")
    return _back(_form_url(head))


def _place() -> Place:
    place = place_named(request.form.get("place", ""))
    if place is None:
        raise NotFound
    return place


def _place_today(source: Session, actor: Actor, place: Place) -> Place:
    """Where the text is written: what was begun in a thread goes along when that is merged into another."""
    if place.thread_id is None:
        return place
    try:
        return Place(merged_into(source, actor, place.thread_id).id)
    except NotFound:
        return place


def _held(actor: Actor, place: Place) -> Place:
    """The same, and until the transaction ends that thread is not merged."""
    service.hold_thread(session(), place)
    return _place_today(session(), actor, place)


def _head(actor: Actor, place: Place, reader: Session) -> ThreadHead | None:
    """The thread that is replied to. Raises NotFound, also when it is not the actor's to know."""
    if place.thread_id is None:
        require(Action.START_THREAD, actor)
        return None
    head = thread_head(reader, actor, place.thread_id)
    require(Action.REPLY, actor, head)
    return head


def _is_script() -> bool:
    return bool(request.accept_mimetypes.best == "application/json")


def _both(actor: Actor, place: Place, form: ThreadForm | ReplyForm, head: ThreadHead | None) -> Response:
    """Both texts: the newer draft to read and copy, one's own in the form. Saving again puts one's own in its place."""
    session().rollback()
    with read_session() as reader:
        newer = queries.own_draft(reader, actor, place)
    form.draft_version.data = newer.version if newer else ""
    if isinstance(form, ThreadForm):
        return pages.thread_page(form, pages.CONFLICT, newer=newer)
    if head is None:
        raise NotFound
    return pages.reply_page(head, form, pages.CONFLICT, newer=newer)


@blueprint.post("/kladder/slet")
@access(Access.INVITED)
def delete() -> Response:
    actor = current_actor()
    place = _held(actor, _place())
    with read_session() as reader:
        draft = queries.own_draft(reader, actor, place)
        goes_on = request.form.get("back") == "form"
        head = _head(actor, place, reader) if goes_on else None
    service.delete_own(session(), actor, place)
    flash(_("The draft is deleted."), "success")
    return _back(_form_url(head, draft) if goes_on else url_for("accounts.show"))


def _form_url(head: ThreadHead | None, deleted: DraftView | None = None) -> str:
    """Where it was written: of a draft that is there no more the empty form of its kind."""
    if head:
        return f"{head.url()}#svar"
    kinds = {kind.value: name for name, kind in TYPES.items()}
    return url_for("threads.new", slags=kinds.get(deleted.fields.get("kind", "")) if deleted else None)


def _back(url: str) -> Response:
    return redirect(url, 303)  # type: ignore[return-value]
