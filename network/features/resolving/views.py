"""The one button that marks a thread as resolved, and takes the mark back."""

from flask import Blueprint, Response, flash, redirect, request
from flask_babel import gettext as _

from network.features.resolving import service
from network.features.threads.head import thread_head
from network.web.access import Access, access
from network.web.database import session
from network.web.identity import current_actor

blueprint = Blueprint("resolving", __name__)


@blueprint.post("/traade/<int:thread_id>/afklaret")
@access(Access.MEMBERS)
def resolve(thread_id: int) -> Response:
    actor, resolved = current_actor(), request.form.get("resolved") == "1"
    service.resolve(session(), actor, thread_id, resolved=resolved)
    url = thread_head(session(), actor, thread_id).url()
    flash(_("The thread is marked as resolved.") if resolved else _("The thread is open again."), "success")
    return redirect(url, 303)  # type: ignore[return-value]
