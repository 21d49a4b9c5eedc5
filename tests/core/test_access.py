"""Who may read, write and do what. The tables are written by hand; the properties hold for whoever there may be."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Select, create_engine, literal, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from network.core.access import (
    ANONYMOUS,
    MERGED,
    Actor,
    Audience,
    Invitable,
    OrganisationKind,
    Role,
    audience_of,
    can_read,
    reachable,
    readable,
    readable_by_member,
    reader,
    writable_audiences,
)
from network.core.db import execute
from network.core.errors import Forbidden, NetworkError, NotFound, SignInRequired
from network.core.policy import POLICY, REASONS, Action, allows, require
from network.core.widening import for_reader

LOLLAND, LEMVIG, SECRETARIAT, PARTNER, FIRM = 1, 11, 2, 3, 4
PUBLIC, NETWORK, MUNICIPALITIES, OWN = Audience


def somebody(account: int, organisation: int, *roles: Role) -> Actor:
    kinds = {
        SECRETARIAT: OrganisationKind.SECRETARIAT,
        PARTNER: OrganisationKind.PARTNER,
        FIRM: OrganisationKind.ADVISER,
    }
    kind = kinds.get(organisation, OrganisationKind.MUNICIPALITY)
    return Actor(account, organisation, kind, roles=frozenset(roles))


PEOPLE = {
    "visitor": ANONYMOUS,
    "member": somebody(1, LOLLAND),
    "colleague": somebody(2, LOLLAND),
    "editor": somebody(3, LOLLAND, Role.EDITOR),
    "coordinator": somebody(4, LOLLAND, Role.COORDINATOR),
    "neighbour": somebody(5, LEMVIG),
    "neighbour's coordinator": somebody(6, LEMVIG, Role.COORDINATOR),
    "moderator": somebody(7, LEMVIG, Role.MODERATOR),
    "partner": somebody(8, PARTNER),
    "partner's coordinator": somebody(9, PARTNER, Role.COORDINATOR),
    "secretariat": somebody(10, SECRETARIAT, Role.SECRETARIAT),
    "adviser": somebody(11, FIRM, *Role),
}
SIGNED_IN = set(PEOPLE) - {"visitor", "adviser"}  # members
MUNICIPAL = SIGNED_IN - {"partner", "partner's coordinator"}
AT_LOLLAND = {"member", "colleague", "editor", "coordinator"}

READERS = {PUBLIC: set(PEOPLE), NETWORK: SIGNED_IN, MUNICIPALITIES: MUNICIPAL, OWN: AT_LOLLAND}
WRITERS = {PUBLIC: MUNICIPAL, NETWORK: SIGNED_IN, MUNICIPALITIES: MUNICIPAL, OWN: MUNICIPAL}
DOERS = {
    Action.START_THREAD: SIGNED_IN,
    Action.REPLY: SIGNED_IN,
    Action.MARK_BEST_REPLY: {"member", "moderator", "secretariat"},
    Action.RESOLVE: {"member", "moderator", "secretariat"},
    Action.WRITE_SUMMARY: {"moderator", "secretariat"},  # and who takes part, below
    Action.EDIT_POST: {"member", "moderator", "secretariat"},
    Action.MOVE_DEADLINE: {"member", "moderator", "secretariat"},
    Action.THANK: SIGNED_IN,
    Action.FOLLOW: SIGNED_IN,
    Action.SHARE_DOCUMENT: SIGNED_IN,
    Action.CHANGE_DOCUMENT: {"member", "secretariat"},
    Action.SHARE_METHOD: SIGNED_IN,
    Action.EDIT_METHOD: {"member"},
    Action.REVIEW_METHOD: {"editor", "secretariat"},
    Action.TAKE_OVER_METHOD: AT_LOLLAND,
    Action.TELL_EXPERIENCE: MUNICIPAL - {"secretariat"},
    Action.EDIT_EXPERIENCE: {"member"},
    Action.MAKE_COLLECTION: SIGNED_IN,
    Action.KEEP_COLLECTION: AT_LOLLAND,  # by one of Lolland's who has left
    Action.EXPORT_CASEFILE: SIGNED_IN,
    Action.START_PLAN: MUNICIPAL - {"secretariat"},
    Action.EDIT_PLAN: AT_LOLLAND | {"secretariat"},
    Action.DESCRIBE_MUNICIPALITY: {"coordinator", "secretariat"},
    Action.ATTEND: SIGNED_IN,
    Action.EDIT_PAGE: {"secretariat"},
    Action.PUBLISH: {"editor", "secretariat"},
    Action.INVITE_COLLEAGUE: {"coordinator", "secretariat"},
    Action.HAND_OVER: {"coordinator", "secretariat"},
    Action.MANAGE_PARTICIPATION: {"secretariat"},
    Action.MANAGE_PARTNERS: {"secretariat"},
    Action.SEE_MEMBERS: SIGNED_IN,
    Action.REPORT_POST: SIGNED_IN,
    Action.MODERATE: {"moderator", "secretariat"},
    Action.TAKE_DOWN: {"moderator", "secretariat"},
    Action.ANSWER_MODERATOR: {"member"},
    Action.KEEP_KEYWORDS: {"secretariat"},
    Action.SUSPEND_MEMBER: {"secretariat"},
    Action.ERASE_MEMBER: {"secretariat"},
    Action.APPOINT_MODERATOR: {"secretariat"},
    Action.APPOINT_EDITOR: {"secretariat"},
    Action.EDIT_TOPIC: {"secretariat"},
    Action.KEEP_SYNONYMS: {"secretariat"},
    Action.SEE_STATISTICS: {"secretariat"},
    Action.SEE_OWN_FIGURES: AT_LOLLAND | {"secretariat"},
    Action.INVITE_ADVISER: {"member", "coordinator", "secretariat"},
    Action.END_ADVISER: {"member", "coordinator", "secretariat"},
    Action.LIST_ADVISERS: {"coordinator", "secretariat"},
}


@dataclass(frozen=True)
class Organisation:
    id: int = LOLLAND


@dataclass
class Thing:
    """By the member, from Lolland."""

    audience_term: str
    author_id: int = 1
    id: int = LOLLAND
    hidden_at: int | None = None
    takes_part: bool = False
    organisation_id: int = LOLLAND
    keeper_ids: frozenset[int] = frozenset({1})
    owner_id: int = 1
    owner_is_gone: bool = True
    author_is_gone: bool = False
    organisation_kind: str = "municipality"
    has_hidden_name: bool = False
    is_plan: bool = False
    invited_by_id: int = 1
    invitation_key: str = ""


class Base(DeclarativeBase):
    pass


class Row(Base):
    __tablename__ = "row"

    id: Mapped[int] = mapped_column(primary_key=True)
    audience_term: Mapped[str]

    invitable: ClassVar = Invitable.DOCUMENT

    @property
    def invitation_key(self) -> str:
        return self.invitable.key(self.id)


class HideableRow(Base):
    __tablename__ = "hideable_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    audience_term: Mapped[str]
    author_id: Mapped[int]
    hidden_at: Mapped[int | None]

    invitable: ClassVar = Invitable.THREAD

    @property
    def invitation_key(self) -> str:
        return self.invitable.key(self.id)


ORGANISATIONS = [LOLLAND, LEMVIG, SECRETARIAT, PARTNER, FIRM, 111]
TERMS = [MERGED, *(audience.term(organisation) for audience in Audience for organisation in ORGANISATIONS)]
LOOK_ALIKES = ["", "own", "own:", "own:0", "own:01", "own:1 ", "OWN:1", "Public", "public ", "network:1", "%", "own:_"]
actors = st.builds(
    Actor,
    id=st.none() | st.integers(1, 20),
    organisation_id=st.none() | st.sampled_from(ORGANISATIONS),
    organisation_kind=st.none() | st.sampled_from(OrganisationKind),
    roles=st.frozensets(st.sampled_from(Role)),
    invited=st.frozensets(st.builds(Invitable.key, st.sampled_from(Invitable), st.integers(1, 50)), max_size=12),
)
accounts = actors.filter(lambda actor: actor.is_signed_in and actor.organisation_id is not None)
members = accounts.filter(lambda actor: actor.is_member)


@pytest.fixture(scope="module")
def rows() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all(Row(audience_term=term) for term in TERMS + LOOK_ALIKES)
        session.add_all(
            HideableRow(audience_term=term, author_id=author, hidden_at=hidden_at)
            for term in TERMS + LOOK_ALIKES
            for author in (1, 2)
            for hidden_at in (None, 0, 1)
        )
        session.flush()
        yield session
    engine.dispose()


def _found(rows: Session, statement: Select[Any], actor: Actor) -> set[int]:
    return set(execute(rows, statement, reader(actor)).scalars())


def _opened(model: type[Row | HideableRow], actor: Actor) -> Any:
    """Which rows are open to the account, as a table of them would say it."""
    return model.id.in_([row for row in range(1, 200) if model.invitable.key(row) in actor.invited])


@given(actor=actors)
def test_a_list_shows_exactly_what_may_be_read_one_by_one(rows: Session, actor: Actor) -> None:
    listed = _found(rows, select(Row.id).where(readable(Row)), actor)
    assert listed == {row.id for row in rows.scalars(select(Row)) if can_read(actor, row)}


@given(actor=accounts)
def test_who_may_read_a_thing_is_found_as_what_somebody_may_read(rows: Session, actor: Actor) -> None:
    """The rule for recipients: what it says of a member's organisation is what the member may read."""
    kind = actor.organisation_kind or OrganisationKind.SECRETARIAT
    member = Actor(actor.id, actor.organisation_id, kind, roles=actor.roles, invited=actor.invited)
    of_member = (literal(member.organisation_id), literal(kind.value), _opened(Row, actor))
    assert set(rows.scalars(select(Row.id).where(readable_by_member(Row, *of_member)))) == {
        row.id for row in rows.scalars(select(Row)) if can_read(member, row)
    }


