"""The two pages on which something new is written: as they are opened, and as they come back."""

from typing import Any, Protocol

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from wtforms import Field
from wtforms.fields.choices import SelectChoice

from network.core.access import Actor
from network.core.errors import Invalid
from network.core.text import clean_line
from network.features.cycle.queries import same_step
from network.features.drafts.queries import DraftView
from network.features.keywords.queries import keyword_choices
from network.features.mentions.notices import before_sending
from network.features.mentions.queries import mentions_in
from network.features.search.similar import similar
from network.features.search.synonyms import current_synonyms
from network.features.sources.queries import method_asked_about
from network.features.threads.forms import ReplyForm, ThreadForm
from network.features.threads.guided import GUIDES
from network.features.threads.head import ThreadHead
from network.features.threads.listing import TYPES
from network.features.threads.meanwhile import NewerReplies
from network.features.threads.preview import Preview, preview
from network.features.topics.queries import topic_choices
from network.web.database import read_session
from network.web.forms import Form, audience_choices, choices
from network.web.identity import current_actor
from network.web.transaction import current_ports

UNUSABLE = 422
CONFLICT = 409


def thread_form(reader: Session, actor: Actor, **given: str | None) -> ThreadForm:
    """The form of a new thread with the choices that the actor has."""
    form = ThreadForm(**given)
    topics = topic_choices(reader)
    form.topic.choices = choices(_("Choose a topic"), topics)
    form.topics.choices = [SelectChoice(slug, title) for slug, title in topics]
    form.keywords.options = keyword_choices(reader)
    form.audience.choices = audience_choices(actor)
    form.offer_step(same_step(reader, actor))
    return form


def thread_page(
    form: ThreadForm,
    status: int = 200,
    *,
    shown: Preview | None = None,
    draft: DraftView | None = None,
    newer: DraftView | None = None,
) -> Response:
    """`draft`: the one that was put into the form; `newer`: one from elsewhere that was not."""
    with read_session() as reader:
        title, synonyms = clean_line(form.title.data or ""), current_synonyms(reader)
        found = similar(reader, current_ports().search, current_actor(), title, synonyms)
        about = method_asked_about(reader, current_actor(), form.method_id)
    body = render_template(
        "threads/new.html",
        form=form,
        preview=shown,
        draft=draft,
        newer=newer,
        similar=found,
        about=about,
        answered=Form(),
        kinds=tuple((name, GUIDES[kind]) for name, kind in TYPES.items() if kind is not form.chosen_kind),
    )
    return make_response(body, status)


def reply_page(
    head: ThreadHead,
    form: ReplyForm,
    status: int = 200,
    *,
    shown: Preview | None = None,
    replies: NewerReplies | None = None,
    newer: DraftView | None = None,
    moved_from: bool = False,
) -> Response:
    """`replies`: what others wrote meanwhile; `newer`: a draft from elsewhere; `moved_from`: it was written to a thread
    that was merged into this one meanwhile.
    """
    told = {"replies": replies, "newer": newer, "moved_from": moved_from}
    body = render_template("threads/reply.html", head=head, form=form, preview=shown, **told)
    return make_response(body, status)


def kinds_page() -> str:
    """What does somebody want to write? Each kind has a form of its own."""
    kept: dict[str, Any] = {name: request.args[name] for name in ("emne", "titel") if name in request.args}
    offered = tuple((kind, GUIDES[kind], url_for("threads.new", slags=name, **kept)) for name, kind in TYPES.items())
    return render_template("threads/kinds.html", kinds=offered)


class HasBody(Protocol):
    """A form with a text."""

    body: Field

    def add_error(self, error: Invalid) -> None: ...


def previewed(form: HasBody, title: str = "", text: str | None = None, audience_term: str = "") -> Preview | None:
    """The form's text as it will look, or None with the reason at the field; `text` where it is made of several."""
    written = form.body.data or "" if text is None else text
    try:
        with read_session() as reader:
            named = mentions_in(reader, current_actor(), written, audience_term)
        return preview(written, title, before_sending(named))
    except Invalid as error:
        form.add_error(error)
        return None
