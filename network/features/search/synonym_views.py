"""The secretariat's list of synonyms, and what was sought in vain."""

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired

from network.core.errors import Invalid
from network.core.text import clean_line
from network.features.search import missed, synonyms
from network.features.search.views import blueprint
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.forms import Form
from network.web.identity import current_actor

UNUSABLE = 422


class SynonymForm(Form):
    words = StringField(_l("Words that mean the same"), [DataRequired(_l("Write the words."))])


@blueprint.route("/sekretariat/synonymer", methods=["GET", "POST"])
@access(Access.SECRETARIAT)
def manage_synonyms() -> Response:
    form = SynonymForm()
    if form.validate_on_submit():
        try:
            synonyms.add(session(), current_actor(), form.words.data or "", form.submission_number())
        except Invalid as error:
            form.add_error(error)
        else:
            flash(_("They are found by each other from the next search on."), "success")
            return _went_to_list()
    session().rollback()
    if not form.is_submitted():
        form.words.data = clean_line(request.args.get("ord", ""))[:100]
    with read_session() as reader:
        body = render_template(
            "search/synonyms.html",
            form=form,
            rows=synonyms.synonym_rows(reader),
            missed=missed.missed_rows(reader),
        )
    return make_response(body, UNUSABLE if form.is_submitted() else 200)


def _went_to_list() -> Response:
    return redirect(url_for(".manage_synonyms"), 303)  # type: ignore[return-value]


@blueprint.route("/sekretariat/synonymer/<int:group_id>", methods=["GET", "POST"])
@access(Access.SECRETARIAT)
def edit_synonyms(group_id: int) -> Response:
    form = SynonymForm()
    if request.method == "POST" and request.form.get("act") == "remove":
        synonyms.remove(session(), current_actor(), group_id)
        flash(_("The line is gone."), "success")
        return _went_to_list()
    if form.validate_on_submit():
        try:
            synonyms.change(session(), current_actor(), group_id, form.words.data or "")
        except Invalid as error:
            form.add_error(error)
        else:
            flash(_("They are found by each other from the next search on."), "success")
            return _went_to_list()
    session().rollback()
    with read_session() as reader:
        row = synonyms.synonym_row(reader, group_id)
    if not form.is_submitted():
        form.words.data = ", ".join(row.words)
    body = render_template("search/synonym.html", form=form, row=row)
    return make_response(body, UNUSABLE if form.is_submitted() else 200)


@blueprint.post("/sekretariat/synonymer/forgaeves")
@access(Access.SECRETARIAT)
def forget_missed() -> Response:
    missed.forget(session(), current_actor(), request.form.get("words", ""))
    return _went_to_list()
