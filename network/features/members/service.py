"""What members say of themselves. No function commits."""

from collections.abc import Iterable

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from network.core import audit, outbox
from network.core.access import Actor
from network.core.cpr import NOT_CPR, passed_over
from network.core.db import dialect_insert
from network.core.errors import N_, Invalid
from network.core.outbox import Queue
from network.core.text import clean_line
from network.features.members.contact import checked_phone
from network.features.members.models import Competence, Profile, ReachBy
from network.features.topics.models import Topic

MAX_COMPETENCES = 10  # who knows about everything is found for nothing
MAX_ASK_ABOUT = 200


def describe(
    session: Session,
    actor: Actor,
    *,
    phone: str,
    ask_about: str,
    reach_by: ReachBy,
    competences: Iterable[str],
    wants_questions: bool = False,
    not_cpr: bool = False,
) -> None:
    """Write down what the actor says of themselves; `competences` are slugs of topics. Raises Invalid."""
    number, line, chosen = checked_phone(phone), clean_line(ask_about), frozenset(competences)
    if len(line) > MAX_ASK_ABOUT:
        raise Invalid(N_("At most %(limit)s characters."), "ask_about", limit=MAX_ASK_ABOUT)
    if len(chosen) > MAX_COMPETENCES:
        message = N_("Choose at most %(limit)s, those that you know best.")
        raise Invalid(message, "competences", limit=MAX_COMPETENCES)
    if reach_by is ReachBy.PHONE and not number:
        raise Invalid(N_("Write the number that you would like to be called on."), "phone")
    if passed_over({"ask_about": line}, not_cpr=not_cpr):
        audit.note(session, actor, NOT_CPR, f"account:{actor.id}")
    values = {"phone": number, "ask_about": line, "reach_by": reach_by.value, "wants_questions": wants_questions}
    row = dialect_insert(session.get_bind().dialect.name, Profile).values(account_id=actor.id, **values)
    session.execute(row.on_conflict_do_update(index_elements=["account_id"], set_=values))
    _choose(session, actor, chosen)
    outbox.record(session, Queue.INDEX, "member", actor.id or 0)


def _choose(session: Session, actor: Actor, slugs: frozenset[str]) -> None:
    session.execute(delete(Competence).where(Competence.account_id == actor.id))
    ids = session.scalars(select(Topic.id).where(Topic.slug.in_(slugs))).all()
    if ids:
        session.execute(insert(Competence), [{"account_id": actor.id, "topic_id": topic_id} for topic_id in ids])
