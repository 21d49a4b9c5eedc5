"""Asking to join, and answering that. No function commits."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from network.core import audit, clock, outbox
from network.core.access import ANONYMOUS, Actor, OrganisationKind, Role
from network.core.cpr import passed_over
from network.core.db import AnySelect, execute
from network.core.errors import N_, Invalid, NotFound
from network.core.outbox import Queue
from network.core.policy import Action, require
from network.core.text import clean_body, clean_line
from network.features.accounts import service as accounts
from network.features.accounts.models import Account, AccountState
from network.features.joining.models import JoinRequest, RequestState
from network.features.municipalities.domains import domain_of, domains_of, set_domains
from network.features.municipalities.models import Organisation, Participation
from network.features.municipalities.queries import has_coordinator
from network.features.municipalities.service import set_participation

MAX_LINE, MAX_REASON = 120, 2000
KEPT = timedelta(days=365)  # a request that was answered


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody writes who asks to join."""

    name: str
    title: str
    email: str
    reason: str


def ask(
    session: Session, organisation: Organisation, asked: Asked, *, submission: str | None = None, not_cpr: bool = False
) -> None:
    """Ask for a municipality. Asked again from the same address while it waits, it is one. Raises Invalid."""
    if organisation.kind != OrganisationKind.MUNICIPALITY or organisation.participation != Participation.NONE:
        raise Invalid(
            N_("%(name)s takes part already. Its coordinator invites you: call the municipality's planners."),
            "municipality",
            name=organisation.full_name,
        )
    name, email = clean_line(asked.name)[:MAX_LINE], clean_line(asked.email)
    reason = clean_body(asked.reason).strip()
    if not name:
        raise Invalid(N_("Write your name."), "name")
    if not reason:
        raise Invalid(N_("Write why you want to join."), "reason")
    if len(reason) > MAX_REASON:
        raise Invalid(N_("At most %(limit)s characters."), "reason", limit=MAX_REASON)
    passed_over({"reason": reason}, not_cpr=not_cpr)
    if _waits(session, organisation.id, email):
        return
    request = JoinRequest(
        organisation_id=organisation.id,
        name=name,
        title=clean_line(asked.title)[:MAX_LINE],
        email=email,
        reason=reason,
        created_at=clock.now(),
        submission=submission,
    )
    try:
        with session.begin_nested():
            session.add(request)
    except IntegrityError:  # the same form once more
        return
    for account_id in session.scalars(_office):
        outbox.record(session, Queue.MAIL, "join.asked", request.id, account_id=account_id)
    audit.note(session, ANONYMOUS, "ask-to-join", f"organisation:{organisation.id}")


_office = select(Account.id).where(
    Account.roles.contains(Role.SECRETARIAT.value), Account.state == AccountState.ACTIVE.value
)
_waiting: AnySelect = select(JoinRequest.id, JoinRequest.email).where(
    JoinRequest.organisation_id == bindparam("organisation_id"), JoinRequest.state == RequestState.WAITING.value
)


def _waits(session: Session, organisation_id: int, email: str) -> bool:
    rows = execute(session, _waiting, {"organisation_id": organisation_id})
    return any(other.casefold() == email.casefold() for _number, other in rows)


def _held(session: Session, actor: Actor, request_id: int) -> JoinRequest:
    """A request that waits, held until the transaction ends. Raises NotFound, Forbidden, Invalid."""
    require(Action.MANAGE_PARTICIPATION, actor)
    request = session.get(JoinRequest, request_id, with_for_update=True, populate_existing=True)
    if request is None:
        raise NotFound
    if request.state != RequestState.WAITING:
        raise Invalid(N_("It has been answered meanwhile."))
    return request


def accept(session: Session, actor: Actor, request_id: int, *, keep_domain: bool) -> Organisation:
    """The municipality takes part, and whoever asked is invited as its coordinator, if it has none yet.

    `keep_domain`: only addresses of the same domain can be invited from now on. Raises NotFound, Forbidden, Invalid.
    """
    request = _held(session, actor, request_id)
    organisation = session.get_one(Organisation, request.organisation_id)
    if organisation.participation == Participation.NONE:
        set_participation(session, actor, organisation, Participation.PARTICIPANT)
    if keep_domain:
        known = domains_of(session, organisation.id)
        set_domains(session, actor, organisation, {*known, domain_of(request.email)})
    roles = frozenset[Role]() if has_coordinator(session, organisation.id) else frozenset({Role.COORDINATOR})
    accounts.invite(session, actor, organisation, request.email, request.name, roles)
    _answer(session, actor, request, RequestState.ACCEPTED)
    return organisation


def refuse(session: Session, actor: Actor, request_id: int, reason: str) -> None:
    """Whoever asked is told the reason by mail. Raises NotFound, Forbidden, Invalid."""
    request = _held(session, actor, request_id)
    text = clean_body(reason).strip()
    if not text:
        raise Invalid(N_("Write the reason: it is mailed to the one who asked."), "reason")
    if len(text) > MAX_REASON:
        raise Invalid(N_("At most %(limit)s characters."), "reason", limit=MAX_REASON)
    _answer(session, actor, request, RequestState.REFUSED, text)
    outbox.record(session, Queue.MAIL, "join.refused", request.id)


def _answer(session: Session, actor: Actor, request: JoinRequest, state: RequestState, text: str = "") -> None:
    request.state, request.answer = state, text
    request.answered_at, request.answered_by_id = clock.now(), actor.id
    audit.note(session, actor, f"join-{state.value}", f"organisation:{request.organisation_id}")


def purge(session: Session) -> None:
    """Forget who asked, a year after the answer."""
    old = JoinRequest.answered_at < clock.now() - KEPT
    session.execute(delete(JoinRequest).where(old).execution_options(synchronize_session=False))
