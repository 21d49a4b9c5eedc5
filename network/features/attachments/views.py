"""Files of posts: taken in by the editor's script, and handed out."""

from flask import Blueprint, Response, get_template_attribute, jsonify, make_response, redirect, request

from network.core import ratelimit
from network.core.errors import N_, Invalid
from network.features.attachments import queries
from network.features.attachments.markup import FileView
from network.features.attachments.uploads import kept
from network.web.access import Access, access
from network.web.database import session
from network.web.downloads import send_original
from network.web.identity import current_actor
from network.web.limits import attempt
from network.web.messages import translated
from network.web.transaction import current_ports

blueprint = Blueprint("attachments", __name__)


@blueprint.post("/filer/")
@access(Access.INVITED)
def upload() -> Response:
    """What was pasted or dropped into a text. Without the script the text's own form takes files."""
    actor = current_actor()
    attempt((ratelimit.UPLOAD_BY_ACCOUNT, actor.id))
    file = request.files.get("file")
    try:
        if file is None or not file.filename:
            raise Invalid(N_("Choose a file."), "file")
        taken = kept(actor, file)
    except Invalid as error:
        return make_response(jsonify(message=translated(error)), 422)
    return jsonify(id=taken.id, markdown=taken.markdown, isImage=taken.is_image, item=_item(taken))


def _item(file: FileView) -> str:
    """The line that stands on the form's list."""
    item = get_template_attribute("components/attached_file.html", "attached_file")
    return str(item(file))


@blueprint.get("/filer/<int:attachment_id>/<name>")
@access(Access.PUBLIC)
def show(attachment_id: int, name: str) -> Response:
    found = queries.download(session(), current_actor(), attachment_id)
    if found.file.url != request.path:
        return redirect(found.file.url, 301)  # type: ignore[return-value]
    file = found.file
    delivery = current_ports().files.deliver(found.file_key, file.name, file.media_type)
    return send_original(delivery, file.name, file.media_type, found.file_key)