@given(actor=accounts)
def test_nobody_is_told_of_what_is_hidden(rows: Session, actor: Actor) -> None:
    kind = actor.organisation_kind or OrganisationKind.SECRETARIAT
    member = Actor(actor.id, actor.organisation_id, kind, roles=actor.roles, invited=actor.invited)
    of_member = (literal(member.organisation_id), literal(kind.value), _opened(HideableRow, actor))
    assert set(rows.scalars(select(HideableRow.id).where(readable_by_member(HideableRow, *of_member)))) == {
        row.id for row in rows.scalars(select(HideableRow)) if row.hidden_at is None and can_read(member, row)
    }


@given(actor=actors)
def test_a_list_shows_nothing_hidden_and_a_page_what_may_be_read_one_by_one(rows: Session, actor: Actor) -> None:
    read = [row for row in rows.scalars(select(HideableRow)) if can_read(actor, row)]
    reached = _found(rows, select(HideableRow.id).where(reachable(HideableRow)), actor)
    assert reached == {row.id for row in read}
    listed = _found(rows, select(HideableRow.id).where(readable(HideableRow)), actor)
    assert listed == {row.id for row in read if row.hidden_at is None}


@pytest.mark.parametrize("audience", Audience)
def test_what_is_hidden_is_read_by_its_author_and_those_who_moderate_among_its_readers(audience: Audience) -> None:
    hidden = Thing(audience.term(LOLLAND), hidden_at=0)
    trusted = {"member", "moderator", "secretariat"}
    assert {name for name, actor in PEOPLE.items() if can_read(actor, hidden)} == READERS[audience] & trusted


