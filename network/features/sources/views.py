"""Making a method of a thread, asking its authors, and answering."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from network.core import ratelimit
from network.features.methods.queries import method_view
from network.features.sources import queries, service
from network.web.access import Access, access
from network.web.database import session
from network.web.forms import Form
from network.web.identity import current_actor
from network.web.limits import attempt

blueprint = Blueprint("sources", __name__)


@blueprint.post("/traade/<int:thread_id>/metode")
@access(Access.MEMBERS)
def make(thread_id: int) -> Response:
    """One press, and the method is there as a draft to go on with."""
    actor = current_actor()
    attempt((ratelimit.POST_BY_ACCOUNT, actor.id))
    number = Form().submission_number()
    method_id = service.method_of_thread(session(), actor, thread_id, number)
    flash(
        _("This is the draft that was made of the thread. Put it right, fill in what is missing, and share it."),
        "success",
    )
    return redirect(url_for("methods.edit", method_id=method_id), 303)  # type: ignore[return-value]


@blueprint.post("/metoder/<int:method_id>/spoerg-om-lov")
@access(Access.MEMBERS)
def ask(method_id: int) -> Response:
    actor = current_actor()
    count = service.ask_authors(session(), actor, method_id)
    flash(ngettext("One author is asked.", "%(num)d authors are asked.", count), "success")
    return redirect(method_view(session(), actor, method_id).url, 303)  # type: ignore[return-value]


@blueprint.route("/metoder/samtykke/<int:source_id>", methods=["GET", "POST"])
@access(Access.MEMBERS)
def consent(source_id: int) -> Response | str:
    actor = current_actor()
    if request.method == "POST":
        agrees = request.form.get("agrees") == "1"
        service.answer(session(), actor, source_id, agrees=agrees)
        flash(_("Thank you. Your answer has been noted, and you can change it here."), "success")
        return redirect(url_for(".consent", source_id=source_id), 303)  # type: ignore[return-value]
    asked = queries.consent_request(session(), actor, source_id)
    return render_template("sources/consent.html", asked=asked)
