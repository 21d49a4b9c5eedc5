"""Challenges that municipalities have said they share: what cards are put first by, and chosen by."""

from sqlalchemy import BindParameter, String, bindparam, func, literal, select
from sqlalchemy.orm import aliased

from network.core.access import readable
from network.core.danish_order import danish_key
from network.core.statements import lines
from network.features.experiences.models import ExperienceCard
from network.features.portraits.models import CHALLENGES, PortraitTopic
from network.features.topics.models import Topic

_own: BindParameter[int] = bindparam("own_organisation_id")
_own_challenges = select(PortraitTopic.topic_id).where(PortraitTopic.organisation_id == _own)
# One challenge of each other municipality that the reader's has too: worked out once for a statement, not for each card
sharing = (
    select(PortraitTopic.organisation_id, func.min(Topic.title).label("title"))
    .join(Topic, Topic.id == PortraitTopic.topic_id)
    .where(
        Topic.group == CHALLENGES, PortraitTopic.topic_id.in_(_own_challenges), PortraitTopic.organisation_id != _own
    )
    .group_by(PortraitTopic.organisation_id)
    .subquery()
)

is_of_challenge = ExperienceCard.organisation_id.in_(
    select(PortraitTopic.organisation_id)
    .join(Topic, Topic.id == PortraitTopic.topic_id)
    .where(Topic.slug == bindparam("challenge", type_=String), Topic.group == CHALLENGES)
)

_told = aliased(ExperienceCard)
# Their municipalities first, once: asked for each challenge by itself it was four times the price
_telling = select(_told.organisation_id).where(_told.method_id == bindparam("method_id"), readable(_told))
# The challenges of those whose cards the reader may read
told_challenges = (
    select(lines(Topic.slug + literal("\t") + Topic.title))
    .where(
        Topic.group == CHALLENGES,
        Topic.id.in_(select(PortraitTopic.topic_id).where(PortraitTopic.organisation_id.in_(_telling))),
    )
    .scalar_subquery()
)


def challenges_in(column: str | None) -> tuple[tuple[str, str], ...]:
    """(slug, title) of what `told_challenges` gives, in Danish alphabetical order."""
    pairs = (line.split("\t", 1) for line in (column or "").split("\n") if line)
    return tuple(sorted(((slug, title) for slug, title in pairs), key=lambda pair: danish_key(pair[1])))