@given(actors, st.sampled_from(LOOK_ALIKES))
def test_a_term_that_only_looks_like_an_audience_is_read_by_nobody(actor: Actor, term: str) -> None:
    assert not can_read(actor, Thing(term))


@given(actors, st.integers())
def test_what_is_an_organisation_s_own_is_read_there_and_nowhere_else(actor: Actor, organisation: int) -> None:
    belongs_there = actor.is_member and actor.organisation_id == organisation
    assert can_read(actor, Thing(OWN.term(organisation))) == belongs_there


@given(actors)
def test_an_adviser_is_no_member_and_runs_nothing_whatever_roles_the_account_has(actor: Actor) -> None:
    if actor.is_adviser:
        assert not actor.is_member
        assert not actor.roles
        assert writable_audiences(actor) == ()
        assert actor.terms - actor.invited <= ANONYMOUS.terms
    else:
        assert not actor.invited


@pytest.mark.parametrize("term", ["own:1", MERGED])
def test_what_is_open_to_an_adviser_is_that_thing_and_not_one_of_another_kind_with_its_number(term: str) -> None:
    adviser = replace(PEOPLE["adviser"], invited=frozenset({Invitable.DOCUMENT.key(7)}))
    assert can_read(adviser, Row(id=7, audience_term=term)) == (term != MERGED)
    assert not can_read(adviser, Row(id=8, audience_term=term))
    assert not can_read(adviser, HideableRow(id=7, audience_term=term, author_id=1))


