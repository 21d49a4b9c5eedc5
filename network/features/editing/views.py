"""Correcting a post, and reading what it was before."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from network.core import ratelimit
from network.core.access import Actor
from network.core.db import MAX_ID
from network.core.errors import Forbidden, Invalid
from network.core.policy import Action, require
from network.features.attachments.queries import Owner, files_of_post
from network.features.attachments.uploads import receive
from network.features.drafts.forms import PREVIEW, is_pressed
from network.features.editing import queries, service
from network.features.editing.forms import QuestionEditForm, ReplyEditForm
from network.features.editing.queries import EditedPost
from network.features.keywords.queries import chosen_keywords, keyword_choices
from network.features.keywords.service import choose as choose_keywords
from network.features.mentions.notices import tell_writer
from network.features.threads.pages import CONFLICT, UNUSABLE, previewed
from network.features.threads.preview import Preview
from network.features.topics.models import Topic
from network.features.topics.queries import topic_by_slug, topic_choices
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.forms import choices
from network.web.identity import current_actor
from network.web.limits import attempt

blueprint = Blueprint("editing", __name__)


@blueprint.route("/indlaeg/<int:post_id>/ret", methods=["GET", "POST"])
@access(Access.INVITED)
def edit(post_id: int) -> Response:
    actor = current_actor()
    if request.method == "POST":
        attempt((ratelimit.PREVIEW_BY_ACCOUNT if is_pressed(PREVIEW) else ratelimit.POST_BY_ACCOUNT, actor.id))
    post, form, topic = _opened(actor, post_id)
    if not form.is_submitted():
        return _page(post, form)
    if receive(form, actor, Owner(post_id=post.id)):
        return _page(post, form, UNUSABLE if form.errors else 200)
    if is_pressed(PREVIEW):
        shown = previewed(form, _title(form), audience_term=post.audience_term)
        return _page(post, form, 200 if shown else UNUSABLE, shown=shown)
    if form.validate():
        try:
            _save(actor, post, form, topic)
        except Invalid as error:
            form.add_error(error)
        except service.EditConflict:
            return _both(actor, post_id, form)
        else:
            flash(_("The post has been changed. What it said before stands in its history."), "success")
            tell_writer(session(), actor, form.body.data or "", post.audience_term)
            return redirect(url_for("threads.post", post_id=post_id), 303)  # type: ignore[return-value]
    session().rollback()
    return _page(post, form, UNUSABLE)


def _opened(actor: Actor, post_id: int) -> tuple[EditedPost, ReplyEditForm, Topic | None]:
    """Raises NotFound, Forbidden."""
    with read_session() as reader:  # the writing session would hold the lock while rendering
        post = queries.edited_post(reader, actor, post_id)
        require(Action.EDIT_POST, actor, post)
        reason = service.why_not(actor, post)
        if reason is not None and request.method != "POST":  # what was typed comes back with the reason
            raise Forbidden(reason)
        kept = {"version": str(post.version), "body": post.markdown}
        form = ReplyEditForm(**kept)
        if post.is_question:
            chosen = chosen_keywords(reader, post.thread_id)
            form = QuestionEditForm(**kept, title=post.title, topic=post.topic_slug, keywords=chosen)
            form.keywords.options = keyword_choices(reader)
        if not form.is_submitted():
            form.show_attached(files_of_post(reader, post.id))
        if not isinstance(form, QuestionEditForm):
            return post, form, None
        form.topic.choices = choices(_("Choose a topic"), topic_choices(reader, post.topic_slug))
        return post, form, topic_by_slug(reader, form.topic.data or "")


def _title(form: ReplyEditForm) -> str:
    return form.title.data or "" if isinstance(form, QuestionEditForm) else ""


def _save(actor: Actor, post: EditedPost, form: ReplyEditForm, topic: Topic | None) -> None:
    service.edit(
        session(),
        actor,
        post.id,
        body=form.body.data or "",
        version=form.corrected(),
        title=_title(form),
        topic=topic,
        submission=form.submission_number(),
        not_cpr=form.not_cpr.data,
        attachments=form.attachment_ids(),
    )
    if isinstance(form, QuestionEditForm):
        choose_keywords(session(), actor, post.thread_id, form.keywords.slugs, form.new_keyword.data or "")


def _both(actor: Actor, post_id: int, form: ReplyEditForm) -> Response:
    """The post as it is now, to read and copy, and one's own text in the form: saving again puts it in its place."""
    session().rollback()
    with read_session() as reader:
        post = queries.edited_post(reader, actor, post_id)
    form.version.data = str(post.version)
    return _page(post, form, CONFLICT, is_changed=True)


def _page(
    post: EditedPost,
    form: ReplyEditForm,
    status: int = 200,
    *,
    shown: Preview | None = None,
    is_changed: bool = False,
) -> Response:
    body = render_template("editing/edit.html", post=post, form=form, preview=shown, is_changed=is_changed)
    return make_response(body, status)


@blueprint.get("/indlaeg/<int:post_id>/historik")
@access(Access.PUBLIC)
def history(post_id: int) -> str:
    before = request.args.get("foer", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 10 else MAX_ID
    shown = queries.history(session(), current_actor(), post_id, number)
    older_url = url_for(".history", post_id=post_id, foer=shown.older_than) if shown.older_than else None
    return render_template("editing/history.html", post=shown.post, versions=shown.versions, older_url=older_url)
