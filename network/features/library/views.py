"""The library: the list, sharing a document, its page, its text, its original."""

from typing import Any

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from network.core import ratelimit
from network.core.access import Audience, Invitable, OrganisationKind
from network.core.addresses import document_url
from network.core.cursor import BadCursor
from network.core.errors import Invalid, NotFound
from network.core.policy import Action, allows
from network.features.advisers.queries import may_invite_to, those_who_read
from network.features.library import queries, service
from network.features.library.accessibility import REMEDIES, WORDS, accessibility_report, parsed
from network.features.library.forms import DocumentForm
from network.features.library.many import suggest_title
from network.features.library.paragraphs import paragraphs
from network.features.library.reading import reading_of
from network.features.library.structured import of_document
from network.features.library.types import LANGUAGES, LICENCES, SUFFIXES
from network.features.library.uploads import received, take_room
from network.features.library.versions import older_versions, version
from network.features.municipalities.queries import organisation_by_slug
from network.features.topics.queries import topic_by_slug, topic_choices, topic_page
from network.ports.files import Delivery
from network.ports.search.snippets import mark
from network.settings import MEGABYTE
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.downloads import ALONE, send_original
from network.web.forms import audience_choices, choices
from network.web.identity import current_actor
from network.web.limits import attempt
from network.web.marking import sought_terms, with_words
from network.web.staging import StagedFile, sign, unsign
from network.web.structured import structured
from network.web.transaction import current_ports

blueprint = Blueprint("library", __name__)
PAGES_AT_ONCE = 100
ROWS_A_PAGE = 50


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
            limit=ROWS_A_PAGE,
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
        if staged:
            suggest_title(form, staged)
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
    file = service.NewFile(staged.key, staged.name, staged.media_type, staged.size)
    try:
        take_room(file.size)
        document = service.share(
            session(),
            current_actor(),
            file,
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
    return render_template(
        "library/show.html",
        document=document,
        pages=queries.first_pages(session(), document),
        findings=_findings(document),
        older=older_versions(session(), document),
        can_change=allows(Action.CHANGE_DOCUMENT, current_actor(), document),
        language=_(LANGUAGES[document.language]) if document.language else None,
        licence=_(LICENCES[document.licence]) if document.licence else None,
        reading=reading_of(document),
        structured=structured(current_actor(), lambda: of_document(document)),
        advisers=those_who_read(session(), Invitable.DOCUMENT, document.id, is_advised=document.is_advised),
        can_invite_adviser=not document.is_withdrawn and may_invite_to(current_actor(), document),
    )


def _findings(document: queries.DocumentView) -> list[tuple[str, str]]:
    """What some readers miss in it and what to do about it, in words."""
    return [(_(WORDS[finding]), _(REMEDIES[finding])) for finding in parsed(document.findings)]


@blueprint.get("/dokumenter/<int:document_id>/tekst")
@access(Access.PUBLIC)
def text_state(document_id: int) -> str:
    """The part of the page that changes while the text is being read."""
    document = _document(document_id)
    return render_template("library/text_state.html", document=document, reading=reading_of(document))


@blueprint.get("/dokumenter/<int:document_id>-<slug>/side/<int:number>")
@access(Access.PUBLIC)
def page(document_id: int, slug: str, number: int) -> Response | str:
    document = _document(document_id)
    if slug != document.slug:
        return redirect(document.page_url(number) + _sought()[1], 301)  # type: ignore[return-value]
    shown = queries.page_view(session(), document, number)
    terms, tail = _sought()
    return render_template(
        "library/page.html",
        document=document,
        number=number,
        is_recognised=shown.is_recognised,
        paragraphs=[mark(paragraph, terms) for paragraph in paragraphs(shown.text, document.media_type)],
        previous_url=document.page_url(shown.before) + tail if shown.before else None,
        next_url=document.page_url(shown.after) + tail if shown.after else None,
        text_url=f"{_text_url(document, number)}{tail}#side-{number}",
    )


def _sought() -> tuple[frozenset[str], str]:
    """The words that are marked, and what carries them on in an address."""
    return sought_terms(), with_words("")


def _text_url(document: queries.DocumentView, number: int) -> str:
    """Where the whole text stands, from the hundred pages on that this one is among."""
    first = (number - 1) // PAGES_AT_ONCE * PAGES_AT_ONCE + 1
    return document.text_url if first == 1 else f"{document.text_url}/{first}"


@blueprint.get("/dokumenter/<int:document_id>-<slug>/tekst")
@blueprint.get("/dokumenter/<int:document_id>-<slug>/tekst/<int:first>")
@access(Access.PUBLIC)
def text(document_id: int, slug: str, first: int = 1) -> Response | str:
    """All pages one after the other, each with an anchor; of a very long document a hundred at a time."""
    document = _document(document_id)
    terms, tail = _sought()
    if slug != document.slug:
        return redirect(document.text_url + tail, 301)  # type: ignore[return-value]
    found = queries.page_texts(session(), document, first, PAGES_AT_ONCE + 1)
    if not found:
        raise NotFound
    shown = [
        (number, [mark(paragraph, terms) for paragraph in paragraphs(content, document.media_type)], is_recognised)
        for number, content, is_recognised in found[:PAGES_AT_ONCE]
    ]
    before = _text_url(document, max(1, first - PAGES_AT_ONCE)) + tail if first > 1 else None
    after = f"{document.text_url}/{found[-1][0]}{tail}" if len(found) > PAGES_AT_ONCE else None
    return render_template("library/text.html", document=document, pages=shown, previous_url=before, next_url=after)


@blueprint.get("/dokumenter/<int:document_id>-<slug>/forside.png")
@access(Access.PUBLIC)
def first_page(document_id: int, slug: str) -> Response:
    """A picture that was made here, so it is shown and not downloaded."""
    response = Response(queries.first_page_picture(session(), _document(document_id)), content_type="image/png")
    response.headers["Content-Security-Policy"] = ALONE
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]


@blueprint.get("/dokumenter/<int:document_id>-<slug>/original")
@access(Access.PUBLIC)
def download(document_id: int, slug: str) -> Response:
    document = _document(document_id)
    delivery: Delivery = current_ports().files.deliver(document.file_key, document.file_name, document.media_type)
    return send_original(delivery, document.file_name, document.media_type, document.file_key)


@blueprint.get("/dokumenter/<int:document_id>-<slug>/udgave/<int:number>")
@access(Access.PUBLIC)
def download_version(document_id: int, slug: str, number: int) -> Response:
    """The file of a version; the original is the newest one's."""
    document = _document(document_id)
    found = version(session(), document, number)
    delivery: Delivery = current_ports().files.deliver(found.file_key, found.name, found.media_type)
    return send_original(delivery, found.name, found.media_type, found.file_key)


@blueprint.get("/kommuner/<slug>/tilgaengelighed")
@access(Access.MEMBERS)
def accessibility(slug: str) -> str:
    """What some readers miss in a municipality's documents."""
    sharer = organisation_by_slug(session(), slug)
    if sharer.kind != OrganisationKind.MUNICIPALITY:
        raise NotFound
    report = accessibility_report(session(), current_actor(), sharer.id)
    words = {finding: _(text) for finding, text in WORDS.items()}
    return render_template(
        "library/accessibility.html",
        sharer=sharer,
        report=report,
        counts=[(words[finding], count) for finding, count in report.counts],
        rows=[(document, [words[finding] for finding in document.findings]) for document in report.documents],
    )
