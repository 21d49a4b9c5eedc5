"""The list of topics, and what there is in one."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from network.core.addresses import topic_url
from network.core.cursor import BadCursor
from network.core.errors import Invalid, NotFound
from network.core.policy import Action, allows
from network.features.library.queries import document_list
from network.features.methods.lists import method_list
from network.features.plans.guide import PHASE_TITLES
from network.features.plans.lists import plan_list
from network.features.threads.lists import ThreadList, pinned_threads, thread_list
from network.features.topics import queries, service
from network.features.topics.forms import TopicForm
from network.features.topics.groups import group_title
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.identity import current_actor
from network.web.language import said
from network.web.structured import structured, trail

blueprint = Blueprint("topics", __name__)
UNUSABLE = 422


@dataclass(frozen=True, slots=True)
class TopicGroup:
    title: str
    topics: tuple[queries.TopicRow, ...]


def _groups(topics: Iterable[queries.TopicRow]) -> tuple[TopicGroup, ...]:
    by_group = groupby(topics, key=lambda topic: topic.group)
    return tuple(TopicGroup(group_title(group), tuple(among)) for group, among in by_group)


@blueprint.get("/emner/")
@access(Access.PUBLIC)
def index() -> str:
    topics = queries.topics(session(), current_actor())
    retired = tuple(topic for topic in topics if not topic.is_offered and topic.thread_count)
    groups = _groups(topic for topic in topics if topic.is_offered)
    return render_template("topics/index.html", groups=groups, retired=retired)


@blueprint.get("/emner/<slug>")
@access(Access.PUBLIC)
def show(slug: str) -> str:
    actor = current_actor()
    topic = queries.topic_page(session(), slug, actor)
    documents = document_list(session(), actor, topic_id=topic.id, limit=5)
    pinned = () if request.args.get("efter") else pinned_threads(session(), actor, topic.id)
    return render_template(
        "topics/show.html",
        topic=topic,
        threads=_threads(topic.id),
        pinned=pinned,
        documents=documents,
        methods=method_list(session(), actor, topic_id=topic.id, limit=5),
        plans=plan_list(session(), actor, topic_id=topic.id, limit=5),
        phases=said(PHASE_TITLES),
        responsible=queries.responsible_members(session(), actor, topic.id),
        can_edit=allows(Action.EDIT_TOPIC, actor),
        structured=structured(actor, lambda: (trail(topic.title, (_("Topics"), "/emner/")),)),
    )


def _threads(topic_id: int) -> ThreadList:
    try:
        after = request.args.get("efter", "")
        return thread_list(session(), current_actor(), topic_id=topic_id, without_pinned=True, after=after)
    except BadCursor as error:
        raise NotFound from error


@blueprint.get("/sekretariat/emner")
@access(Access.SECRETARIAT)
def manage() -> str:
    topics = queries.topics(session(), current_actor())
    groups = _groups(topic for topic in topics if topic.is_offered)
    retired = tuple(topic for topic in topics if not topic.is_offered)
    return render_template("topics/manage.html", groups=groups, retired=retired)


def _went_to_list() -> Response:
    return redirect(url_for(".manage"), 303)  # type: ignore[return-value]


@blueprint.route("/sekretariat/emner/nyt", methods=["GET", "POST"])
@access(Access.SECRETARIAT)
def new() -> Response | str:
    form = TopicForm()
    if form.validate_on_submit():
        try:
            topic = service.create(session(), current_actor(), **_written(form), submission=form.submission_number())
        except Invalid as error:
            form.add_error(error)
        else:
            flash(_("The topic can be chosen from now on."), "success")
            return redirect(topic_url(topic.slug), 303)  # type: ignore[return-value]
        session().rollback()
    body = render_template("topics/new.html", form=form)
    return make_response(body, UNUSABLE) if form.is_submitted() else body


@blueprint.post("/sekretariat/emner/<slug>/plads")
@access(Access.SECRETARIAT)
def move(slug: str) -> Response:
    """To the place in its group that the button names."""
    place = request.form.get("place", type=int)
    if place is None:
        raise NotFound
    service.move(session(), current_actor(), slug, place)
    return _went_to_list()


@blueprint.post("/sekretariat/emner/<slug>/tilstand")
@access(Access.SECRETARIAT)
def set_state(slug: str) -> Response:
    """Take a topic out of use, or use it again."""
    retired = request.form.get("act") == "retire"
    service.set_retired(session(), current_actor(), slug, retired=retired)
    gone = _("The topic is not offered any more. Its threads stand where they stood.")
    flash(gone if retired else _("The topic can be chosen from now on."), "success")
    return _went_to_list()


def _written(form: TopicForm) -> dict[str, str]:
    return {name: form[name].data or "" for name in ("title", "group", "description", "synonyms", "responsible")}


@blueprint.route("/sekretariat/emner/<slug>", methods=["GET", "POST"])
@access(Access.SECRETARIAT)
def edit(slug: str) -> Response | str:
    actor = current_actor()
    with read_session() as reader:
        topic = queries.topic_page(reader, slug, actor)
        responsible = queries.responsible_members(reader, actor, topic.id)
    form = TopicForm(
        title=topic.title,
        group=topic.group,
        description=topic.description,
        synonyms=topic.synonyms.replace("|", "\n"),
        responsible="\n".join(member.email for member in responsible),
    )
    if form.validate_on_submit():
        try:
            service.edit(session(), actor, slug, **_written(form))
        except Invalid as error:
            form.add_error(error)
        else:
            flash(_("The topic is saved."), "success")
            return redirect(topic_url(slug), 303)  # type: ignore[return-value]
        session().rollback()
    body = render_template("topics/edit.html", form=form, topic=topic)
    return make_response(body, UNUSABLE) if form.is_submitted() else body
