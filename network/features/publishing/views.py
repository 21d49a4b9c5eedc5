"""Reading, writing and publishing news, projects, publications and events."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from network.core import ratelimit
from network.core.access import Actor
from network.core.addresses import SECTIONS
from network.core.cursor import BadCursor
from network.core.db import MAX_ID
from network.core.errors import Invalid, NotFound
from network.core.policy import Action, allows, require
from network.features.drafts.forms import PREVIEW, is_pressed
from network.features.events.queries import event_view, mail_to, participants
from network.features.methods.entry import merged
from network.features.publications.queries import covers, published_file
from network.features.publishing import queries, service
from network.features.publishing.documents import files_of
from network.features.publishing.forms import ArticleForm
from network.features.publishing.guide import GUIDES, HEADINGS, KINDS
from network.features.publishing.history import history as article_history
from network.features.publishing.lists import Order, article_list, waiting_articles
from network.features.publishing.models import ArticleKind
from network.features.publishing.pages import CONFLICT, UNUSABLE, entry_page, opened_form, previewed, shown_clashes
from network.features.publishing.structured import of_article
from network.web.access import Access, access
from network.web.choice import Choice, chosen_url
from network.web.database import read_session, session
from network.web.identity import current_actor
from network.web.limits import attempt
from network.web.structured import structured

blueprint = Blueprint("publishing", __name__)
SECTION = f"/<any({', '.join(SECTIONS.values())}):section>"
DRAFTS, PAST = "kladder", "tidligere"


@blueprint.get(f"{SECTION}/")
@access(Access.PUBLIC)
def index(section: str) -> str:
    actor, kind = current_actor(), KINDS[section]
    shown, after = request.args.get("vis", ""), request.args.get("efter", "")
    if shown not in ("", DRAFTS) and (shown, kind) != (PAST, ArticleKind.EVENT):
        raise NotFound
    order = Order.NEWEST if kind is not ArticleKind.EVENT else Order.PAST if shown == PAST else Order.COMING
    try:
        found = article_list(session(), actor, kind, order=order, after=after) if shown != DRAFTS else None
    except BadCursor as error:
        raise NotFound from error
    url = url_for(".index", section=section)
    publishes = allows(Action.PUBLISH, actor)
    views = [("", _("Published"))]
    if kind is ArticleKind.EVENT:
        views = [("", _("To come")), (PAST, _("Past"))]
    if publishes:
        views.append((DRAFTS, _("Drafts and planned")))
    rows = found.rows if found else waiting_articles(session(), actor, kind)
    return render_template(
        "publishing/index.html",
        kind=kind,
        section=section,
        guide=GUIDES[kind],
        rows=rows,
        covers=covers(session(), actor, [row.id for row in rows]) if kind is ArticleKind.PUBLICATION else {},
        shows_drafts=shown == DRAFTS,
        views=tuple(Choice(label, chosen_url(url, {"vis": name or None}), name == shown) for name, label in views)
        if len(views) > 1
        else (),
        next_url=chosen_url(url, {"vis": shown or None, "efter": found.next_cursor})
        if found and found.next_cursor
        else None,
        publishes=publishes,
    )


@blueprint.get(f"{SECTION}/<int:article_id>-<slug>")
@access(Access.PUBLIC)
def show(section: str, article_id: int, slug: str) -> Response | str:
    actor, kind = current_actor(), KINDS[section]
    article = queries.article_view(session(), actor, kind, article_id)
    if slug != article.slug:
        return redirect(article.url, 301)  # type: ignore[return-value]
    publishes = allows(Action.PUBLISH, actor)
    is_event = kind is ArticleKind.EVENT
    event = event_view(session(), actor, article) if is_event else None
    people = participants(session(), actor, article) if is_event and publishes else ()
    file = published_file(session(), actor, article.id) if kind is ArticleKind.PUBLICATION else None
    return render_template(
        "publishing/show.html",
        article=article,
        event=event,
        participants=people,
        mail_to=mail_to(people),
        section=section,
        guide=GUIDES[kind],
        headings=HEADINGS,
        files=files_of(session(), actor, article.id) if is_event else (),
        file=file,
        structured=structured(actor, lambda: of_article(article, event, file)),
        publishes=publishes,
    )


@blueprint.route(f"{SECTION}/ny", methods=["GET", "POST"])
@access(Access.MEMBERS)
def new(section: str) -> Response:
    actor, kind = current_actor(), KINDS[section]
    require(Action.PUBLISH, actor)
    form = _received(actor, kind)
    if not form.is_submitted():
        return entry_page(form, None)
    if is_pressed(PREVIEW):
        return _previewed(form, None)
    if form.validate():
        publish = not form.keeps_draft
        try:
            entry = form.entry(session(), actor)
            given = {"publish": publish, "submission": form.submission_number(), "not_cpr": form.not_cpr.data}
            number = service.begin(session(), actor, kind, entry, **given)
        except Invalid as error:
            form.add_error(error)
        else:
            return _saved(actor, kind, number)
    session().rollback()
    return entry_page(form, None, UNUSABLE)


def _received(actor: Actor, kind: ArticleKind) -> ArticleForm:
    if request.method == "POST":
        attempt((ratelimit.PREVIEW_BY_ACCOUNT if is_pressed(PREVIEW) else ratelimit.POST_BY_ACCOUNT, actor.id))
    return opened_form(kind)


def _previewed(form: ArticleForm, article: queries.ArticleView | None) -> Response:
    preview = previewed(form)
    return entry_page(form, article, 200 if preview else UNUSABLE, preview=preview)


@blueprint.route(f"{SECTION}/<int:article_id>/ret", methods=["GET", "POST"])
@access(Access.MEMBERS)
def edit(section: str, article_id: int) -> Response:
    actor, kind = current_actor(), KINDS[section]
    with read_session() as reader:  # the writing session would hold the lock while rendering
        article = queries.article_view(reader, actor, kind, article_id)
        require(Action.PUBLISH, actor, article)
        form = _received(actor, kind)
        if not form.is_submitted():
            form.take(reader, actor, queries.fields_of(reader, article, article.number))
            form.version.data = str(article.number)
    if not form.is_submitted():
        return entry_page(form, article)
    if is_pressed(PREVIEW):
        return _previewed(form, article)
    if form.validate():
        try:
            _change(actor, article, form)
        except Invalid as error:
            form.add_error(error)
        except service.ArticleConflict:
            return _both(actor, kind, article_id, form)
        else:
            return _saved(actor, kind, article_id)
    session().rollback()
    return entry_page(form, article, UNUSABLE)


def _change(actor: Actor, article: queries.ArticleView, form: ArticleForm) -> None:
    service.change(
        session(),
        actor,
        article.kind,
        article.id,
        form.entry(session(), actor),
        number=form.corrected(),
        publish=article.is_draft and not form.keeps_draft,
        submission=form.submission_number(),
        not_cpr=form.not_cpr.data,
    )


def _saved(actor: Actor, kind: ArticleKind, article_id: int) -> Response:
    article = queries.article_view(session(), actor, kind, article_id)
    if article.is_draft:
        flash(_("The draft is saved. Only those who publish can see it."), "success")
    elif article.is_scheduled:
        flash(_("It is planned, and comes out by itself when its hour has come."), "success")
    else:
        flash(_("It is published. Everyone can read it."), "success")
    return redirect(article.url, 303)  # type: ignore[return-value]


def _both(actor: Actor, kind: ArticleKind, article_id: int, form: ArticleForm) -> Response:
    """What only one of the two has changed is put together; where both have, one's own text stays in the form and the
    other's stands above it, to read and copy.
    """
    session().rollback()
    with read_session() as reader:
        mine = dict(form.entry(reader, actor).typed)
        article = queries.article_view(reader, actor, kind, article_id)
        others = queries.fields_of(reader, article, article.number)
        try:
            base = queries.fields_of(reader, article, form.corrected())
        except NotFound:  # a form that does not say what it changes
            base = others
        both, clashes = merged(base, others, mine)
        form.take(reader, actor, both)
        theirs = shown_clashes(reader, actor, others, clashes)
    form.version.data = str(article.number)
    return entry_page(form, article, CONFLICT, is_changed=True, theirs=theirs)


@blueprint.get(f"{SECTION}/<int:article_id>/historik")
@access(Access.MEMBERS)
def history(section: str, article_id: int) -> str:
    before = request.args.get("foer", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 10 else MAX_ID
    kind = KINDS[section]
    told = article_history(session(), current_actor(), kind, article_id, number)
    older = told.page.older_than
    return render_template(
        "publishing/history.html",
        article=told.article,
        section=section,
        guide=GUIDES[kind],
        versions=told.page.versions,
        headings=HEADINGS,
        older_url=url_for(".history", section=section, article_id=article_id, foer=older) if older else None,
    )


@blueprint.post(f"{SECTION}/<int:article_id>/traek-tilbage")
@access(Access.MEMBERS)
def withdraw(section: str, article_id: int) -> Response:
    actor, kind = current_actor(), KINDS[section]
    service.withdraw(session(), actor, kind, article_id)
    flash(_("It is withdrawn. It is a draft again, and nobody else can see it."), "success")
    return redirect(queries.article_view(session(), actor, kind, article_id).url, 303)  # type: ignore[return-value]


@blueprint.post(f"{SECTION}/<int:article_id>/slet")
@access(Access.MEMBERS)
def discard(section: str, article_id: int) -> Response:
    service.discard(session(), current_actor(), KINDS[section], article_id)
    flash(_("The draft has been deleted."), "success")
    return redirect(url_for(".index", section=section, vis=DRAFTS), 303)  # type: ignore[return-value]
