"""Asking, reading, replying."""

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from network.core import clock, ratelimit
from network.core.access import Actor, Audience
from network.core.addresses import thread_url
from network.core.cursor import BadCursor
from network.core.errors import Invalid, NotFound
from network.core.policy import Action, allows, require
from network.features.attachments.uploads import bring_back, receive
from network.features.calls.queries import CallView, call_of
from network.features.calls.replies import begun_reply, hides_name, reply_form
from network.features.calls.service import open_call
from network.features.cycle.service import show_to_same_step
from network.features.drafts import service as drafts
from network.features.drafts.forms import PREVIEW, is_pressed
from network.features.drafts.places import Place
from network.features.drafts.queries import own_draft
from network.features.keywords.service import choose as choose_keywords
from network.features.mentions.notices import tell_writer
from network.features.merging.related import merged_into
from network.features.moderation.forms import AnswerForm
from network.features.peers.asking import to_neighbours
from network.features.sources.service import bind_question
from network.features.threads import pages, queries, service
from network.features.threads.empty_form import empty_reply_form
from network.features.threads.forms import ReplyForm, ThreadForm
from network.features.threads.head import ThreadHead, thread_head
from network.features.threads.listing import TYPES, listing
from network.features.threads.lists import thread_list
from network.features.threads.marking import with_words_marked
from network.features.threads.meanwhile import newer_replies
from network.features.threads.models import ThreadKind
from network.features.threads.posts import PostView
from network.features.threads.structured import of_thread
from network.features.topics.queries import topic_by_slug
from network.web.access import Access, access
from network.web.database import db, read_session, reading, session
from network.web.etag import not_modified, page_tag, tagged
from network.web.identity import current_actor
from network.web.limits import attempt
from network.web.marking import with_words
from network.web.structured import structured

blueprint = Blueprint("threads", __name__)
MAX_POSITION = 10**9
KIND = "slags"  # chosen in the address of a new form, or by a button of the one that is open
LIST = 50  # threads on a page of the list


@blueprint.get("/traade/")
@access(Access.PUBLIC)
def index() -> str:
    actor = current_actor()
    asked = listing(session(), actor, request.args)
    try:
        after = request.args.get("efter", "")
        threads = thread_list(session(), actor, shown=asked.shown, after=after, limit=LIST, **asked.filters)
    except BadCursor as error:
        raise NotFound from error
    next_url = url_for(".index", **asked.arguments, efter=threads.next_cursor) if threads.next_cursor else None
    return render_template("threads/index.html", threads=threads, listing=asked, next_url=next_url)


@blueprint.get("/traade/<int:thread_id>-<slug>")
@access(Access.PUBLIC)
def show(thread_id: int, slug: str) -> Response:
    actor = current_actor()
    try:
        head = thread_head(reading(), actor, thread_id)
    except NotFound:
        return redirect(merged_into(session(), actor, thread_id).url, 301)  # type: ignore[return-value]
    after = _after()
    if slug != head.slug:
        return redirect(head.url(after), 301)  # type: ignore[return-value]
    # "Yesterday", a deadline and an adviser's last day make it another page tomorrow
    day = clock.today() if head.draft or head.deadline or head.is_advised else None
    words = request.args.get("q", "")  # sought, and marked in the posts
    own = (head.follows, head.first_unread_url(after), head.draft_version, day, words)
    tag = page_tag(actor, "thread", head.id, head.version, after, own)
    unchanged = not_modified(tag)
    if unchanged is not None:
        return unchanged
    page = queries.thread_page(reading(), actor, head, after)
    if words:
        page = with_words_marked(page, words)
    call = call_of(reading(), actor, head.id) if head.kind == ThreadKind.CALL else None
    can_move = call is not None and allows(Action.MOVE_DEADLINE, actor, head)
    answers = {post.id: _answer_form(post) for post in page.posts if post.hiding and post.is_own}
    face = structured(actor, lambda: of_thread(page))
    given = {"answers": answers, "after": after, "call": call, "can_move": can_move, **_reply_form(actor, page, call)}
    body = render_template("threads/show.html", view=page, structured=face, **given)
    response = tagged(body, tag)
    told = head.told_from is not None and head.told_from <= page.last_shown
    if actor.is_signed_in and (told or page.last_shown > (head.read_position or 0)):
        told_to = page.last_shown if told else None
        service.mark_read_while_reading(db.engine, actor, head.id, page.posts[-1].id, told_to=told_to)
    return response


def _reply_form(actor: Actor, page: queries.ThreadPage, call: CallView | None) -> dict[str, Any]:
    """What the page shows below the posts: the `empty_form`, or a `form` where reader or thread have their own."""
    head = page.head
    if not page.can_reply:
        return {"empty_form": None}
    if head.draft or call or hides_name(actor, head):
        return {"form": begun_reply(actor, head, call), "empty_form": None}
    return {"empty_form": empty_reply_form(actor, head)}


def _answer_form(post: PostView) -> AnswerForm:
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
    return redirect(f"{with_words(place)}#indlaeg-{post_id}", 302)  # type: ignore[return-value]


