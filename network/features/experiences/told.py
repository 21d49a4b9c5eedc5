"""What one municipality has tried: its cards, newest first."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import bindparam, select

from network.core.access import Actor, Audience, audience_of, reader
from network.core.addresses import experience_url
from network.core.db import AnySelect, Source, at_most, execute
from network.features.experiences.models import ExperienceCard, Stage
from network.features.experiences.queries import reads_card
from network.features.methods.models import Method


@dataclass(frozen=True, slots=True)
class ToldCard:
    id: int
    method_title: str
    stage: Stage
    year: int | None
    place: str
    worked: str
    audience_term: str

    @property
    def url(self) -> str:
        return experience_url(self.id)

    @property
    def audience(self) -> Audience:
        return audience_of(self.audience_term)


@cache
def _told(limit: int) -> AnySelect:
    rows: AnySelect = (
        select(
            ExperienceCard.id,
            Method.title,
            ExperienceCard.stage,
            ExperienceCard.year,
            ExperienceCard.place,
            ExperienceCard.worked,
            ExperienceCard.audience_term,
        )
        .join(Method, Method.id == ExperienceCard.method_id)
        .where(ExperienceCard.organisation_id == bindparam("organisation_id"), reads_card)
    )
    return at_most(rows.order_by(ExperienceCard.changed_at.desc(), ExperienceCard.id.desc()), limit)


def told_by(source: Source, actor: Actor, organisation_id: int, *, limit: int) -> tuple[ToldCard, ...]:
    """The newest cards of a municipality that the actor may read, with methods that they may read."""
    wanted = reader(actor) | {"organisation_id": organisation_id}
    return tuple(ToldCard(*row) for row in execute(source, _told(limit), wanted))
