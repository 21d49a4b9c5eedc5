"""The reply form under a thread, while nothing is written in it.

It is the same for every thread and reader but for a few values. So it is rendered once for each language and for what
is offered in it, and then filled in: rendered anew each time, it was a fifth of what a member's page costs.
"""

import re
import secrets
from dataclasses import replace

from flask import g, render_template
from markupsafe import Markup

from network.core.access import Actor
from network.core.db import MAX_ID
from network.features.anonymity.service import may_hide_name
from network.features.threads.forms import ReplyForm
from network.features.threads.head import ThreadHead
from network.web.forms import csrf_token, new_number
from network.web.language import choose

# What stands for a value in the form that is filled in: texts that nothing else on a page can be.
_THREAD, _SEEN = MAX_ID, MAX_ID - 1
_TOKEN, _SUBMISSION = secrets.token_hex(16), secrets.token_hex(12)


_SAMPLE = re.compile("|".join((str(_THREAD), str(_SEEN), _TOKEN, _SUBMISSION)).join("()"))

_rendered: dict[object, list[str]] = {}  # by all that it depends on


def empty_reply_form(actor: Actor, head: ThreadHead) -> Markup:
    """The form for a thread whose reader has no draft of a reply."""
    token = csrf_token()  # before the sample is rendered: from then on this request's token is known
    kind = (choose(), may_hide_name(actor), head.audience)
    pieces = _rendered.get(kind) or _rendered.setdefault(kind, _sample(head))
    values = {str(_THREAD): str(head.id), str(_SEEN): str(head.post_count), _TOKEN: token, _SUBMISSION: new_number()}
    return Markup("".join([values.get(piece, piece) for piece in pieces]))  # noqa: S704 -- numbers into what Jinja made


def _sample(head: ThreadHead) -> list[str]:
    """The form as Jinja renders it, cut at the places to fill in."""
    token, g.csrf_token = g.csrf_token, _TOKEN
    try:
        form = ReplyForm(seen=str(_SEEN), submission=_SUBMISSION)
        return _SAMPLE.split(render_template("threads/empty_form.html", head=replace(head, id=_THREAD), form=form))
    finally:
        g.csrf_token = token
