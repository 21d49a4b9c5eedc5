"""The library: the list, sharing a document, its page, its text, its original."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from network.core import ratelimit
from network.core.access import Audience
from network.core.addresses import document_url
from network.core.cursor import BadCursor
from network.core.errors import Invalid, NotFound
from network.core.text import clean_line
from network.features.library import queries, service
from network.features.library.forms import DocumentForm
from network.features.library.models import TextState
from network.features.library.paragraphs import paragraphs
from network.features.library.types import SUFFIXES
from network.features.library.uploads import received, text_reason
from network.features.municipalities.queries import organisation_by_slug
from network.features.topics.queries import topic_by_slug, topic_choices, topic_page
from network.ports.files import Delivery
from network.ports.search.query_text import parse
from network.ports.search.snippets import mark
from network.settings import MEGABYTE
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.downloads import send_original
from network.web.forms import audience_choices, choices
from network.web.identity import current_actor
from network.web.limits import attempt
from network.web.staging import StagedFile, sign, unsign
from network.web.transaction import current_ports

blueprint = Blueprint("library", __name__)


@blueprint.get("/bibliotek/")
@access(Access.PUBLIC)
def index() -> str:
    chosen: dict[str, Any] = {name: request.args[name] for name in ("emne", "kommune") if request.args.get(name)}
    topic = topic_page(session(), chosen["emne"]) if "emne" in chosen else None
    sharer = organisation_by_slug(session(), chosen["kommune"]) if "kommune" in chosen else None
    try:
        documents = queries.document_list(
            session(),
            current_actor(),
            topic_id=topic.id if topic else None,
            organisation_id=sharer.id if sharer else None,
            after=request.args.get("efter", ""),
        )
    except BadCursor as error:
        raise NotFound from error
    next_url = url_for(".index", **chosen, efter=documents.next_cursor) if documents.next_cursor else None
    about = ", ".join((*((topic.title,) if topic else ()), *((sharer.full_name,) if sharer else ())))
    return render_template("library/index.html", documents=documents, topic=topic, about=about, next_url=next_url)


@blueprint.route("/bibliotek/del", methods=["GET", "POST"])
@access(Access.MEMBERS)
def new() -> Response | str:
    actor = current_actor()
    if request.method == "POST":
        attempt((ratelimit.UPLOAD_BY_ACCOUNT, actor.id))
    form = DocumentForm(topic=request.args.get("emne"))
    with read_session() as reader:
        form.topic.choices = choices(_("None in particular"), topic_choices(reader))
    form.audience.choices = audience_choices(actor)
    staged = unsign(form.staged.data or "")
    if form.is_submitted():
        is_valid = form.validate()
        staged = _take_file(form, staged)
        url = _shared(form, staged) if is_valid and staged else None
        if url:
            flash(_("The document is shared. Its text is being read and can be searched in a moment."), "success")
            return redirect(url, 303)  # type: ignore[return-value]
    form.staged.data = sign(staged) if staged else ""
    limit = current_app.config["SETTINGS"].upload_limit
    body = render_template(
        "library/new.html",
        form=form,
        staged=staged,
        limit_mb=limit // MEGABYTE,
        limit_bytes=limit,
        suffixes=SUFFIXES,
    )
    return make_response(body, 422) if form.is_submitted() else body


def _take_file(form: DocumentForm, staged: StagedFile | None) -> StagedFile | None:
    """The file of this submission: a new one if there is one, else the one kept from before."""
    try:
        return received(current_ports().files, form.file.data, staged)
    except Invalid as error:
        form.add_error(error)
        return None


def _shared(form: DocumentForm, staged: StagedFile) -> str | None:
    with read_session() as reader:
        topic = topic_by_slug(reader, form.topic.data or "")  # the writing session would hold the lock while rendering
    try:
        document = service.share(
            session(),
            current_actor(),
            service.NewFile(staged.key, staged.name, staged.media_type, staged.size),
            title=form.title.data or "",
            description=form.description.data or "",
            audience=Audience(form.audience.data),
            topic=topic,
            submission=form.submission_number(),
            not_cpr=form.not_cpr.data,
        )
    except Invalid as error:
        form.add_error(error)
        return None
    return document_url(document.id, document.slug)


def _document(document_id: int) -> queries.DocumentView:
    return queries.document_view(session(), current_actor(), document_id)


@blueprint.get("/dokumenter/<int:document_id>-<slug>")
@access(Access.PUBLIC)
def show(document_id: int, slug: str) -> Response | str:
    document = _document(document_id)
    if slug != document.slug:
        return redirect(document.url, 301)  # type: ignore[return-value]
    pages = queries.first_pages(session(), document)
    return render_template("library/show.html", document=document, pages=pages, **_reading(document))


def _reading(document: queries.DocumentView) -> dict[str, str | None]:
    """How far the reading of the document's text has come, in words."""
    waiting = document.text_state == TextState.WAITING
    refresh_url = url_for("library.text_state", document_id=document.id) if waiting else None
    return {"reason": text_reason(document.text_outcome), "refresh_url": refresh_url}


@blueprint.get("/dokumenter/<int:document_id>/tekst")
@access(Access.PUBLIC)
def text_state(document_id: int) -> str:
    """The part of the page that changes while the text is being read."""
    document = _document(document_id)
    return render_template("library/text_state.html", document=document, **_reading(document))


@blueprint.get("/dokumenter/<int:document_id>-<slug>/side/<int:number>")
@access(Access.PUBLIC)
def page(document_id: int, slug: str, number: int) -> Response | str:
    document = _document(document_id)
    if slug != document.slug:
        return redirect(document.page_url(number), 301)  # type: ignore[return-value]
    text = queries.page_text(session(), document, number)
    words = clean_line(request.args.get("q", ""))[:300]
    terms = parse(words).terms
    pages = queries.first_pages(session(), document)
    tail = "?" + urlencode({"q": words}) if words else ""
    return render_template(
        "library/page.html",
        document=document,
        number=number,
        paragraphs=[mark(paragraph, terms) for paragraph in paragraphs(text, document.media_type)],
        previous_url=_neighbour(document, [p for p in pages if p < number][-1:], tail),
        next_url=_neighbour(document, [p for p in pages if p > number][:1], tail),
    )


def _neighbour(document: queries.DocumentView, pages: list[int], tail: str) -> str | None:
    return document.page_url(pages[0]) + tail if pages else None


@blueprint.get("/dokumenter/<int:document_id>-<slug>/original")
@access(Access.PUBLIC)
def download(document_id: int, slug: str) -> Response:
    document = _document(document_id)
    delivery: Delivery = current_ports().files.deliver(document.file_key, document.file_name, document.media_type)
    return send_original(delivery, document.file_name, document.media_type, document.file_key)
