"""Editing, replacing and withdrawing a document that is shared."""

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from network.core import ratelimit
from network.core.access import Actor, Audience
from network.core.danish_dates import typed_date
from network.core.errors import Invalid
from network.features.library import changes
from network.features.library.changes import EditedDocument
from network.features.library.forms import DescriptionForm, ReplaceForm, WithdrawForm
from network.features.library.service import NewFile
from network.features.library.types import LANGUAGES, LICENCES, SUFFIXES
from network.features.library.uploads import received, take_room
from network.features.topics.models import Topic
from network.features.topics.queries import topic_by_slug, topic_choices
from network.settings import MEGABYTE
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.forms import AUDIENCES, choices
from network.web.identity import current_actor
from network.web.limits import attempt
from network.web.staging import sign, unsign
from network.web.transaction import current_ports

blueprint = Blueprint("documents", __name__)
UNUSABLE, CONFLICT = 422, 409


def _opened(document_id: int) -> EditedDocument:
    """Raises NotFound, Forbidden."""
    with read_session() as reader:  # the writing session would hold the lock while rendering
        return changes.edited_document(reader, current_actor(), document_id)


@blueprint.route("/dokumenter/<int:document_id>/ret", methods=["GET", "POST"])
@access(Access.MEMBERS)
def edit(document_id: int) -> Response:
    actor = current_actor()
    document = _opened(document_id)
    if request.method == "POST":
        attempt((ratelimit.POST_BY_ACCOUNT, actor.id))
    form, topic = _description(actor, document)
    if not form.is_submitted():
        return _page(document, form, 200)
    if form.validate():
        try:
            _save(actor, document, form, topic)
        except Invalid as error:
            form.add_error(error)
        except changes.DocumentChanged:
            return _both(document_id, form)
        else:
            flash(_("The document has been changed."), "success")
            return redirect(document.url, 303)  # type: ignore[return-value]
    session().rollback()
    return _page(document, form, UNUSABLE)


def _description(actor: Actor, document: EditedDocument) -> tuple[DescriptionForm, Topic | None]:
    form = DescriptionForm(
        version=str(document.version),
        title=document.title,
        description=document.markdown,
        topic=document.topic_slug,
        language=document.language,
        licence=document.licence,
        review_on=typed_date(document.review_on) if document.review_on else "",
        audience=document.audience.value,
    )
    offered = changes.audiences_for(actor, document)
    form.audience.choices = [SelectChoice(audience.value, AUDIENCES[audience]) for audience in offered]
    form.language.choices = [SelectChoice(code, _(name)) for code, name in LANGUAGES.items()]
    form.licence.choices = [SelectChoice(code, _(name)) for code, name in LICENCES.items()]
    with read_session() as reader:
        form.topic.choices = choices(_("None in particular"), topic_choices(reader, document.topic_slug))
        return form, topic_by_slug(reader, form.topic.data or "")


def _save(actor: Actor, document: EditedDocument, form: DescriptionForm, topic: Topic | None) -> None:
    said = changes.Description(
        title=form.title.data or "",
        description=form.description.data or "",
        audience=Audience(form.audience.data),
        topic=topic,
        language=form.language.data,
        licence=form.licence.data,
        review_on=form.review_on.data or "",
    )
    changes.edit(session(), actor, document.id, said, version=form.corrected(), not_cpr=form.not_cpr.data)


def _both(document_id: int, form: DescriptionForm) -> Response:
    """The document as it is now, to read and copy, and one's own words in the form: saving again puts them there."""
    session().rollback()
    document = _opened(document_id)
    form.version.data = str(document.version)
    return _page(document, form, CONFLICT)


def _page(document: EditedDocument, form: DescriptionForm, status: int) -> Response:
    body = render_template("library/edit.html", document=document, form=form, is_changed=status == CONFLICT)
    return make_response(body, status)


@blueprint.route("/dokumenter/<int:document_id>/erstat", methods=["GET", "POST"])
@access(Access.MEMBERS)
def replace(document_id: int) -> Response:
    actor = current_actor()
    document = _opened(document_id)
    if request.method == "POST":
        attempt((ratelimit.UPLOAD_BY_ACCOUNT, actor.id))
    form = ReplaceForm()
    staged = unsign(form.staged.data or "")
    if form.is_submitted():
        try:
            staged = received(current_ports().files, form.file.data, staged)
            file = NewFile(staged.key, staged.name, staged.media_type, staged.size)
            take_room(file.size, document.organisation_id)
            changes.replace(session(), actor, document.id, file, submission=form.submission_number())
        except Invalid as error:
            form.add_error(error)
            session().rollback()
        else:
            flash(_("The new file has taken the place of the old one. Its text is being read."), "success")
            return redirect(document.url, 303)  # type: ignore[return-value]
    form.staged.data = sign(staged) if staged else ""
    limit = current_app.config["SETTINGS"].upload_limit
    body = render_template(
        "library/replace.html",
        document=document,
        form=form,
        staged=staged,
        limit_mb=limit // MEGABYTE,
        limit_bytes=limit,
        suffixes=SUFFIXES,
    )
    return make_response(body, UNUSABLE if form.is_submitted() else 200)


@blueprint.route("/dokumenter/<int:document_id>/traek-tilbage", methods=["GET", "POST"])
@access(Access.MEMBERS)
def withdraw(document_id: int) -> Response:
    actor = current_actor()
    document = _opened(document_id)
    if request.method == "POST":
        attempt((ratelimit.POST_BY_ACCOUNT, actor.id))
    form = WithdrawForm()
    if form.validate_on_submit():
        try:
            changes.withdraw(session(), actor, document.id, form.reason.data or "")
        except Invalid as error:
            form.add_error(error)
            session().rollback()
        else:
            flash(_("“%(title)s” has been withdrawn.", title=document.title), "success")
            return redirect(document.url, 303)  # type: ignore[return-value]
    body = render_template("library/withdraw.html", document=document, form=form)
    return make_response(body, UNUSABLE if form.is_submitted() else 200)


@blueprint.post("/dokumenter/<int:document_id>/del-igen")
@access(Access.MEMBERS)
def share_again(document_id: int) -> Response:
    document = _opened(document_id)
    changes.share_again(session(), current_actor(), document_id)
    flash(_("The document is shared again."), "success")
    return redirect(document.url, 303)  # type: ignore[return-value]
