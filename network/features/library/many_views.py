"""Sharing one file or many at a time."""

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    get_template_attribute,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.fields.choices import SelectChoice

from network.core.access import Actor, Audience
from network.core.addresses import document_url
from network.core.errors import N_, Invalid
from network.core.policy import Action, require
from network.features.drafts.forms import is_pressed
from network.features.library import service
from network.features.library.forms import ManyForm
from network.features.library.many import MOST, FileRow, receive, rows_of_form
from network.features.library.models import Document
from network.features.library.quota import Room, room_of
from network.features.library.types import LANGUAGES, SUFFIXES
from network.features.topics.models import Topic
from network.features.topics.queries import topic_by_slug, topic_choices
from network.settings import MEGABYTE
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.forms import audience_choices, choices
from network.web.identity import current_actor

blueprint = Blueprint("many", __name__)
UNUSABLE = 422


@blueprint.route("/bibliotek/del-flere", methods=["GET", "POST"])
@access(Access.MEMBERS)
def new() -> Response:
    """First the files, then a row for each; sent again it shares them all, or none when a row is wrong."""
    actor = current_actor()
    require(Action.SHARE_DOCUMENT, actor)
    form = ManyForm(topic=request.args.get("emne"))
    form.audience.choices = audience_choices(actor)
    with read_session() as reader:
        form.topic.choices = choices(_("None in particular"), topic_choices(reader))
        topic = topic_by_slug(reader, form.topic.data or "")
        room = room_of(reader, actor.organisation_id or 0, current_app.config["SETTINGS"].quota)
    if not form.is_submitted():
        return _page(form, [], room)
    rows = rows_of_form()
    taken, refused = receive(actor, [upload for upload in request.files.getlist("file") if upload.filename])
    rows += taken
    form.file.errors = refused
    if taken or refused or is_pressed("add") or request.form.get("remove"):
        return _page(form, rows[:MOST], room, UNUSABLE if refused else 200)
    if not rows:
        form.add_error(Invalid(N_("Choose a file."), "file"))
    elif form.validate():
        rows, shared = _share(actor, form, rows, topic, room)
        if shared:
            return _told(shared)
    session().rollback()
    return _page(form, rows, room, UNUSABLE)


def _share(
    actor: Actor, form: ManyForm, rows: list[FileRow], topic: Topic | None, room: Room
) -> tuple[list[FileRow], list[Document]]:
    """All of them, or none and the rows with what is wrong with them."""
    checked, shared, number = [], [], form.submission_number()
    for position, row in enumerate(rows):
        try:
            room = room.take(row.file.size)
            document = service.share(
                session(),
                actor,
                service.NewFile(row.file.key, row.file.name, row.file.media_type, row.file.size),
                title=row.title,
                description="",
                audience=Audience(form.audience.data),
                topic=topic,
                language=row.language,
                submission=f"{number}-{position}-{row.file.key[:12]}" if number else None,
                not_cpr=form.not_cpr.data,
            )
        except Invalid as error:
            form.add_error(Invalid(N_("%(name)s: %(reason)s"), name=row.file.name, reason=row.with_error(error).error))
            form.notice_cpr(error)
            checked.append(row.with_error(error))
        else:
            checked.append(row)
            shared.append(document)
    return checked, shared if len(shared) == len(rows) else []


def _told(shared: list[Document]) -> Response:
    text = ngettext(
        "%(num)d document is shared. Its text is being read and can be searched in a moment.",
        "%(num)d documents are shared. Their text is being read and can be searched in a moment.",
        len(shared),
    )
    flash(text, "success")
    url = document_url(shared[0].id, shared[0].slug) if len(shared) == 1 else url_for("library.index")
    return redirect(url, 303)  # type: ignore[return-value]


def _page(form: ManyForm, rows: list[FileRow], room: Room, status: int = 200) -> Response:
    limit = current_app.config["SETTINGS"].upload_limit
    body = render_template(
        "library/many.html",
        form=form,
        rows=rows,
        room=room,
        languages=_languages(),
        limit_mb=limit // MEGABYTE,
        limit_bytes=limit,
        suffixes=SUFFIXES,
        most=MOST,
    )
    return make_response(body, status)


def _languages() -> list[SelectChoice]:
    return [SelectChoice(code, _(name)) for code, name in LANGUAGES.items()]


@blueprint.post("/bibliotek/filer")
@access(Access.MEMBERS)
def take() -> Response:
    """One file for the form above, sent by its script with progress. Answers with its row."""
    actor = current_actor()
    require(Action.SHARE_DOCUMENT, actor)
    rows, refused = receive(actor, [upload for upload in request.files.getlist("file")[:1] if upload.filename])
    if not rows:
        return make_response(jsonify(message=refused[0] if refused else _("Choose a file.")), UNUSABLE)
    row = get_template_attribute("components/file_row.html", "file_row")
    return jsonify(row=str(row(rows[0], 0, _languages())))
