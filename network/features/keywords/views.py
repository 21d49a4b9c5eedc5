"""The secretariat's list of keywords."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from network.core.errors import Invalid
from network.features.keywords import queries, service
from network.features.keywords.forms import KeywordForm, MergeForm
from network.features.keywords.models import KeywordState
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.forms import choices
from network.web.identity import current_actor

blueprint = Blueprint("keywords", __name__)
UNUSABLE = 422


@blueprint.route("/sekretariat/noegleord", methods=["GET", "POST"])
@access(Access.SECRETARIAT)
def manage() -> Response:
    form = KeywordForm()
    if form.validate_on_submit():
        try:
            service.add(session(), current_actor(), form.title.data or "")
        except Invalid as error:
            form.add_error(error)
        else:
            flash(_("The keyword can be chosen from now on."), "success")
            return _went_to_list()
    session().rollback()
    with read_session() as reader:
        kept = queries.kept_keywords(reader)
    body = render_template("keywords/manage.html", form=form, keywords=kept)
    return make_response(body, UNUSABLE if form.is_submitted() else 200)


def _went_to_list() -> Response:
    return redirect(url_for(".manage"), 303)  # type: ignore[return-value]


def _page(keyword_id: int, renaming: KeywordForm | None = None, merging: MergeForm | None = None) -> str:
    """The page of one keyword with its small forms; the one that was sent comes back with its errors."""
    with read_session() as reader:
        keyword = queries.kept_keyword(reader, keyword_id)
        options = queries.keyword_options(reader)
    renaming = renaming or KeywordForm(formdata=None, title=keyword.title)
    merging = merging or MergeForm(formdata=None)
    others = ((slug, title) for number, slug, title in options if number != keyword_id)
    merging.into.choices = choices(_("Choose a keyword"), others)
    return render_template("keywords/edit.html", keyword=keyword, renaming=renaming, merging=merging)


@blueprint.get("/sekretariat/noegleord/<int:keyword_id>")
@access(Access.SECRETARIAT)
def edit(keyword_id: int) -> str:
    return _page(keyword_id)


@blueprint.post("/sekretariat/noegleord/<int:keyword_id>/omdoeb")
@access(Access.SECRETARIAT)
def rename(keyword_id: int) -> Response:
    form = KeywordForm()
    if form.validate_on_submit():
        try:
            service.rename(session(), current_actor(), keyword_id, form.title.data or "")
        except Invalid as error:
            form.add_error(error)
        else:
            flash(_("The keyword has been changed. Its address is the same."), "success")
            return _went_to_list()
    session().rollback()
    return make_response(_page(keyword_id, renaming=form), UNUSABLE)


@blueprint.post("/sekretariat/noegleord/<int:keyword_id>/saml")
@access(Access.SECRETARIAT)
def merge(keyword_id: int) -> Response:
    form = MergeForm()
    with read_session() as reader:
        form.into.choices = choices("", ((slug, title) for _id, slug, title in queries.keyword_options(reader)))
    if form.validate_on_submit():
        try:
            service.merge(session(), current_actor(), keyword_id, form.into.data or "")
        except Invalid as error:
            form.add_error(error)
        else:
            flash(_("The keywords are one from now on."), "success")
            return _went_to_list()
    session().rollback()
    return make_response(_page(keyword_id, merging=form), UNUSABLE)


@blueprint.post("/sekretariat/noegleord/<int:keyword_id>/tilstand")
@access(Access.SECRETARIAT)
def set_state(keyword_id: int) -> Response:
    """Take a proposal in or decline it, retire a keyword or use it again."""
    act = request.form.get("act")
    if act == "decline":
        service.decline(session(), current_actor(), keyword_id)
        flash(_("The proposal is gone."), "success")
    else:
        state = KeywordState.RETIRED if act == "retire" else KeywordState.ACTIVE
        service.set_state(session(), current_actor(), keyword_id, state)
        retired, used = _("The keyword is not offered any more."), _("The keyword can be chosen from now on.")
        flash(retired if state is KeywordState.RETIRED else used, "success")
    return _went_to_list()
