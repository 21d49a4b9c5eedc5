"""What can be taken down, and what becomes of it then. Each kind goes where only those who made it see it."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.orm import Session

from network.core import clock, outbox
from network.core.access import Actor, Audience
from network.core.errors import N_
from network.core.outbox import Queue
from network.features.collections.models import PRIVATE, Collection
from network.features.collections.queries import collection_view
from network.features.experiences.models import ExperienceCard
from network.features.experiences.queries import card_view
from network.features.library.models import Document
from network.features.library.queries import document_view
from network.features.methods.models import DRAFT_TERM, Method, MethodState
from network.features.methods.queries import method_view
from network.features.methods.service import touch_what_hangs_on_it
from network.features.plans.models import Plan, PlanState
from network.features.plans.queries import plan_view


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing as whoever moderates sees it."""

    id: int
    title: str
    url: str
    organisation_name: str
    made_by: frozenset[int]  # accounts that are told
    is_down: bool  # it is seen by those who made it alone


def _method(session: Session, actor: Actor, number: int, *, hold: bool) -> Subject:
    found = method_view(session, actor, number, hold=hold)
    return Subject(number, found.title, found.url, found.organisation_name, frozenset(found.keeper_ids), found.is_draft)


def _down_method(session: Session, number: int) -> None:
    draft = {"state": MethodState.DRAFT, "audience_term": DRAFT_TERM, "reviewed_at": None}
    no_longer = {"withdrawn_at": None, "withdrawn_reason": ""}
    session.execute(update(Method).where(Method.id == number).values(**draft, **no_longer))
    touch_what_hangs_on_it(session, number)


def _card(session: Session, actor: Actor, number: int, *, hold: bool) -> Subject:
    found = card_view(session, actor, number, hold=hold)
    author = frozenset({found.author_id} if found.author_id else ())
    is_down = found.audience is Audience.OWN
    return Subject(number, found.method_title, found.url, found.organisation_name, author, is_down)


def _down_card(session: Session, number: int) -> None:
    card = session.get_one(ExperienceCard, number, populate_existing=True)
    card.audience, card.audience_term = Audience.OWN, Audience.OWN.term(card.organisation_id)
    card.version += 1


def _document(session: Session, actor: Actor, number: int, *, hold: bool) -> Subject:
    found = document_view(session, actor, number, hold=hold)
    author = frozenset({found.author_id})
    return Subject(number, found.title, found.url, found.organisation_name, author, found.is_withdrawn)


def _down_document(session: Session, number: int) -> None:
    hidden = {"hidden_at": clock.now(), "version": Document.version + 1}
    session.execute(update(Document).where(Document.id == number).values(**hidden))


def _collection(session: Session, actor: Actor, number: int, *, hold: bool) -> Subject:
    found = collection_view(session, actor, number, hold=hold)
    owner = frozenset({found.owner_id} if found.owner_id else ())
    is_down = found.is_private or found.is_deleted
    return Subject(number, found.title, found.url, found.organisation_name, owner, is_down)


def _down_collection(session: Session, number: int) -> None:
    private = {"audience": PRIVATE, "audience_term": PRIVATE, "version": Collection.version + 1}
    session.execute(update(Collection).where(Collection.id == number).values(**private))


def _plan(session: Session, actor: Actor, number: int, *, hold: bool) -> Subject:
    found = plan_view(session, actor, number, hold=hold)
    author = frozenset({found.author_id} if found.author_id else ())
    return Subject(number, found.title, found.url, found.organisation_name, author, found.is_draft)


def _down_plan(session: Session, number: int) -> None:
    plan = session.get_one(Plan, number, populate_existing=True)
    plan.state, plan.audience_term = PlanState.DRAFT, Audience.OWN.term(plan.organisation_id)


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    label: str
    becomes: str  # in words
    look: Callable[..., Subject]  # raises NotFound
    take_down: Callable[[Session, int], None]


KINDS = {
    "metode": Kind(
        "method", N_("Method"), N_("It becomes a draft again that only those who keep it see."), _method, _down_method
    ),
    "erfaring": Kind(
        "experience", N_("Experience"), N_("Only the municipality that told of it still sees it."), _card, _down_card
    ),
    "dokument": Kind(
        "document", N_("Document"), N_("Only whoever shared it and the moderators still see it."),
        _document, _down_document,
    ),
    "samling": Kind(
        "collection", N_("Collection"), N_("Only the one who made it still sees it."), _collection, _down_collection
    ),
    "plan": Kind(
        "plan", N_("Strategy plan"), N_("It becomes a draft again that only its municipality sees."), _plan, _down_plan
    ),
}  # fmt: skip


def reindex(session: Session, kind: Kind, number: int) -> None:
    """The index drops what most may no longer read."""
    outbox.record(session, Queue.INDEX, kind.name, number)
