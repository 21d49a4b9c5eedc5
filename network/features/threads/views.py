"""Asking, reading, replying."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from network.core import clock, ratelimit
from network.core.access import Actor, Audience
from network.core.addresses import thread_url
from network.core.cursor import BadCursor
from network.core.errors import Invalid, NotFound
from network.core.policy import Action, require
from network.features.drafts import service as drafts
from network.features.drafts.forms import PREVIEW, is_pressed
from network.features.drafts.places import Place
from network.features.drafts.queries import own_draft
from network.features.keywords.service import choose as choose_keywords
from network.features.merging.related import merged_into
from network.features.moderation.forms import AnswerForm
from network.features.threads import pages, queries, service
from network.features.threads.forms import ReplyForm
from network.features.threads.head import ThreadHead, thread_head
from network.features.threads.listing import listing
from network.features.threads.lists import thread_list
from network.features.threads.meanwhile import newer_replies
from network.features.threads.models import ThreadKind
from network.features.threads.posts import PostView
from network.features.topics.queries import topic_by_slug
from network.web.access import Access, access
from network.web.database import db, read_session, session
from network.web.etag import not_modified, page_tag, tagged
from network.web.filters import COPENHAGEN
from network.web.identity import current_actor
from network.web.limits import attempt

blueprint = Blueprint("threads", __name__)
MAX_POSITION = 10**9
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
        head = thread_head(session(), actor, thread_id)
    except NotFound:
        return redirect(merged_into(session(), actor, thread_id).url, 301)  # type: ignore[return-value]
    after = _after()
    if slug != head.slug:
        return redirect(head.url(after), 301)  # type: ignore[return-value]
    day = clock.now().astimezone(COPENHAGEN).date() if head.draft else None  # "yesterday" is another day tomorrow
    own = (head.follows, head.first_unread_url(after), head.draft_version, day)
    tag = page_tag(actor, "thread", head.id, head.version, after, own)
    unchanged = not_modified(tag)
    if unchanged is not None:
        return unchanged
    page = queries.thread_page(session(), actor, head, after)
    form = _reply_form(head) if page.can_reply else None
    answers = {post.id: _answer_form(post) for post in page.posts if post.hiding and post.is_own}
    body = render_template("threads/show.html", view=page, form=form, answers=answers, after=after)
    response = tagged(body, tag)
    told = head.told_from is not None and head.told_from <= page.last_shown
    if actor.is_signed_in and (told or page.last_shown > (head.read_position or 0)):
        service.mark_read_while_reading(db.engine, actor, head.id, page.last_shown, told=told)
    return response


def _reply_form(head: ThreadHead) -> ReplyForm:
    form = ReplyForm(seen=str(head.post_count))
    if head.draft:
        form.take(head.draft.fields, head.draft.version)
    return form


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
    return redirect(f"{place}#indlaeg-{post_id}", 302)  # type: ignore[return-value]


@blueprint.route("/traade/ny", methods=["GET", "POST"])
@access(Access.MEMBERS)
def new() -> Response:
    actor, place, draft = current_actor(), Place(), None
    if request.method == "POST":
        attempt(_limit(actor))
    with read_session() as reader:  # the writing session would hold the lock while rendering
        form = pages.thread_form(reader, actor, topic=request.args.get("emne"), title=request.args.get("titel"))
        topic = topic_by_slug(reader, form.topic.data or "")
        if request.method != "POST":
            draft = own_draft(reader, actor, place)
    if draft is not None:
        form.take(draft.fields, draft.version)
    if not form.is_submitted():
        return pages.thread_page(form, draft=draft)
    if is_pressed(PREVIEW):
        shown = pages.previewed(form, form.title.data or "")
        return pages.thread_page(form, 200 if shown else pages.UNUSABLE, shown=shown)
    if form.validate():
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
                not_cpr=form.not_cpr.data,
            )
            choose_keywords(session(), actor, thread.id, form.keywords.slugs, form.new_keyword.data or "")
        except Invalid as error:
            form.add_error(error)
        else:
            drafts.discard(session(), actor, place, form.draft_key())
            flash(_("Your thread is open. Replies come here."), "success")
            return redirect(thread_url(thread.id, thread.slug), 303)  # type: ignore[return-value]
    session().rollback()
    return pages.thread_page(form, pages.UNUSABLE)


def _limit(actor: Actor) -> tuple[ratelimit.Limit, object]:
    return ratelimit.PREVIEW_BY_ACCOUNT if is_pressed(PREVIEW) else ratelimit.POST_BY_ACCOUNT, actor.id


@blueprint.post("/traade/<int:thread_id>/svar")
@access(Access.MEMBERS)
def reply(thread_id: int) -> Response:
    actor, overtaken = current_actor(), None
    attempt(_limit(actor))
    form = ReplyForm()
    if is_pressed(PREVIEW):
        return _previewed_reply(actor, thread_id, form)
    if form.validate_on_submit():
        try:
            post_id = service.reply(
                session(),
                actor,
                thread_id,
                form.body.data or "",
                form.submission_number(),
                seen=form.last_seen(),
                not_cpr=form.not_cpr.data,
            )
        except Invalid as error:
            form.add_error(error)
        except service.Overtaken as error:
            overtaken = error
        except NotFound:
            pass  # unless it was merged into another one, the page below is not there either
        else:
            drafts.discard(session(), actor, Place(thread_id), form.draft_key())
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


def _previewed_reply(actor: Actor, thread_id: int, form: ReplyForm) -> Response:
    head, moved = _replied_to(actor, thread_id, form)
    require(Action.REPLY, actor, head)
    shown = pages.previewed(form)
    return pages.reply_page(head, form, 200 if shown else pages.UNUSABLE, shown=shown, moved_from=moved)


@blueprint.post("/indlaeg/<int:post_id>/bedste")
@access(Access.MEMBERS)
def mark_best(post_id: int) -> Response:
    service.mark_best(session(), current_actor(), post_id, best=request.form.get("best") == "1")
    return redirect(url_for(".post", post_id=post_id), 303)  # type: ignore[return-value]
