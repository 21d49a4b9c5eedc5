"""Which municipalities take part."""

from sqlalchemy.orm import Session

from network.core import audit, clock, outbox
from network.core.access import Actor
from network.core.errors import N_, Invalid
from network.core.outbox import Queue
from network.core.policy import Action, require
from network.features.municipalities.models import Organisation, Participation


def add_participant(session: Session, actor: Actor, organisation: Organisation) -> None:
    """Let a municipality take part. Raises Forbidden, Invalid."""
    require(Action.MANAGE_PARTICIPATION, actor)
    if organisation.participation == Participation.PARTICIPANT:
        raise Invalid(N_("%(name)s takes part already."), "municipality", name=organisation.full_name)
    organisation.participation = Participation.PARTICIPANT
    organisation.joined_at = clock.now()
    outbox.record(session, Queue.INDEX, "municipality", organisation.id)
    audit.note(session, actor, "add-participant", f"organisation:{organisation.id}")
