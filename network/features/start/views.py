"""The front page: what is new, and what waits for an answer."""

from flask import Blueprint, render_template

from network.core.access import Actor, OrganisationKind
from network.features.library.queries import document_list
from network.features.peers.queries import Peer, peers
from network.features.threads.lists import Shown, thread_list
from network.web.access import Access, access
from network.web.database import session
from network.web.identity import current_actor

blueprint = Blueprint("start", __name__)
THREADS = 8
UNANSWERED = 4
DOCUMENTS = 5
PEERS = 3


@blueprint.get("/")
@access(Access.PUBLIC)
def show() -> str:
    actor = current_actor()
    return render_template(
        "start/show.html",
        threads=thread_list(session(), actor, limit=THREADS),
        unanswered=thread_list(session(), actor, shown=Shown.UNANSWERED, limit=UNANSWERED),
        peers=_peers(actor),
        documents=document_list(session(), actor, limit=DOCUMENTS),
    )


def _peers(actor: Actor) -> tuple[Peer, ...]:
    """Municipalities like the reader's own; others have none."""
    if actor.organisation_kind is not OrganisationKind.MUNICIPALITY or actor.organisation_id is None:
        return ()
    found = peers(session(), actor, actor.organisation_id, limit=PEERS)
    return tuple(peer for peer in found if not peer.is_alike_only_in_kind)
