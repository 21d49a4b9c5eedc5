"""Who knows: the directory, members' profiles, and one's own."""

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask import session as browser
from flask_babel import gettext as _

from network.core.cursor import BadCursor
from network.core.errors import Invalid, NotFound
from network.core.text import clean_line
from network.features.accounts import service as accounts
from network.features.members import queries, service
from network.features.members.directory import directory
from network.features.members.forms import REACH_BY, ProfileForm
from network.features.members.models import ReachBy
from network.features.municipalities.queries import asking_organisations
from network.features.threads.service import touch_threads_of
from network.features.topics.groups import grouped_choices
from network.features.topics.queries import topic_options, topics_by_group
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.identity import current_actor

blueprint = Blueprint("members", __name__)
UNUSABLE = 422
MAX_WORDS = 200  # characters that are sought


@blueprint.get("/medlemmer/")
@access(Access.MEMBERS)
def index() -> str:
    words, after = clean_line(request.args.get("q", ""))[:MAX_WORDS], request.args.get("efter", "")
    chosen = {name: request.args.get(name, "") for name in ("emne", "kommune")}
    topics, organisations = topic_options(session()), asking_organisations(session())
    try:
        found = directory(
            session(),
            text=words,
            topic_id=_number(topics, chosen["emne"]),
            organisation_id=_number(organisations, chosen["kommune"]),
            after=after,
        )
    except BadCursor as error:
        raise NotFound from error
    filled: dict[str, Any] = {name: value for name, value in (chosen | {"q": words}).items() if value}
    return render_template(
        "members/index.html",
        members=found,
        words=words,
        selects=(
            ("emne", _("Knows about"), tuple((slug, title) for _id, slug, title in topics), chosen["emne"]),
            ("kommune", _("Municipality"), tuple((slug, name) for _id, slug, name in organisations), chosen["kommune"]),
        ),
        reset_url=url_for(".index") if filled else None,
        next_url=url_for(".index", **filled, efter=found.next_cursor) if found.next_cursor else None,
    )


def _number(options: tuple[tuple[int, str, str], ...], slug: str) -> int | None:
    """The id behind a slug; None when nothing is chosen. Raises NotFound for what cannot be chosen."""
    if not slug:
        return None
    for number, known, _name in options:
        if known == slug:
            return number
    raise NotFound


@blueprint.get("/medlemmer/<int:account_id>-<slug>")
@access(Access.MEMBERS)
def show(account_id: int, slug: str) -> Response | str:
    actor = current_actor()
    member = queries.profile_page(session(), actor, account_id)
    if request.path != member.url:
        return redirect(member.url, 301)  # type: ignore[return-value]
    try:
        replies = queries.best_given(session(), actor, account_id, request.args.get("efter", ""))
    except BadCursor as error:
        raise NotFound from error
    next_url = f"{member.url}?efter={replies.next_cursor}" if replies.next_cursor else None
    reach_by = REACH_BY[member.reach_by] if member.reach_by is not ReachBy.ANY else None
    return render_template("members/show.html", member=member, replies=replies, next_url=next_url, reach_by=reach_by)


@blueprint.route("/konto/profil", methods=["GET", "POST"])
@access(Access.MEMBERS)
def edit() -> Response | str:
    actor = current_actor()
    with read_session() as reader:
        profile = queries.own_profile(reader, actor)
        form = ProfileForm(obj=profile)
        form.competences.choices, headings = grouped_choices(topics_by_group(reader, profile.competences))
    if form.validate_on_submit():
        try:
            _save(form)
        except Invalid as error:
            form.add_error(error)
        else:
            browser["language"] = form.language.data  # else what was chosen below a page before would go on counting
            flash(_("Your profile is saved."), "success")
            return redirect(url_for("accounts.show"), 303)  # type: ignore[return-value]
    body = render_template("members/edit.html", form=form, headings=headings)
    return make_response(body, UNUSABLE) if form.is_submitted() else body


def _save(form: ProfileForm) -> None:
    actor = current_actor()
    service.describe(
        session(),
        actor,
        phone=form.phone.data or "",
        ask_about=form.ask_about.data or "",
        reach_by=ReachBy(form.reach_by.data),
        competences=form.competences.data or (),
        wants_questions=form.wants_questions.data,
        not_cpr=form.not_cpr.data,
    )
    accounts.edit_profile(session(), actor, form.name.data or "", form.title.data or "", form.language.data)
    touch_threads_of(session(), actor.id or 0)


@blueprint.post("/sekretariat/medlemmer/<int:account_id>/moderator")
@access(Access.SECRETARIAT)
def appoint(account_id: int) -> Response:
    """Make somebody a moderator, or take it back."""
    actor, moderator = current_actor(), request.form.get("moderator") == "1"
    with read_session() as reader:
        member = queries.profile_page(reader, actor, account_id)
    accounts.appoint_moderator(session(), actor, account_id, moderator=moderator)
    if moderator:
        flash(_("%(name)s is a moderator from now on.", name=member.name), "success")
    else:
        flash(_("%(name)s is no longer a moderator.", name=member.name), "success")
    return redirect(member.url, 303)  # type: ignore[return-value]


@blueprint.post("/sekretariat/medlemmer/<int:account_id>/redaktoer")
@access(Access.SECRETARIAT)
def appoint_editor(account_id: int) -> Response:
    """Make somebody an editor, or take it back."""
    actor, editor = current_actor(), request.form.get("editor") == "1"
    with read_session() as reader:
        member = queries.profile_page(reader, actor, account_id)
    accounts.appoint_editor(session(), actor, account_id, editor=editor)
    if editor:
        flash(_("%(name)s is an editor from now on.", name=member.name), "success")
    else:
        flash(_("%(name)s is no longer an editor.", name=member.name), "success")
    return redirect(member.url, 303)  # type: ignore[return-value]
