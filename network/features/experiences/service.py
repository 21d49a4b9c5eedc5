"""Telling how a method went, and wanting to try it. No function commits."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from network.core import audit, clock, outbox
from network.core.access import Actor, Audience, readable_by_member, writable_audiences
from network.core.cpr import NOT_CPR, passed_over
from network.core.db import dialect_insert, execute
from network.core.errors import N_, Forbidden, Invalid, NetworkError
from network.core.outbox import Queue
from network.core.policy import Action, require
from network.core.text import checked_body, clean_line, render
from network.features.accounts.models import Account, AccountState
from network.features.experiences.models import Again, ExperienceCard, MethodWish, Origin, Stage
from network.features.experiences.queries import card_view
from network.features.experiences.reach import reaches_no_more
from network.features.methods.models import MethodKeeper
from network.features.methods.queries import MethodView, method_view
from network.features.municipalities.models import Organisation
from network.features.notices.models import NoticeKind
from network.features.notices.service import tell

KIND = "experience"
TEXTS = ("worked", "failed", "otherwise", "links", "contact")
MAX_TEXT = 5_000
MAX_PLACE = 100
MOST = 1_000_000_000
FIRST_YEAR = 1970
EXCERPT = 200


class CardConflict(NetworkError):
    """The card was changed since the form was opened."""

    def __init__(self) -> None:
        super().__init__(N_("The card has been changed since you opened it."))


@dataclass(frozen=True, slots=True)
class NewCard:
    """All that a form holds."""

    stage: Stage
    origin: Origin = Origin.ADAPTED
    copied_from: str = ""  # the slug of a municipality
    year: int | None = None
    place: str = ""
    cost: int | None = None
    hours: int | None = None
    again: Again | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    audience: Audience = Audience.NETWORK


def add(
    session: Session,
    actor: Actor,
    method_id: int,
    new: NewCard,
    *,
    submission: str | None = None,
    not_cpr: bool = False,
) -> int:
    """Tell how a method went in the actor's municipality; returns the card's id. The same submission twice is one card.

    Raises NotFound, Forbidden, Invalid.
    """
    method = method_view(session, actor, method_id)
    require(Action.TELL_EXPERIENCE, actor)
    if not method.is_shared:
        raise Forbidden(N_("The method is not shared."))
    earlier = _of_submission(session, actor, submission)
    if earlier is not None:
        return earlier
    card = ExperienceCard(method_id=method_id, author_id=actor.id, organisation_id=actor.organisation_id)
    card.created_at, card.submission, card.version = clock.now(), submission, 0
    has_number = _fill(session, actor, method, card, new, not_cpr=not_cpr)
    try:
        with session.begin_nested():
            session.add(card)
            session.flush()
    except IntegrityError:
        other = _of_submission(session, actor, submission)
        if other is None:
            raise
        return other
    _done(session, actor, card, has_number=has_number)
    others = _keepers_who_read(session, method, card.id) - {actor.id or 0}
    about = {"method_id": method_id, "organisation_id": card.organisation_id, "about_id": card.id}
    tell(session, others, NoticeKind.EXPERIENCE, str(card.id), **about)
    return card.id


def _keepers_who_read(session: Session, method: MethodView, card_id: int) -> set[int]:
    may_read = readable_by_member(ExperienceCard, Account.organisation_id, Organisation.kind)
    known = (
        select(Account.id)
        .join(Organisation, Organisation.id == Account.organisation_id)
        .join(ExperienceCard, ExperienceCard.id == card_id)
        .where(Account.id.in_(method.keeper_ids), may_read)
    )
    return set(session.scalars(known))


def change(session: Session, actor: Actor, card_id: int, new: NewCard, *, version: int, not_cpr: bool = False) -> None:
    """Put what a form holds in the place of version `version`. Raises NotFound, Forbidden, Invalid, and CardConflict
    when the card has another version by now.
    """
    view = card_view(session, actor, card_id, hold=True)
    require(Action.EDIT_EXPERIENCE, actor, view)
    if version != view.version:
        raise CardConflict
    card = session.get_one(ExperienceCard, card_id, populate_existing=True)
    method = method_view(session, actor, view.method_id)
    has_number = _fill(session, actor, method, card, new, not_cpr=not_cpr)
    session.flush()
    _done(session, actor, card, has_number=has_number)


def remove(session: Session, actor: Actor, card_id: int) -> int:
    """The card is gone; returns the id of its method. Raises NotFound, Forbidden."""
    view = card_view(session, actor, card_id, hold=True)
    require(Action.EDIT_EXPERIENCE, actor, view)
    session.execute(delete(ExperienceCard).where(ExperienceCard.id == card_id))
    outbox.record(session, Queue.INDEX, KIND, card_id)
    audit.note(session, actor, "remove-experience", f"experience:{card_id}")
    return view.method_id


def _of_submission(session: Session, actor: Actor, submission: str | None) -> int | None:
    if submission is None:
        return None
    own = select(ExperienceCard.id).where(ExperienceCard.submission == submission, ExperienceCard.author_id == actor.id)
    return session.scalars(own).first()


def _fill(
    session: Session, actor: Actor, method: MethodView, card: ExperienceCard, new: NewCard, *, not_cpr: bool
) -> bool:
    """Whether its writer says of what looks like a civil registration number that it is none. Raises Invalid."""
    term = _term(actor, method, card, new)
    texts = {name: _checked(new.texts.get(name, ""), name) for name in TEXTS}
    place = clean_line(new.place)
    if len(place) > MAX_PLACE:
        raise Invalid(N_("At most %(limit)s characters."), "place", limit=MAX_PLACE)
    if new.stage in (Stage.CARRIED_OUT, Stage.DROPPED) and not (texts["worked"].strip() or texts["failed"].strip()):
        raise Invalid(N_("Write what worked, or what did not: that is what the others need."), "failed")
    _check_numbers(new)
    has_number = passed_over({"place": place, **texts}, not_cpr=not_cpr)
    rendered = {name: render(text, anchor=secrets.token_hex(4)) for name, text in texts.items() if text.strip()}
    plain = {name: text.plain for name, text in rendered.items()}
    card.stage, card.origin, card.again = new.stage, new.origin, new.again or ""
    card.copied_from_id = _copied_from(session, new)
    card.year, card.place, card.cost, card.hours = new.year, place, new.cost, new.hours
    card.texts, card.html = texts, {name: text.html for name, text in rendered.items()}
    card.plain = "\n\n".join(plain.values())
    card.worked, card.failed = (_begin(plain.get(name, "")) for name in ("worked", "failed"))
    card.audience, card.audience_term = new.audience, term
    card.changed_at, card.version = clock.now(), (card.version or 0) + 1
    return has_number


def _term(actor: Actor, method: MethodView, card: ExperienceCard, new: NewCard) -> str:
    if new.audience not in writable_audiences(actor):
        raise Invalid(N_("You cannot write to that audience."), "audience")
    term = new.audience.term(card.organisation_id)
    if not reaches_no_more(term, method.term):
        raise Invalid(N_("Fewer can read the method itself. Choose no more than those."), "audience")
    return term


def _checked(text: str, name: str) -> str:
    body = checked_body(text, field=name, required=False).strip()
    if len(body) > MAX_TEXT:
        raise Invalid(N_("At most %(limit)s characters."), name, limit=MAX_TEXT)
    return body


def _check_numbers(new: NewCard) -> None:
    if new.year is not None and not FIRST_YEAR <= new.year <= clock.today().year + 1:
        raise Invalid(N_("Write the year with four digits, for example 2025."), "year")
    for name in ("cost", "hours"):
        value: int | None = getattr(new, name)
        if value is not None and not 0 <= value <= MOST:
            raise Invalid(N_("Write a whole number, for example 25000."), name)


def _copied_from(session: Session, new: NewCard) -> int | None:
    if new.origin == Origin.FIRST or not new.copied_from:
        return None
    found = session.scalars(select(Organisation.id).where(Organisation.slug == new.copied_from)).first()
    if found is None:
        raise Invalid(N_("Choose a municipality of the list."), "copied_from")
    return found


def _begin(plain: str) -> str:
    line = " ".join(plain.split())
    return line if len(line) <= EXCERPT else line[:EXCERPT].rpartition(" ")[0] + " …"


def _done(session: Session, actor: Actor, card: ExperienceCard, *, has_number: bool) -> None:
    outbox.record(session, Queue.INDEX, KIND, card.id)
    if has_number:
        audit.note(session, actor, NOT_CPR, f"experience:{card.id}")


# Wanting to try it


def wish(session: Session, actor: Actor, method_id: int, *, wants: bool) -> MethodView:
    """The actor's municipality wants to try a method, or no longer; those who have tried it and its keepers are told.

    Raises NotFound, SignInRequired, Forbidden.
    """
    method = method_view(session, actor, method_id)
    require(Action.TELL_EXPERIENCE, actor)
    own = (MethodWish.method_id == method_id, MethodWish.organisation_id == actor.organisation_id)
    if not wants:
        session.execute(delete(MethodWish).where(*own))
        return method
    if not method.is_shared:
        raise Forbidden(N_("The method is not shared."))
    new = dialect_insert(session.get_bind().dialect.name, MethodWish).on_conflict_do_nothing()
    row = {"method_id": method_id, "organisation_id": actor.organisation_id, "account_id": actor.id}
    if execute(session, new, row | {"created_at": clock.now()}).rowcount:
        key = f"{method_id}:{actor.organisation_id}"
        told = _who_knows(session, actor, method)
        tell(session, told, NoticeKind.WISH, key, method_id=method_id, organisation_id=actor.organisation_id)
    return method


def _who_knows(session: Session, actor: Actor, method: MethodView) -> set[int]:
    """Members of other municipalities who have tried it, and those who keep it."""
    wrote = select(ExperienceCard.author_id).where(
        ExperienceCard.method_id == method.id,
        ExperienceCard.stage != Stage.CONSIDERING.value,
        ExperienceCard.audience != Audience.OWN.value,
    )
    keeps = select(MethodKeeper.account_id).where(MethodKeeper.method_id == method.id)
    known = select(Account.id).where(
        Account.id.in_(wrote.union(keeps)) | (Account.id == method.owner_id),
        Account.state == AccountState.ACTIVE,
        Account.organisation_id != actor.organisation_id,
    )
    return set(session.scalars(known))
