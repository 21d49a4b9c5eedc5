"""Taking a thing down."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _

from network.core.errors import Invalid, NotFound
from network.features.takedowns import service
from network.features.takedowns.forms import TakeDownForm
from network.features.takedowns.kinds import KINDS
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.identity import current_actor

blueprint = Blueprint("takedowns", __name__)
UNUSABLE = 422


@blueprint.route("/gennemsyn/tag-ned/<word>/<int:number>", methods=["GET", "POST"])
@access(Access.MODERATORS)
def take_down(word: str, number: int) -> Response:
    actor, kind = current_actor(), KINDS.get(word)
    if kind is None:
        raise NotFound
    with read_session() as reader:  # the writing session would hold the lock while rendering
        subject = kind.look(reader, actor, number, hold=False)
    form = TakeDownForm()
    if form.validate_on_submit():
        try:
            service.take_down(session(), actor, kind, number, form.reason.data or "")
        except Invalid as error:
            form.add_error(error)
            session().rollback()
        else:
            flash(_("“%(title)s” has been taken down. Those who made it are told why.", title=subject.title), "success")
            return redirect(url_for("moderation.queue"), 303)  # type: ignore[return-value]
    said = {"label": _(kind.label), "becomes": _(kind.becomes)}
    body = render_template("takedowns/take_down.html", subject=subject, word=word, form=form, **said)
    return make_response(body, UNUSABLE if form.is_submitted() else 200)
