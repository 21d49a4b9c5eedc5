"""The one form that says a post was useful, and the page of those who said so."""

from flask import Blueprint, Response, redirect, render_template, request, url_for

from network.core import ratelimit
from network.core.db import MAX_ID
from network.core.errors import NotFound
from network.features.thanks import service
from network.features.thanks.queries import thanks_page
from network.web.access import Access, access
from network.web.database import session
from network.web.identity import current_actor
from network.web.limits import attempt

blueprint = Blueprint("thanks", __name__)
THANK, TAKE_BACK = "thank", "take_back"  # the buttons of the form; each names its post


@blueprint.post("/indlaeg/nyttigt")
@access(Access.MEMBERS)
def thank() -> Response:
    """One form stands on the thread's page and a button at each post. What a button does is done once, however often
    it is sent.
    """
    actor = current_actor()
    attempt((ratelimit.THANK_BY_ACCOUNT, actor.id))
    post_id = _post_id(request.form.get(THANK) or request.form.get(TAKE_BACK) or "")
    if THANK in request.form:
        service.thank(session(), actor, post_id)
    else:
        service.take_back(session(), actor, post_id)
    return redirect(url_for("threads.post", post_id=post_id), 303)  # type: ignore[return-value]


def _post_id(value: str) -> int:
    """Raises NotFound."""
    if not (value.isascii() and value.isdigit() and len(value) < 11 and int(value) <= MAX_ID):
        raise NotFound
    return int(value)


@blueprint.get("/indlaeg/<int:post_id>/nyttigt")
@access(Access.MEMBERS)
def show(post_id: int) -> str:
    return render_template("thanks/show.html", thanks=thanks_page(session(), current_actor(), post_id))
