"""The list of members that opens in the editor while a name is typed."""

from flask import Blueprint, Response, jsonify, request

from network.core import ratelimit
from network.core.access import Actor, Audience, writable_audiences
from network.core.db import MAX_ID
from network.core.errors import NotFound
from network.core.policy import Action, require
from network.core.text import clean_line
from network.features.mentions.queries import offered
from network.features.threads.head import thread_head
from network.web.access import Access, access
from network.web.database import read_session
from network.web.identity import current_actor
from network.web.limits import attempt

blueprint = Blueprint("mentions", __name__)
MOST_TYPED = 60  # characters


@blueprint.post("/omtale")
@access(Access.MEMBERS)
def names() -> Response:
    """A POST, although it only reads: what is typed stands in no log, and each attempt is counted."""
    actor = current_actor()
    attempt((ratelimit.MENTION_BY_ACCOUNT, actor.id))
    audience_term = _audience(actor)
    typed = clean_line(request.form.get("begyndt", ""))[:MOST_TYPED]
    with read_session() as reader:
        found = offered(reader, actor, typed, audience_term)
    people = [{"name": one.name, "organisation": one.organisation, "text": one.text} for one in found]
    return jsonify(people=people)


def _audience(actor: Actor) -> str:
    """Who reads what is being written: a thread's audience, or the one chosen for a new one. Raises NotFound."""
    number = request.form.get("traad", "")
    if not number:
        chosen = request.form.get("publikum", "")
        if chosen not in writable_audiences(actor):
            raise NotFound
        return Audience(chosen).term(actor.organisation_id or 0)
    if not (number.isascii() and number.isdigit() and len(number) < 11 and int(number) <= MAX_ID):
        raise NotFound
    with read_session() as reader:
        head = thread_head(reader, actor, int(number))
    require(Action.REPLY, actor, head)
    return head.audience_term
