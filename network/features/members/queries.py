"""A member as the others see them, and what they have answered."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Integer, bindparam, func, select, tuple_
from sqlalchemy.orm import Session

from network.core import cursor
from network.core.access import Actor, OrganisationKind, Role, readable, reader
from network.core.addresses import organisation_url, post_url, topic_url
from network.core.danish_order import danish_key
from network.core.db import AnySelect, UtcDateTime, at_most, execute
from network.core.errors import NotFound
from network.core.policy import Action, allows
from network.features.accounts.models import Account, AccountState
from network.features.accounts.queries import roles_of
from network.features.members.contact import Reachable
from network.features.members.models import Competence, Profile, ReachBy
from network.features.municipalities.models import Organisation
from network.features.threads.models import Post, Thread
from network.features.topics.models import Topic

REPLIES_A_PAGE = 10
EXCERPT = 400  # characters; the page cuts them at a word


@dataclass(frozen=True, slots=True)
class KnownTopic:
    """A topic that a member knows about."""

    slug: str
    title: str

    @property
    def url(self) -> str:
        return topic_url(self.slug)


@dataclass(frozen=True, slots=True)
class ProfilePage(Reachable):
    id: int
    name: str
    title: str
    email: str
    roles: frozenset[Role]
    state: AccountState
    organisation_name: str
    organisation_slug: str
    organisation_kind: OrganisationKind
    phone: str
    ask_about: str
    reach_by: ReachBy
    competences: tuple[KnownTopic, ...]
    is_own: bool
    can_appoint: bool

    @property
    def is_active(self) -> bool:
        """Somebody whose access is closed is reached by nobody; what they wrote leads here all the same."""
        return self.state is AccountState.ACTIVE

    @property
    def is_moderator(self) -> bool:
        return Role.MODERATOR in self.roles

    @property
    def is_editor(self) -> bool:
        return Role.EDITOR in self.roles

    @property
    def organisation_url(self) -> str | None:
        return organisation_url(self.organisation_kind, self.organisation_slug)


_profile: AnySelect = (
    select(
        Account.id,
        Account.name,
        Account.title,
        Account.email,
        Account.roles,
        Account.state,
        Organisation.full_name,
        Organisation.slug,
        Organisation.kind,
        func.coalesce(Profile.phone, ""),
        func.coalesce(Profile.ask_about, ""),
        func.coalesce(Profile.reach_by, ReachBy.ANY.value),
    )
    .join(Organisation, Organisation.id == Account.organisation_id)
    .outerjoin(Profile, Profile.account_id == Account.id)
    .where(Account.id == bindparam("account_id"))
)


def profile_page(session: Session, actor: Actor, account_id: int) -> ProfilePage:
    """What members see of a member. Raises NotFound."""
    row = execute(session, _profile, {"account_id": account_id}).first()
    if row is None:
        raise NotFound
    number, name, title, email, roles, state, full_name, slug, kind, phone, ask_about, reach_by = row
    return ProfilePage(
        id=number,
        name=name,
        title=title,
        email=email,
        roles=roles_of(roles),
        state=AccountState(state),
        organisation_name=full_name,
        organisation_slug=slug,
        organisation_kind=OrganisationKind(kind),
        phone=phone,
        ask_about=ask_about,
        reach_by=ReachBy(reach_by),
        competences=competences_of(session, [number]).get(number, ()),
        is_own=actor.id == number,
        can_appoint=allows(Action.APPOINT_MODERATOR, actor)
        and state == AccountState.ACTIVE
        and kind != OrganisationKind.ADVISER,
    )


_competences: AnySelect = (
    select(Competence.account_id, Topic.slug, Topic.title)
    .join(Topic, Topic.id == Competence.topic_id)
    .where(Competence.account_id.in_(bindparam("ids", expanding=True)))
)


def competences_of(session: Session, ids: list[int]) -> dict[int, tuple[KnownTopic, ...]]:
    """What each of these members knows about, in Danish alphabetical order."""
    found: dict[int, list[KnownTopic]] = {}
    for account_id, slug, title in execute(session, _competences, {"ids": ids}):
        found.setdefault(account_id, []).append(KnownTopic(slug, title))
    return {number: tuple(sorted(known, key=lambda topic: danish_key(topic.title))) for number, known in found.items()}


@dataclass(frozen=True, slots=True)
class GivenReply:
    """A reply of a member's that was marked as a best one."""

    id: int
    title: str  # of the thread
    topic_title: str
    text: str
    created_at: datetime
    thanks_count: int

    @property
    def url(self) -> str:
        return post_url(self.id)


@dataclass(frozen=True, slots=True)
class GivenReplies:
    rows: tuple[GivenReply, ...]
    next_cursor: str | None


@cache
def _best_given(*, goes_on: bool) -> AnySelect:
    text = func.substr(Post.plain, 1, EXCERPT)
    rows: AnySelect = (
        select(Post.id, Thread.title, Topic.title, text, Post.created_at, Post.thanks_count)
        .join(Thread, Thread.id == Post.thread_id)
        .join(Topic, Topic.id == Thread.topic_id)
        .where(
            Post.author_id == bindparam("account_id"),
            Post.best_at.is_not(None),
            Post.hidden_at.is_(None),
            Post.mask.is_(None),
            readable(Thread),
        )
    )
    if goes_on:
        last = tuple_(bindparam("last_at", type_=UtcDateTime), bindparam("last_id", type_=Integer))
        rows = rows.where(tuple_(Post.created_at, Post.id) < last)
    return at_most(rows.order_by(Post.created_at.desc(), Post.id.desc()), REPLIES_A_PAGE + 1)


def best_given(session: Session, actor: Actor, account_id: int, after: str = "") -> GivenReplies:
    """The best replies of a member that the actor may read, newest first. Raises cursor.BadCursor."""
    last_at, last_id = cursor.decode(after) if after else (None, None)
    wanted = {"account_id": account_id, "last_at": last_at, "last_id": last_id}
    rows = execute(session, _best_given(goes_on=bool(after)), reader(actor) | wanted)
    found = [GivenReply(*row) for row in rows]
    is_full = len(found) > REPLIES_A_PAGE
    last = found[REPLIES_A_PAGE - 1] if is_full else None
    return GivenReplies(tuple(found[:REPLIES_A_PAGE]), cursor.encode(last.created_at, last.id) if last else None)


@dataclass(frozen=True, slots=True)
class OwnProfile:
    """What one's own form begins with."""

    name: str
    title: str
    language: str
    phone: str
    ask_about: str
    reach_by: str
    wants_questions: bool
    competences: tuple[str, ...]  # slugs


def own_profile(session: Session, actor: Actor) -> OwnProfile:
    """Raises NotFound for someone who is not signed in."""
    row = session.execute(
        select(
            Account.name,
            Account.title,
            Account.language,
            func.coalesce(Profile.phone, ""),
            func.coalesce(Profile.ask_about, ""),
            func.coalesce(Profile.reach_by, ReachBy.ANY.value),
            func.coalesce(Profile.wants_questions, False),
        )
        .outerjoin(Profile, Profile.account_id == Account.id)
        .where(Account.id == actor.id)
    ).first()
    if row is None:
        raise NotFound
    known = competences_of(session, [actor.id or 0]).get(actor.id or 0, ())
    return OwnProfile(*row, competences=tuple(topic.slug for topic in known))
