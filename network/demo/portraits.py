"""What the demo's municipalities say of themselves: invented, and put in through the services."""

import csv

from sqlalchemy import select
from sqlalchemy.orm import Session

from network.core import clock
from network.core.access import Actor
from network.demo.content import FOLDER
from network.features.municipalities.models import Organisation
from network.features.portraits.models import CHALLENGES, POTENTIALS, CyclePhase
from network.features.portraits.service import Said, describe
from network.features.topics.models import Topic


def describe_municipalities(session: Session, secretariat: Actor) -> None:
    """The year is counted from this one."""
    groups = {topic.slug: topic.group for topic in session.scalars(select(Topic))}
    with (FOLDER / "portraits.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            organisation = session.scalars(select(Organisation).where(Organisation.code == row["code"])).one()
            slugs = row["topics"].split()
            said = Said(
                challenges=frozenset(slug for slug in slugs if groups[slug] == CHALLENGES),
                potentials=frozenset(slug for slug in slugs if groups[slug] == POTENTIALS),
                cycle_phase=CyclePhase(row["phase"]),
                cycle_year=clock.today().year + int(row["year"]),
                words=row["words"].replace("\\n", "\n"),
            )
            describe(session, secretariat, organisation, said)
