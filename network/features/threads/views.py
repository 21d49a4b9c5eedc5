"""Asking, reading, replying."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from network.core import ratelimit
from network.core.access import Audience
from network.core.addresses import thread_url
from network.core.cursor import BadCursor
from network.core.errors import Invalid, NotFound
from network.features.moderation.forms import AnswerForm
from network.features.threads import queries, service
from network.features.threads.forms import ReplyForm, ThreadForm
from network.features.threads.models import ThreadKind
from network.features.topics.queries import topic_by_slug, topic_choices
from network.web.access import Access, access
from network.web.choice import Choice
from network.web.database import db, read_session, session
from network.web.etag import not_modified, page_tag, tagged
from network.web.forms import audience_choices, choices
from network.web.identity import current_actor
from network.web.limits import attempt

blueprint = Blueprint("threads", __name__)
UNUSABLE = 422
MAX_POSITION = 10**9


@blueprint.get("/traade/")
@access(Access.PUBLIC)
def index() -> str:
    shown = request.args.get("vis", "")
    unanswered = shown == "ubesvarede"
    try:
        threads = queries.thread_list(
            session(), current_actor(), unanswered=unanswered, after=request.args.get("efter", "")
        )
    except BadCursor as error:
        raise NotFound from error
    views = (
        Choice(_("All"), url_for(".index"), not unanswered),
        Choice(_("Unanswered"), url_for(".index", vis="ubesvarede"), unanswered),
    )
    next_url = url_for(".index", vis=shown or None, efter=threads.next_cursor) if threads.next_cursor else None
    return render_template(
        "threads/index.html", threads=threads, unanswered=unanswered, choices=views, next_url=next_url
    )


@blueprint.get("/traade/<int:thread_id>-<slug>")
@access(Access.PUBLIC)
def show(thread_id: int, slug: str) -> Response:
    actor = current_actor()
    head = queries.thread_head(session(), actor, thread_id)
    after = _after()
    if slug != head.slug:
        return redirect(head.url(after), 301)  # type: ignore[return-value]
    tag = page_tag(actor, "thread", head.id, head.version, after)
    unchanged = not_modified(tag)
    if unchanged is not None:
        return unchanged
    page = queries.thread_page(session(), actor, head, after)
    form = ReplyForm() if page.can_reply else None
    answers = {post.id: _answer_form(post) for post in page.posts if post.hiding and post.is_own}
    response = tagged(render_template("threads/show.html", view=page, form=form, answers=answers), tag)
    if actor.is_signed_in and page.last_shown > (head.read_position or 0):
        service.mark_read_while_reading(db.engine, actor, head.id, page.last_shown)
    return response


def _answer_form(post: queries.PostView) -> AnswerForm:
    """A page may hold several of them, each with a name of its own."""
    form = AnswerForm(answer=post.hiding.answer if post.hiding else "")
    form.answer.id = f"answer-{post.id}"
    return form


def _after() -> int:
    value = request.args.get("efter", "0")
    return min(int(value), MAX_POSITION) if value.isascii() and value.isdigit() and len(value) < 12 else 0


@blueprint.get("/indlaeg/<int:post_id>")
@access(Access.PUBLIC)
def post(post_id: int) -> Response:
    place = queries.place_of_post(session(), current_actor(), post_id)
    return redirect(f"{place}#indlaeg-{post_id}", 302)  # type: ignore[return-value]


@blueprint.route("/traade/ny", methods=["GET", "POST"])
@access(Access.MEMBERS)
def new() -> Response | str:
    actor = current_actor()
    if request.method == "POST":
        attempt((ratelimit.POST_BY_ACCOUNT, actor.id))
    form = ThreadForm(topic=request.args.get("emne"), title=request.args.get("titel"))
    with read_session() as reader:
        form.topic.choices = choices(_("Choose a topic"), topic_choices(reader))
        topic = topic_by_slug(reader, form.topic.data or "")  # the writing session would hold the lock while rendering
    form.audience.choices = audience_choices(actor)
    if form.validate_on_submit():
        try:
            thread = service.start_thread(
                session(),
                actor,
                topic=topic,
                kind=ThreadKind(form.kind.data),
                title=form.title.data or "",
                body=form.body.data or "",
                audience=Audience(form.audience.data),
                submission=form.submission_number(),
            )
        except Invalid as error:
            form.add_error(error)
        else:
            flash(_("Your thread is open. Replies come here."), "success")
            return redirect(thread_url(thread.id, thread.slug), 303)  # type: ignore[return-value]
    body = render_template("threads/new.html", form=form)
    return make_response(body, UNUSABLE) if form.is_submitted() else body


@blueprint.post("/traade/<int:thread_id>/svar")
@access(Access.MEMBERS)
def reply(thread_id: int) -> Response:
    actor = current_actor()
    attempt((ratelimit.POST_BY_ACCOUNT, actor.id))
    form = ReplyForm()
    if form.validate_on_submit():
        try:
            post_id = service.reply(session(), actor, thread_id, form.body.data or "", form.submission_number())
        except Invalid as error:
            form.add_error(error)
        else:
            return redirect(f"{queries.place_of_post(session(), actor, post_id)}#indlaeg-{post_id}", 303)  # type: ignore[return-value]
    head = queries.thread_head(session(), actor, thread_id)
    return make_response(render_template("threads/reply.html", head=head, form=form), UNUSABLE)


@blueprint.post("/indlaeg/<int:post_id>/bedste")
@access(Access.MEMBERS)
def mark_best(post_id: int) -> Response:
    service.mark_best(session(), current_actor(), post_id, best=request.form.get("best") == "1")
    return redirect(url_for(".post", post_id=post_id), 303)  # type: ignore[return-value]
