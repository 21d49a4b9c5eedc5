"""Plans as the search index sees them: all fields at once, and by the words for their topics."""

from collections.abc import Iterator, Sequence

from sqlalchemy import bindparam, func, literal, select
from sqlalchemy.orm import Session

from network.core.db import AnySelect, execute
from network.features.municipalities.models import Organisation
from network.features.plans.models import Plan, PlanState, PlanTopic
from network.features.topics.models import Topic
from network.ports.search import Document

KIND = "plan"


def key(plan_id: int) -> str:
    return f"{KIND}:{plan_id}"


_topics = (
    select(func.aggregate_strings(Topic.title + literal("|") + Topic.synonyms, "|"))
    .select_from(PlanTopic)
    .join(Topic, Topic.id == PlanTopic.topic_id)
    .where(PlanTopic.plan_id == Plan.id)
    .correlate(Plan)
    .scalar_subquery()
)
_topic_id = select(func.min(PlanTopic.topic_id)).where(PlanTopic.plan_id == Plan.id).correlate(Plan).scalar_subquery()
_plans: AnySelect = (
    select(
        Plan.id,
        Plan.title,
        Plan.summary,
        Plan.plain,
        Plan.audience_term,
        Plan.changed_at,
        Plan.number,
        Organisation.full_name,
        Organisation.code,
        _topics,
        _topic_id,
    )
    .join(Organisation, Organisation.id == Plan.organisation_id)
    .where(Plan.id.in_(bindparam("ids", expanding=True)), Plan.state == PlanState.SHARED.value)
)


def documents(session: Session, ids: Sequence[int]) -> Iterator[Document]:
    """One for each plan that is shared."""
    for plan_id, title, summary, plain, audience, at, number, name, code, topics, topic_id in execute(
        session, _plans, {"ids": list(ids)}
    ):
        yield Document(
            key=key(plan_id),
            kind=KIND,
            group=key(plan_id),
            title=title,
            text="\n\n".join((summary, plain)),
            also="\n".join((name, *(topics or "").split("|"))),
            audience=audience,
            created=at,
            version=number,
            facets={"topic": (str(topic_id),) if topic_id else (), "municipality": (code,) if code else ()},
        )


def keys(_session: Session, plan_id: int) -> tuple[str, ...]:
    return (key(plan_id),)


def all_ids(session: Session) -> Sequence[int]:
    return session.scalars(select(Plan.id).order_by(Plan.id)).all()
