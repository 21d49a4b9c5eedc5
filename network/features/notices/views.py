"""From a notice to what it is about."""

from flask import Blueprint, Response, redirect, url_for

from network.features.collections.notices import collected
from network.features.events.queries import seat_notices
from network.features.library.reminding import due_documents
from network.features.notices import queries, service
from network.features.search.told import found_for_saved
from network.features.takedowns.notices import taken_down
from network.web.access import Access, access
from network.web.database import session
from network.web.identity import current_actor

blueprint = Blueprint("notices", __name__)


@blueprint.post("/notifikationer/<int:notice_id>")
@access(Access.INVITED)
def read(notice_id: int) -> Response:
    """It counts as read, and leads to where it is about."""
    actor = current_actor()
    rows = {row.id: row.url for row in queries.notices(session(), actor)}
    rows |= {row.id: row.url for row in collected(session(), actor)}
    rows |= {row.id: row.url for row in taken_down(session(), actor)}
    rows |= {row.id: row.url for row in due_documents(session(), actor)}
    rows |= {row.id: row.url for row in seat_notices(session(), actor)}
    rows |= {row.id: row.url for row in found_for_saved(session(), actor)}
    service.read(session(), actor, notice_id)
    return redirect(rows.get(notice_id, url_for("notifications.index")), 303)  # type: ignore[return-value]
