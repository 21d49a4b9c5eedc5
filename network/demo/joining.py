"""A municipality that has asked to join, one that is associated, and whom a coordinator may invite: invented."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from network.core.access import Actor
from network.features.joining.service import Asked, ask
from network.features.municipalities.domains import set_domains
from network.features.municipalities.models import Organisation, Participation
from network.features.municipalities.service import set_participation

ASKED = Asked(
    name="Vibeke Holmgaard",
    title="planlægger",
    email="vibeke.holmgaard@samsoe.example",
    reason=(
        "Vi er en lille ø med 22 landsbyer og skal skrive landsbyplan for første gang. Vi vil gerne høre, hvordan "
        "andre små kommuner har gjort det med to planlæggere, og vi har erfaringer med at planlægge for ferieboliger."
    ),
)


def ask_to_join(session: Session, secretariat: Actor) -> None:
    """The coordinator of Guldborgsund invites addresses of one domain alone."""
    by_slug = {row.slug: row for row in session.scalars(select(Organisation))}
    ask(session, by_slug["samsoe"], ASKED)
    for slug in ("morsoe", "struer"):
        set_participation(session, secretariat, by_slug[slug], Participation.ASSOCIATED)
    set_domains(session, secretariat, by_slug["guldborgsund"], ["guldborgsund.example"])