def test_the_statements_of_members_know_nothing_of_advisers() -> None:
    statement = select(Row.id).where(readable(Row))
    assert for_reader(statement, reader(PEOPLE["member"])) is statement
    wider = for_reader(statement, reader(PEOPLE["adviser"]))
    assert wider is for_reader(statement, reader(PEOPLE["adviser"])) is not statement
    assert "row.id IN" in str(wider)
    assert "row.id IN" not in str(statement)


@given(members, st.frozensets(st.sampled_from(Role)))
def test_a_role_neither_widens_nor_narrows_what_somebody_reads(actor: Actor, roles: frozenset[Role]) -> None:
    other = Actor(actor.id, actor.organisation_id, actor.organisation_kind, roles=roles)
    assert actor.terms == other.terms


@given(members)
def test_who_writes_to_an_audience_can_read_it(actor: Actor) -> None:
    assert actor.organisation_id is not None
    for audience in writable_audiences(actor):
        assert can_read(actor, Thing(audience.term(actor.organisation_id)))


@given(st.sampled_from(Audience), st.integers())
def test_the_audience_is_found_again_from_its_term(audience: Audience, organisation: int) -> None:
    assert audience_of(audience.term(organisation)) is audience


@pytest.mark.parametrize("audience", Audience)
def test_an_audience_has_the_readers_and_writers_of_the_tables(audience: Audience) -> None:
    thing = Thing(audience.term(LOLLAND))
    assert {name for name, actor in PEOPLE.items() if can_read(actor, thing)} == READERS[audience]
    assert {name for name, actor in PEOPLE.items() if audience in writable_audiences(actor)} == WRITERS[audience]


def test_audiences_are_offered_widest_first() -> None:
    assert writable_audiences(PEOPLE["member"]) == (PUBLIC, NETWORK, MUNICIPALITIES, OWN)


# What may be done


def outcome(action: Action, actor: Actor, subject: Any) -> type[NetworkError] | None:
    try:
        require(action, actor, subject)
    except NetworkError as refusal:
        return type(refusal)
    return None


def test_who_takes_part_in_a_thread_writes_its_summary() -> None:
    assert allows(Action.WRITE_SUMMARY, PEOPLE["member"], Thing("public", takes_part=True))
    assert not allows(Action.WRITE_SUMMARY, ANONYMOUS, Thing("public", takes_part=True))


