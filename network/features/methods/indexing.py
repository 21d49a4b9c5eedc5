"""Methods as the search index sees them: all fields at once, and by the words for their topics."""

from collections.abc import Iterator, Sequence

from sqlalchemy import bindparam, func, literal, select
from sqlalchemy.orm import Session

from network.core.db import AnySelect, execute
from network.features.methods.models import Method, MethodState, MethodTopic
from network.features.methods.queries import keyword_column
from network.features.municipalities.models import Organisation
from network.features.topics.models import Topic
from network.ports.search import Document

KIND = "method"


def key(method_id: int) -> str:
    return f"{KIND}:{method_id}"


_topics = (
    select(func.aggregate_strings(Topic.title + literal("|") + Topic.synonyms, "|"))
    .select_from(MethodTopic)
    .join(Topic, Topic.id == MethodTopic.topic_id)
    .where(MethodTopic.method_id == Method.id)
    .correlate(Method)
    .scalar_subquery()
)
_topic_id = (
    select(func.min(MethodTopic.topic_id)).where(MethodTopic.method_id == Method.id).correlate(Method).scalar_subquery()
)
_methods: AnySelect = (
    select(
        Method.id,
        Method.title,
        Method.summary,
        Method.plain,
        Method.audience_term,
        Method.looked_through_at,
        Method.number,
        Organisation.code,
        keyword_column,
        _topics,
        _topic_id,
    )
    .join(Organisation, Organisation.id == Method.organisation_id)
    .where(Method.id.in_(bindparam("ids", expanding=True)), Method.state == MethodState.SHARED.value)
)


def documents(session: Session, ids: Sequence[int]) -> Iterator[Document]:
    """One for each method that is shared."""
    for method_id, title, summary, plain, audience, at, number, code, keywords, topics, topic_id in execute(
        session, _methods, {"ids": list(ids)}
    ):
        words = [line.split("\t", 1)[1] for line in (keywords or "").split("\n") if line]
        yield Document(
            key=key(method_id),
            kind=KIND,
            group=key(method_id),
            title=title,
            text="\n\n".join((summary, plain, *words)),
            also=(topics or "").replace("|", "\n"),
            audience=audience,
            created=at,
            version=number,
            facets={"topic": (str(topic_id),) if topic_id else (), "municipality": (code,) if code else ()},
        )


def keys(_session: Session, method_id: int) -> tuple[str, ...]:
    return (key(method_id),)


def all_ids(session: Session) -> Sequence[int]:
    return session.scalars(select(Method.id).order_by(Method.id)).all()
