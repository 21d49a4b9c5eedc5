"""Which municipalities take part."""

from sqlalchemy.orm import Session

from network.core import audit, clock, outbox
from network.core.access import Actor
from network.core.errors import N_, Invalid
from network.core.outbox import Queue
from network.core.policy import Action, require
from network.features.municipalities.models import Organisation, Participation

ALREADY = {
    Participation.PARTICIPANT: N_("%(name)s takes part already."),
    Participation.ASSOCIATED: N_("%(name)s is associated already."),
    Participation.NONE: N_("%(name)s does not take part."),
}


def set_participation(session: Session, actor: Actor, organisation: Organisation, participation: Participation) -> None:
    """Let a municipality take part, be associated, or no longer be either. What it wrote stays.

    Raises Forbidden, Invalid.
    """
    require(Action.MANAGE_PARTICIPATION, actor)
    if organisation.participation == participation:
        raise Invalid(ALREADY[participation], "municipality", name=organisation.full_name)
    organisation.participation = participation
    organisation.joined_at = organisation.joined_at or clock.now()
    outbox.record(session, Queue.INDEX, "municipality", organisation.id)
    audit.note(session, actor, "set-participation", f"organisation:{organisation.id}", reason=participation.value)
