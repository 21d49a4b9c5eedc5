"""The pages on which those who moderate merge threads and split them."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request
from flask_babel import gettext as _

from network.core.addresses import thread_url
from network.core.errors import Invalid, NotFound
from network.core.policy import Action, require
from network.core.text import clean_line
from network.features.merging import choosing, queries, service
from network.features.merging.forms import MergeForm, SplitForm, ids_in
from network.features.merging.queries import MergedSide
from network.features.threads.models import ThreadKind
from network.features.topics.queries import topic_by_slug, topic_choices
from network.ports.search import SearchUnavailable
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.forms import choices
from network.web.identity import current_actor
from network.web.messages import translated
from network.web.transaction import current_ports

blueprint = Blueprint("merging", __name__)
UNUSABLE = 422
MAX_POSITION = 10**9


def _went_to(url: str, status: int = 303) -> Response:
    return redirect(url, status)  # type: ignore[return-value]


def _moderated(thread_id: int) -> MergedSide:
    """Through the reading engine: a form that is only shown again must not hold up those who write."""
    with read_session() as reader:
        thread = queries.merged_side(reader, current_actor(), thread_id)
    require(Action.MODERATE, current_actor(), thread)
    return thread


# Merging


@blueprint.route("/traade/<int:thread_id>/laeg-sammen", methods=["GET", "POST"])
@access(Access.MODERATORS)
def merge(thread_id: int) -> Response:
    if request.method != "POST":
        return _sought(_moderated(thread_id))
    form = MergeForm()
    with read_session() as reader:
        target = queries.merged_side(reader, current_actor(), form.target_id())
    if form.validate():
        try:
            service.merge(session(), current_actor(), thread_id, target.id, form.reason.data or "")
        except Invalid as error:
            form.add_error(error)
        else:
            flash(_("The threads are merged. The old address leads here."), "success")
            return _went_to(target.url)
    session().rollback()
    return _merge_page(_moderated(thread_id), target, form)


def _sought(thread: MergedSide) -> Response:
    """The page with what was asked for: an address, or words to search for."""
    words = clean_line(request.args.get("find", ""))
    if not words:
        return make_response(render_template("merging/merge.html", thread=thread, words="", found=None, problem=None))
    actor, problem, found = current_actor(), None, tuple[MergedSide, ...]()
    if queries.is_address(words):
        try:
            target = queries.thread_at(session(), actor, words)
        except NotFound:
            problem = _("There is no thread at that address that you can read.")
        else:
            if target.id != thread.id:
                return _merge_page(thread, target, MergeForm(formdata=None, target=str(target.id)))
            problem = _("Choose another thread than this one.")
    else:
        try:
            found = queries.found_threads(session(), current_ports().search, actor, words, but=thread.id)
        except SearchUnavailable:
            problem = _("The search does not answer right now. Paste the address of the other thread instead.")
    body = render_template("merging/merge.html", thread=thread, words=words, found=found, problem=problem)
    return make_response(body)


def _merge_page(thread: MergedSide, target: MergedSide, form: MergeForm) -> Response:
    with read_session() as reader:
        merging = queries.merging(reader, current_actor(), thread, target)
    refusal = translated(Invalid(merging.why_not)) if merging.why_not else None
    body = render_template("merging/confirm.html", merging=merging, refusal=refusal, form=form)
    return make_response(body, UNUSABLE if form.errors else 200)


# Splitting


@blueprint.route("/traade/<int:thread_id>/udskil", methods=["GET", "POST"])
@access(Access.MODERATORS)
def split(thread_id: int) -> Response:
    """Choosing among posts, page by page, with nothing kept but in the form; then what the new thread is to be."""
    thread = _moderated(thread_id)
    if request.method != "POST":
        form = SplitForm(formdata=None, topic=thread.topic_slug, kind=thread.kind)
        return _choose_page(thread, form, _position(request.args.get("efter", "")))
    form = _split_form()
    _take_choice(form)
    if "page" in request.form:
        return _choose_page(thread, form, _position(request.form["page"]))
    if "split" not in request.form:
        return _go_on(thread, form)
    if form.validate():
        try:
            new_id = _split(thread, form)
        except Invalid as error:
            form.add_error(error)
        else:
            flash(_("The posts stand in a thread of their own now. Each of the two leads to the other."), "success")
            return _went_to(thread_url(new_id, _slug_of(new_id)))
    session().rollback()
    return _details_page(thread, form)


def _split(thread: MergedSide, form: SplitForm) -> int:
    return service.split(
        session(),
        current_actor(),
        thread.id,
        chosen=form.chosen_ids(),
        from_post=form.from_post_id(),
        title=form.title.data or "",
        topic=topic_by_slug(session(), form.topic.data or ""),
        kind=ThreadKind(form.kind.data),
        reason=form.reason.data or "",
        submission=form.submission_number(),
    )


def _slug_of(thread_id: int) -> str:
    return queries.merged_side(session(), current_actor(), thread_id).slug


def _position(text: str) -> int:
    return min(int(text), MAX_POSITION) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def _split_form() -> SplitForm:
    form = SplitForm()
    with read_session() as reader:
        form.topic.choices = choices(_("Choose a topic"), topic_choices(reader))
    return form


def _take_choice(form: SplitForm) -> None:
    """What was ticked on other pages, and on the page that was sent."""
    shown = set(ids_in(request.form.get("shown", "").split(",")))
    ticked = ids_in(request.form.getlist("post"))
    form.choose([number for number in form.chosen_ids() if number not in shown] + ticked)
    if "from" in request.form:
        form.from_post.data = request.form["from"]
    elif "shown" in request.form:
        form.from_post.data = ""


def _go_on(thread: MergedSide, form: SplitForm) -> Response:
    """From choosing to the new thread, or back."""
    if "back" in request.form:
        return _choose_page(thread, form, 0)
    return _details_page(thread, form)


def _choose_page(thread: MergedSide, form: SplitForm, after: int, problem: Invalid | None = None) -> Response:
    with read_session() as reader:
        shown = choosing.choosable_posts(reader, current_actor(), thread.id, after)
    if problem is not None:
        form.add_error(problem)
    chosen = form.chosen_ids()
    elsewhere = len(set(chosen) - {post.id for post in shown.posts})
    body = render_template(
        "merging/choose.html", thread=thread, form=form, shown=shown, chosen=frozenset(chosen), elsewhere=elsewhere
    )
    return make_response(body, UNUSABLE if problem else 200)


def _details_page(thread: MergedSide, form: SplitForm) -> Response:
    try:
        is_moved, wanted = service.choice(form.chosen_ids(), form.from_post_id())
        with read_session() as reader:
            chosen = choosing.chosen_posts(reader, current_actor(), thread.id, is_moved, wanted)
        service.checked_first(chosen.first if chosen else None)
    except Invalid as problem:
        return _choose_page(thread, form, _position(request.form.get("after", "")), problem)
    body = render_template("merging/split.html", thread=thread, form=form, chosen=chosen)
    return make_response(body, UNUSABLE if form.errors else 200)