@blueprint.route("/traade/ny", methods=["GET", "POST"])
@access(Access.MEMBERS)
def new() -> Response:
    actor, place, draft = current_actor(), Place(), None
    kind = TYPES.get(request.values.get(KIND, ""))
    if request.method == "POST":
        attempt(_limit(actor))
    with read_session() as reader:  # the writing session would hold the lock while rendering
        given = {"topic": request.args.get("emne"), "title": request.args.get("titel")}
        if "naboer" in request.args:
            given["body"] = to_neighbours(reader, actor, request.args["naboer"])
        form = pages.thread_form(reader, actor, method=request.args.get("metode"), **given)
        form.choose_step(request.args.get("trin"))
        topic = topic_by_slug(reader, form.topic.data or "")
        if request.method != "POST":
            draft = own_draft(reader, actor, place)
    if kind is None and draft is None and not form.is_submitted():
        return make_response(pages.kinds_page())
    if draft is not None:
        form.take(draft.fields, draft.version)
        bring_back(form, actor)
    if kind is not None:
        form.kind.data = kind.value
    if not form.is_submitted() or is_pressed(KIND):
        return pages.thread_page(form, draft=draft)
    if receive(form, actor):
        return pages.thread_page(form, pages.UNUSABLE if form.errors else 200)
    if is_pressed(PREVIEW):
        shown = pages.previewed(form, form.title.data or "", form.text(), _chosen_term(actor, form))
        return pages.thread_page(form, 200 if shown else pages.UNUSABLE, shown=shown)
    if form.validate():
        try:
            asks_same_step = form.asks_same_step
            thread = service.start_thread(
                session(),
                actor,
                topic=topic,
                kind=form.chosen_kind,
                title=form.title.data or "",
                body=form.text(),
                audience=Audience(form.audience.data),
                submission=form.submission_number(),
                not_cpr=form.not_cpr.data,
                attachments=form.attachment_ids(),
                hide_name=form.hides_name,
                deadline=form.call.deadline if form.call else None,
            )
            choose_keywords(session(), actor, thread.id, form.keywords.slugs, form.new_keyword.data or "")
        except Invalid as error:
            form.add_error(error)
        else:
            if form.call:
                open_call(session(), thread, form.call)
            if form.method_id is not None:
                bind_question(session(), actor, thread.id, form.method_id)
            if asks_same_step:
                show_to_same_step(session(), thread.id)
            drafts.discard(session(), actor, place, form.draft_key())
            flash(_("Your thread is open. Replies come here."), "success")
            tell_writer(session(), actor, form.body.data or "", thread.audience_term)
            return redirect(thread_url(thread.id, thread.slug), 303)  # type: ignore[return-value]
    session().rollback()
    return pages.thread_page(form, pages.UNUSABLE)


def _chosen_term(actor: Actor, form: ThreadForm) -> str:
    """The audience of a thread that is being written, as far as it has been chosen."""
    offered = {choice.value for choice in form.audience.choices or ()}
    return Audience(form.audience.data).term(actor.organisation_id or 0) if form.audience.data in offered else ""


def _limit(actor: Actor) -> tuple[ratelimit.Limit, object]:
    is_looked_at = is_pressed(PREVIEW) or is_pressed(KIND)
    return ratelimit.PREVIEW_BY_ACCOUNT if is_looked_at else ratelimit.POST_BY_ACCOUNT, actor.id


@blueprint.post("/traade/<int:thread_id>/svar")
@access(Access.INVITED)
def reply(thread_id: int) -> Response:
    actor, overtaken = current_actor(), None
    attempt(_limit(actor))
    form = reply_form(actor, thread_id)
    is_back = receive(form, actor)
    if is_back or is_pressed(PREVIEW):
        return _previewed_reply(actor, thread_id, form, is_back=is_back)
    if form.validate_on_submit():
        try:
            post_id = service.reply(
                session(),
                actor,
                thread_id,
                form.text(),
                form.submission_number(),
                seen=form.last_seen(),
                not_cpr=form.not_cpr.data,
                attachments=form.attachment_ids(),
                hide_name=form.hides_name,
            )
        except Invalid as error:
            form.add_error(error)
        except service.Overtaken as error:
            overtaken = error
        except NotFound:
            pass  # unless it was merged into another one, the page below is not there either
        else:
            drafts.discard(session(), actor, Place(thread_id), form.draft_key())
            if "@" in (form.body.data or ""):
                head = thread_head(session(), actor, thread_id)
                tell_writer(session(), actor, form.body.data or "", head.audience_term)
            return redirect(f"{queries.place_of_post(session(), actor, post_id)}#indlaeg-{post_id}", 303)  # type: ignore[return-value]
    session().rollback()
    head, moved = _replied_to(actor, thread_id, form)
    with read_session() as reader:
        replies = newer_replies(reader, actor, head, overtaken.seen) if overtaken else None
    if overtaken:
        form.seen.data = str(head.post_count)
    return pages.reply_page(head, form, pages.UNUSABLE, replies=replies, moved_from=moved)


def _replied_to(actor: Actor, thread_id: int, form: ReplyForm) -> tuple[ThreadHead, bool]:
    """The thread, and whether it is another one by now: the one that it was merged into. Raises NotFound."""
    with read_session() as reader:
        try:
            return thread_head(reader, actor, thread_id), False
        except NotFound:
            head = thread_head(reader, actor, merged_into(reader, actor, thread_id).id)
    form.seen.data = str(head.post_count)
    return head, True


def _previewed_reply(actor: Actor, thread_id: int, form: ReplyForm, *, is_back: bool) -> Response:
    """The form as it will look, or as it is with what was attached (`is_back`)."""
    head, moved = _replied_to(actor, thread_id, form)
    require(Action.REPLY, actor, head)
    shown = None if is_back else pages.previewed(form, text=form.text(), audience_term=head.audience_term)
    return pages.reply_page(head, form, pages.UNUSABLE if form.errors else 200, shown=shown, moved_from=moved)


@blueprint.post("/indlaeg/<int:post_id>/bedste")
@access(Access.MEMBERS)
def mark_best(post_id: int) -> Response:
    service.mark_best(session(), current_actor(), post_id, best=request.form.get("best") == "1")
    return redirect(url_for(".post", post_id=post_id), 303)  # type: ignore[return-value]
