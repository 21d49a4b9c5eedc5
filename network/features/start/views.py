"""The front page: what is new, and what waits for an answer."""

from flask import Blueprint, render_template

from network.features.library.queries import document_list
from network.features.threads.lists import Shown, thread_list
from network.web.access import Access, access
from network.web.database import session
from network.web.identity import current_actor

blueprint = Blueprint("start", __name__)
THREADS = 8
UNANSWERED = 4
DOCUMENTS = 5


@blueprint.get("/")
@access(Access.PUBLIC)
def show() -> str:
    actor = current_actor()
    return render_template(
        "start/show.html",
        threads=thread_list(session(), actor, limit=THREADS),
        unanswered=thread_list(session(), actor, shown=Shown.UNANSWERED, limit=UNANSWERED),
        documents=document_list(session(), actor, limit=DOCUMENTS),
    )
