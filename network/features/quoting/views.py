"""The page on which a reply is written, with what it answers to."""

from flask import Blueprint, Response, flash, jsonify, request
from flask_babel import gettext as _

from network.core.access import Actor
from network.core.byline import byline
from network.core.db import MAX_ID
from network.core.errors import NotFound
from network.core.policy import Action, require
from network.features.calls.queries import call_of
from network.features.calls.replies import begun_reply
from network.features.quoting.queries import QuotedPost, quoted_post
from network.features.quoting.quotes import attributed, quoted
from network.features.threads import pages
from network.features.threads.forms import ReplyForm
from network.features.threads.head import ThreadHead, thread_head
from network.web.access import Access, access
from network.web.database import session
from network.web.identity import current_actor

blueprint = Blueprint("quoting", __name__)


@blueprint.get("/traade/<int:thread_id>/svar")
@access(Access.INVITED)
def reply(thread_id: int) -> Response:
    """A script, which puts what is selected into the form at hand, gets the quote alone."""
    actor = current_actor()
    head = thread_head(session(), actor, thread_id)
    require(Action.REPLY, actor, head)
    number = _number()
    is_script = request.accept_mimetypes.best == "application/json"
    try:
        post = quoted_post(session(), actor, thread_id, number) if number is not None else None
    except NotFound:
        if is_script:
            raise
        flash(_("That post cannot be quoted any more. You can reply without the quote."), "warning")
        return pages.reply_page(head, _form(actor, head, None), 404)
    if post and is_script:
        return jsonify(first=_first_line(post), text=quoted(post.markdown))
    return pages.reply_page(head, _form(actor, head, post))


def _number() -> int | None:
    """Which post is quoted. Raises NotFound for what is no number."""
    value = request.args.get("citer")
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 11 and int(value) <= MAX_ID):
        raise NotFound
    return int(value)


def _form(actor: Actor, head: ThreadHead, post: QuotedPost | None) -> ReplyForm:
    """What was begun stays, and the quote follows it."""
    form = begun_reply(actor, head, call_of(session(), actor, head.id))
    if post:
        quote = f"{_first_line(post)}\n>\n{quoted(post.markdown)}\n\n"
        form.body.data = f"{(form.body.data or '').rstrip()}\n\n{quote}".lstrip("\n")
    return form


def _first_line(post: QuotedPost) -> str:
    return attributed(byline(post.author_name, post.organisation_name), post.id, _("{name} wrote:"))
