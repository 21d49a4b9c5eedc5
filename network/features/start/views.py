"""The front page: what the network publishes, what is new, and what waits for an answer."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _

from network.core.access import Actor, OrganisationKind
from network.core.policy import Action, allows, require
from network.features.advisers.queries import invited_to
from network.features.advisers.views import KINDS
from network.features.library.queries import document_list
from network.features.peers.queries import Peer, peers
from network.features.start.blocks import filled_blocks
from network.features.start.forms import TITLES, FrontForm
from network.features.start.models import Block
from network.features.start.queries import block_places
from network.features.start.service import arrange as arrange_blocks
from network.features.start.structured import of_front
from network.features.threads.lists import Shown, thread_list
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.identity import current_actor
from network.web.structured import structured

blueprint = Blueprint("start", __name__)
THREADS = 8
UNANSWERED = 4
DOCUMENTS = 5
UNUSABLE = 422
PEERS = 3


@blueprint.get("/")
@access(Access.PUBLIC)
def show() -> str:
    actor = current_actor()
    return render_template(
        "start/show.html",
        blocks=filled_blocks(session(), actor),
        threads=thread_list(session(), actor, limit=THREADS),
        unanswered=thread_list(session(), actor, shown=Shown.UNANSWERED, limit=UNANSWERED),
        peers=_peers(actor),
        invited=invited_to(session(), actor),
        kinds=KINDS,
        documents=document_list(session(), actor, limit=DOCUMENTS),
        publishes=allows(Action.PUBLISH, actor),
        structured=structured(actor, of_front),
    )


def _peers(actor: Actor) -> tuple[Peer, ...]:
    """Municipalities like the reader's own; others have none."""
    if actor.organisation_kind is not OrganisationKind.MUNICIPALITY or actor.organisation_id is None:
        return ()
    found = peers(session(), actor, actor.organisation_id, limit=PEERS)
    return tuple(peer for peer in found if not peer.is_alike_only_in_kind)


@blueprint.route("/forside", methods=["GET", "POST"])
@access(Access.MEMBERS)
def arrange() -> Response:
    """Which blocks stand on the front page, and in which order."""
    actor = current_actor()
    require(Action.PUBLISH, actor)
    form = FrontForm()
    if not form.is_submitted():
        with read_session() as reader:
            form.take(block_places(reader))
    elif form.validate():
        arrange_blocks(session(), actor, form.places())
        flash(_("The front page has been arranged."), "success")
        return redirect(url_for(".show"), 303)  # type: ignore[return-value]
    fields = tuple((TITLES[block], form[f"show_{block}"], form[f"place_{block}"]) for block in Block)
    body = render_template("start/arrange.html", form=form, fields=fields)
    return make_response(body, UNUSABLE if form.is_submitted() else 200)