def test_a_method_is_taken_over_and_a_card_changed_by_colleagues_when_its_member_has_left_and_not_before() -> None:
    left, there = Thing("public", author_is_gone=True), Thing("public", owner_is_gone=False)
    assert allows(Action.EDIT_EXPERIENCE, PEOPLE["colleague"], left)
    assert not allows(Action.EDIT_EXPERIENCE, PEOPLE["neighbour"], left)
    assert not allows(Action.TAKE_OVER_METHOD, PEOPLE["colleague"], there)


def test_a_plan_is_all_its_people_s_to_open_and_what_hides_its_author_nobody_s() -> None:
    plan = Thing("public", author_id=99, is_plan=True)
    doers = {name for name, actor in PEOPLE.items() if allows(Action.INVITE_ADVISER, actor, plan)}
    assert doers == AT_LOLLAND | {"secretariat"}
    for nobodys in (Thing("public", has_hidden_name=True), Thing("public", organisation_kind="partner")):
        assert not any(allows(Action.INVITE_ADVISER, actor, nobodys) for actor in PEOPLE.values())


def test_an_adviser_replies_where_they_are_invited_and_does_nothing_else_but_to_what_they_wrote() -> None:
    adviser = replace(PEOPLE["adviser"], invited=frozenset({"thread:1"}))
    own = {Action.EDIT_POST, Action.ANSWER_MODERATOR}
    at_others, at_own = (Thing("own:1", author, invitation_key="thread:1") for author in (1, 11))
    assert {action for action in Action if allows(action, adviser, at_others)} == {Action.REPLY, Action.FOLLOW}
    assert {action for action in own if allows(action, adviser, at_own)} == own
    assert outcome(Action.REPLY, adviser, Thing("own:1", invitation_key="thread:2")) is NotFound
    assert outcome(Action.REPLY, adviser, Thing("public", invitation_key="thread:2")) is Forbidden


def subject_of(action: Action) -> Organisation | Thing:
    return Organisation() if action.startswith(("organisation", "municipality")) else Thing("public")


def test_every_action_has_a_policy_and_a_reason_and_stands_in_the_table() -> None:
    assert set(POLICY) == set(REASONS) == set(DOERS) == set(Action)
    assert all(POLICY.values())
    assert all(reason.endswith(".") for reason in REASONS.values())
    assert len(set(REASONS.values())) == len(Action)


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("action", Action)
def test_an_action_is_allowed_as_the_table_says_and_refused_in_its_own_way(action: Action, name: str) -> None:
    refusal = SignInRequired if name == "visitor" else Forbidden
    assert outcome(action, PEOPLE[name], subject_of(action)) is (None if name in DOERS[action] else refusal)


@pytest.mark.parametrize("action", [Action.START_THREAD, Action.SHARE_DOCUMENT, Action.MANAGE_PARTICIPATION])
def test_an_action_without_a_subject_needs_none(action: Action) -> None:
    assert {name for name, actor in PEOPLE.items() if outcome(action, actor, None) is None} == DOERS[action]


@pytest.mark.parametrize("action", [action for action in Action if "partner" not in DOERS[action]])
def test_being_forbidden_comes_with_the_reason(action: Action) -> None:
    with pytest.raises(Forbidden) as refusal:
        require(action, PEOPLE["partner"], subject_of(action))
    assert refusal.value.message == REASONS[action]


@given(st.sampled_from(Action), actors, st.sampled_from(TERMS + LOOK_ALIKES), st.integers(1, 20))
def test_what_cannot_be_read_is_not_there_whatever_one_wants_of_it(
    action: Action, actor: Actor, term: str, author: int
) -> None:
    thing = Thing(term, author)
    assert (outcome(action, actor, thing) is NotFound) == (not can_read(actor, thing))


@given(st.sampled_from(Action), actors, st.sampled_from(TERMS), st.integers(1, 20), st.sampled_from(ORGANISATIONS))
def test_what_is_offered_is_what_is_allowed(
    action: Action, actor: Actor, term: str, author: int, organisation: int
) -> None:
    thing = Thing(term, author, organisation)
    assert allows(action, actor, thing) == (outcome(action, actor, thing) is None)
