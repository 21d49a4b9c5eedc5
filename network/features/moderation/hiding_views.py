"""Hiding a post, and its author's answer."""

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from network.core import ratelimit
from network.core.errors import N_, Forbidden, Invalid
from network.features.moderation import service
from network.features.moderation.blueprint import UNUSABLE, blueprint, card, went_to
from network.features.moderation.forms import AnswerForm, HideForm
from network.web.access import Access, access
from network.web.database import session
from network.web.identity import current_actor
from network.web.limits import attempt


@blueprint.route("/indlaeg/<int:post_id>/skjul", methods=["GET", "POST"])
@access(Access.MODERATORS)
def hide(post_id: int) -> Response | str:
    post = card(post_id)
    form = HideForm()
    if form.validate_on_submit():
        try:
            service.hide(session(), current_actor(), post_id, form.reason.data or "")
        except Invalid as error:
            form.add_error(error)
        else:
            flash(_("The post is hidden. Its author sees the reason and can answer."), "success")
            return went_to(post.url)
    body = render_template("moderation/hide.html", post=post, form=form)
    return make_response(body, UNUSABLE) if form.is_submitted() else body


@blueprint.post("/indlaeg/<int:post_id>/vis-igen")
@access(Access.MODERATORS)
def show_again(post_id: int) -> Response:
    service.show_again(session(), current_actor(), post_id)
    flash(_("The post is shown again."), "success")
    return went_to(url_for("threads.post", post_id=post_id))


@blueprint.post("/indlaeg/<int:post_id>/fasthold")
@access(Access.MODERATORS)
def uphold(post_id: int) -> Response:
    service.uphold(session(), current_actor(), post_id)
    flash(_("The post stays hidden."), "success")
    return went_to(url_for(".queue"))


@blueprint.route("/indlaeg/<int:post_id>/svar-moderator", methods=["GET", "POST"])
@access(Access.INVITED)
def answer(post_id: int) -> Response | str:
    actor = current_actor()
    if request.method == "POST":
        attempt((ratelimit.POST_BY_ACCOUNT, actor.id))
    post = card(post_id)
    if actor.id != post.author_id:
        raise Forbidden(N_("Only the author of the post can answer the moderator."))
    if not post.is_hidden:
        raise Forbidden(N_("The post is shown again, so there is nothing to answer."))
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            service.answer(session(), actor, post_id, form.answer.data or "")
        except Invalid as error:
            form.add_error(error)
        else:
            flash(_("The moderators have your answer."), "success")
            return went_to(post.url)
    body = render_template("moderation/answer.html", post=post, form=form)
    return make_response(body, UNUSABLE) if form.is_submitted() else body
