"""Saying what a municipality struggles with, has to build on, and where it stands. No function commits."""

import secrets
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from network.core import audit, outbox
from network.core.access import Actor
from network.core.cpr import NOT_CPR, passed_over
from network.core.db import dialect_insert, execute
from network.core.errors import N_, Invalid
from network.core.outbox import Queue
from network.core.policy import Action, require
from network.core.text import checked_body, render
from network.features.municipalities.models import Organisation
from network.features.portraits.models import CHALLENGES, POTENTIALS, CyclePhase, Portrait, PortraitTopic
from network.features.portraits.queries import choosable_topics, portrait_of
from network.features.topics.models import Topic

FIRST_YEAR, LAST_YEAR = 1990, 2060
MAX_WORDS = 4000


@dataclass(frozen=True, slots=True)
class Said:
    """All that a form holds."""

    challenges: frozenset[str] = frozenset()  # slugs
    potentials: frozenset[str] = frozenset()
    cycle_phase: CyclePhase | None = None
    cycle_year: int | None = None
    words: str = ""  # Markdown


def describe(session: Session, actor: Actor, organisation: Organisation, said: Said, *, not_cpr: bool = False) -> None:
    """What is said takes the place of what was said before. Raises Forbidden, Invalid."""
    require(Action.DESCRIBE_MUNICIPALITY, actor, organisation)
    offered = choosable_topics(session, portrait_of(session, organisation.id).slugs)
    for name, chosen, group in (
        ("challenges", said.challenges, CHALLENGES),
        ("potentials", said.potentials, POTENTIALS),
    ):
        if not chosen <= {topic.slug for topic in offered[group]}:
            raise Invalid(N_("Choose one of those on the list."), name)
    if said.cycle_year is not None and not FIRST_YEAR <= said.cycle_year <= LAST_YEAR:
        raise Invalid(N_("Write the year with four digits, for example 2025."), "cycle_year")
    if said.cycle_year is not None and said.cycle_phase is None:
        raise Invalid(N_("Choose where you stand in that year."), "cycle_phase")
    words = checked_body(said.words, field="words", required=False)
    if len(words) > MAX_WORDS:
        raise Invalid(N_("At most %(limit)s characters."), "words", limit=MAX_WORDS)
    has_number = passed_over({"words": words}, not_cpr=not_cpr)
    _set_portrait(session, organisation.id, said, words)
    _set_topics(session, organisation.id, said.challenges | said.potentials)
    outbox.record(session, Queue.INDEX, organisation.kind, organisation.id)
    audit.note(session, actor, "municipality-describe", f"organisation:{organisation.id}")
    if has_number:
        audit.note(session, actor, NOT_CPR, f"organisation:{organisation.id}")


def _set_portrait(session: Session, organisation_id: int, said: Said, words: str) -> None:
    rendered = render(words, anchor=secrets.token_hex(4))
    values = {
        "cycle_phase": said.cycle_phase or "",
        "cycle_year": said.cycle_year,
        "markdown": words,
        "html": rendered.html,
        "plain": rendered.plain,
    }
    new = dialect_insert(session.get_bind().dialect.name, Portrait)
    execute(
        session,
        new.on_conflict_do_update(index_elements=["organisation_id"], set_=values),
        {"organisation_id": organisation_id, **values},
    )


def _set_topics(session: Session, organisation_id: int, slugs: frozenset[str]) -> None:
    session.execute(delete(PortraitTopic).where(PortraitTopic.organisation_id == organisation_id))
    new = dialect_insert(session.get_bind().dialect.name, PortraitTopic).on_conflict_do_nothing()
    for number in session.scalars(select(Topic.id).where(Topic.slug.in_(slugs)).order_by(Topic.id)).all():
        execute(session, new, {"organisation_id": organisation_id, "topic_id": number})
