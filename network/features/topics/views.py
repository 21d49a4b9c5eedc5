"""The list of topics, and what there is in one."""

from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request
from flask_babel import gettext as _

from network.core.addresses import topic_url
from network.core.cursor import BadCursor
from network.core.errors import Invalid, NotFound
from network.core.policy import Action, allows
from network.features.library.queries import document_list
from network.features.methods.lists import method_list
from network.features.threads.lists import ThreadList, pinned_threads, thread_list
from network.features.topics import queries, service
from network.features.topics.forms import TopicForm
from network.features.topics.groups import group_title
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.identity import current_actor

blueprint = Blueprint("topics", __name__)
UNUSABLE = 422


@dataclass(frozen=True, slots=True)
class TopicGroup:
    title: str
    topics: tuple[queries.TopicRow, ...]


@blueprint.get("/emner/")
@access(Access.PUBLIC)
def index() -> str:
    by_group = groupby(queries.topics(session(), current_actor()), key=lambda topic: topic.group)
    groups = tuple(TopicGroup(group_title(group), tuple(topics)) for group, topics in by_group)
    return render_template("topics/index.html", groups=groups)


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
        responsible=queries.responsible_members(session(), actor, topic.id),
        can_edit=allows(Action.EDIT_TOPIC, actor),
    )


def _threads(topic_id: int) -> ThreadList:
    try:
        after = request.args.get("efter", "")
        return thread_list(session(), current_actor(), topic_id=topic_id, without_pinned=True, after=after)
    except BadCursor as error:
        raise NotFound from error


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
        fields = ("title", "group", "description", "synonyms", "responsible")
        try:
            service.edit(session(), actor, slug, **{name: form[name].data or "" for name in fields})
        except Invalid as error:
            form.add_error(error)
        else:
            flash(_("The topic is saved."), "success")
            return redirect(topic_url(slug), 303)  # type: ignore[return-value]
        session().rollback()
    body = render_template("topics/edit.html", form=form, topic=topic)
    return make_response(body, UNUSABLE) if form.is_submitted() else body
