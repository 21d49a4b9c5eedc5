"""From a notice to what it is about."""

from flask import Blueprint, Response, redirect, url_for

from network.features.notices import service
from network.features.notices.sections import SECTIONS
from network.web.access import Access, access
from network.web.database import session
from network.web.identity import current_actor

blueprint = Blueprint("notices", __name__)


@blueprint.post("/notifikationer/<int:notice_id>")
@access(Access.INVITED)
def read(notice_id: int) -> Response:
    """It counts as read, and leads to where it is about."""
    actor = current_actor()
    urls = {row.id: row.url for section in SECTIONS for row in section.rows(session(), actor)}
    service.read(session(), actor, notice_id)
    return redirect(urls.get(notice_id, url_for("notifications.index")), 303)  # type: ignore[return-value]
