"""Pages about the network itself, and the health check."""

from functools import lru_cache

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import text

from network.core import ratelimit
from network.core.addresses import DATA_TERMS_URL
from network.core.db import MAX_ID
from network.core.errors import Invalid, NotFound
from network.core.page_text import render_page
from network.core.policy import Action, allows
from network.core.text import checked_body
from network.features.drafts.forms import PREVIEW, is_pressed
from network.features.pages import queries, service
from network.features.pages.forms import PageForm
from network.features.pages.texts import TEXTS, PageText
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.identity import current_actor
from network.web.limits import attempt

blueprint = Blueprint("pages", __name__)
UNUSABLE, CONFLICT = 422, 409


@lru_cache(maxsize=32)
def _rendered(markdown: str) -> Markup:
    """What a page said at first, which the program itself holds."""
    return Markup(render_page(markdown).html)  # noqa: S704 -- sanitised by core.text just now


def _page(name: str) -> str:
    written, page = queries.written_page(session(), name), TEXTS[name]
    return render_template(
        "pages/show.html",
        name=name,
        page_heading=page.heading,
        html=Markup(written.html) if written else _rendered(page.first()),  # noqa: S704 -- sanitised when written
        is_danish=written is not None,
        changed_at=written.changed_at if written else None,
        can_edit=allows(Action.EDIT_PAGE, current_actor()),
    )


@blueprint.get("/om")
@access(Access.PUBLIC)
def about() -> str:
    return _page("om")


@blueprint.get("/regler")
@access(Access.PUBLIC)
def rules() -> str:
    return _page("regler")


@blueprint.get("/kontakt")
@access(Access.PUBLIC)
def contact() -> str:
    return _page("kontakt")


@blueprint.get("/was")
@access(Access.PUBLIC)
def accessibility() -> str:
    return _page("was")


@blueprint.get("/privatlivspolitik")
@access(Access.PUBLIC)
def privacy() -> str:
    return _page("privatliv")


@blueprint.get(DATA_TERMS_URL)
@access(Access.PUBLIC)
def data_terms() -> str:
    return _page("data")


@blueprint.get("/sekretariat/sider")
@access(Access.SECRETARIAT)
def manage() -> str:
    changed = queries.changed_pages(session())
    rows = tuple((name, page.heading, changed.get(name)) for name, page in TEXTS.items())
    return render_template("pages/manage.html", rows=rows)


@blueprint.route("/sekretariat/sider/<name>", methods=["GET", "POST"])
@access(Access.SECRETARIAT)
def edit(name: str) -> Response:
    actor, page = current_actor(), _known(name)
    if request.method == "POST":
        attempt((ratelimit.PREVIEW_BY_ACCOUNT if is_pressed(PREVIEW) else ratelimit.POST_BY_ACCOUNT, actor.id))
    with read_session() as reader:  # the writing session would hold the lock while rendering
        written = queries.written_page(reader, name)
    form = PageForm(body=written.markdown if written else page.first(), version=str(written.number if written else 0))
    if not form.is_submitted():
        return _edit_page(name, form)
    if is_pressed(PREVIEW):
        return _previewed(name, form)
    if form.validate():
        try:
            given = {"submission": form.submission_number(), "not_cpr": form.not_cpr.data}
            service.rewrite(session(), actor, name, form.body.data or "", number=form.corrected(), **given)
        except Invalid as error:
            form.add_error(error)
        except service.PageConflict:
            return _both(name, form)
        else:
            flash(_("The page has been changed."), "success")
            return redirect(url_for(page.endpoint), 303)  # type: ignore[return-value]
    session().rollback()
    return _edit_page(name, form, UNUSABLE)


def _known(name: str) -> PageText:
    if name not in TEXTS:
        raise NotFound
    return TEXTS[name]


def _previewed(name: str, form: PageForm) -> Response:
    try:
        html = Markup(render_page(checked_body(form.body.data or "")).html)  # noqa: S704 -- sanitised just now
    except Invalid as error:
        form.add_error(error)
        return _edit_page(name, form, UNUSABLE)
    return _edit_page(name, form, html=html)


def _both(name: str, form: PageForm) -> Response:
    """The page as it is now, to read and copy, and one's own text in the form: saving again puts it in its place."""
    session().rollback()
    with read_session() as reader:
        written = queries.written_page(reader, name)
    form.version.data = str(written.number if written else 0)
    return _edit_page(name, form, CONFLICT, theirs=written.markdown if written else TEXTS[name].first())


def _edit_page(
    name: str, form: PageForm, status: int = 200, *, html: Markup | None = None, theirs: str | None = None
) -> Response:
    page = TEXTS[name]
    told = {"name": name, "page_heading": page.heading, "page_url": url_for(page.endpoint)}
    return make_response(render_template("pages/edit.html", form=form, html=html, theirs=theirs, **told), status)


@blueprint.get("/sekretariat/sider/<name>/historik")
@access(Access.SECRETARIAT)
def history(name: str) -> str:
    page, before = _known(name), request.args.get("foer", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 10 else MAX_ID
    told = queries.page_history(session(), current_actor(), name, page.first(), number)
    older_url = url_for(".history", name=name, foer=told.older_than) if told.older_than else None
    return render_template(
        "pages/history.html",
        page_heading=page.heading,
        page_url=url_for(page.endpoint),
        versions=told.versions,
        older_url=older_url,
    )


@blueprint.get("/sundhed")
@access(Access.PUBLIC)
def health() -> Response:
    """For a load balancer: that this process answers and reaches its database. Nothing more is told."""
    session().execute(text("SELECT 1"))
    return Response("ok\n", mimetype="text/plain")
