"""Plans as the search index sees them: all fields at once, and by the words for their topics."""

from collections.abc import Iterator, Sequence

from sqlalchemy import String, bindparam, cast, literal, null, select
from sqlalchemy.orm import Session

from network.core.db import AnySelect, execute
from network.core.statements import lines
from network.features.municipalities.models import Organisation
from network.features.plans.models import Plan, PlanState, PlanTopic
from network.features.search.facets import Author, facets, names
from network.features.topics.models import Topic
from network.ports.search import Document

KIND = "plan"


def key(plan_id: int) -> str:
    return f"{KIND}:{plan_id}"


_topics = (
    select(lines(cast(Topic.id, String) + literal("\t") + Topic.title + literal("|") + Topic.synonyms))
    .select_from(PlanTopic)
    .join(Topic, Topic.id == PlanTopic.topic_id)
    .where(PlanTopic.plan_id == Plan.id)
    .correlate(Plan)
    .scalar_subquery()
)
_plans: AnySelect = (
    select(
        Plan.id,
        Plan.title,
        Plan.summary,
        Plan.plain,
        Plan.audience_term,
        Plan.changed_at,
        Plan.number,
        _topics,
        *(null(), Organisation.full_name, Organisation.code, Organisation.group),
    )
    .join(Organisation, Organisation.id == Plan.organisation_id)
    .where(Plan.id.in_(bindparam("ids", expanding=True)), Plan.state == PlanState.SHARED.value)
)


def documents(session: Session, ids: Sequence[int]) -> Iterator[Document]:
    """One for each plan that is shared."""
    rows = execute(session, _plans, {"ids": list(ids)})
    for plan_id, title, summary, plain, audience, at, number, topic_column, *columns in rows:
        author = Author(*columns)
        topics = [line.split("\t", 1) for line in (topic_column or "").splitlines()]
        also = "|".join(words for _topic_id, words in topics)
        yield Document(
            key=key(plan_id),
            kind=KIND,
            group=key(plan_id),
            title=title,
            text="\n\n".join((summary, plain)),
            also="\n".join((author.organisation or "", *also.split("|"))),
            audience=audience,
            created=at,
            version=number,
            facets=facets(KIND, at, author, topic_ids=[int(topic_id) for topic_id, _words in topics]),
            names=names(KIND, author, also),
        )


def keys(_session: Session, plan_id: int) -> tuple[str, ...]:
    return (key(plan_id),)


def all_ids(session: Session) -> Sequence[int]:
    return session.scalars(select(Plan.id).order_by(Plan.id)).all()
