"""Methods as the search index sees them: all fields at once, and by the words for their topics."""

from collections.abc import Iterator, Sequence

from sqlalchemy import String, bindparam, cast, literal, select
from sqlalchemy.orm import Session

from network.core.db import AnySelect, execute
from network.core.statements import lines
from network.features.accounts.models import Account
from network.features.methods.models import Method, MethodState, MethodTopic
from network.features.methods.queries import keyword_column
from network.features.municipalities.models import Organisation
from network.features.search.facets import Author, facets, names
from network.features.topics.models import Topic
from network.ports.search import Document

KIND = "method"


def key(method_id: int) -> str:
    return f"{KIND}:{method_id}"


_topics = (
    select(lines(cast(Topic.id, String) + literal("\t") + Topic.title + literal("|") + Topic.synonyms))
    .select_from(MethodTopic)
    .join(Topic, Topic.id == MethodTopic.topic_id)
    .where(MethodTopic.method_id == Method.id)
    .correlate(Method)
    .scalar_subquery()
)
_methods: AnySelect = (
    select(
        Method.id,
        Method.kind,
        Method.title,
        Method.summary,
        Method.plain,
        Method.audience_term,
        Method.looked_through_at,
        Method.number,
        keyword_column,
        _topics,
        *(Account.name, Organisation.full_name, Organisation.code, Organisation.group),
    )
    .join(Organisation, Organisation.id == Method.organisation_id)
    .outerjoin(Account, Account.id == Method.owner_id)
    .where(Method.id.in_(bindparam("ids", expanding=True)), Method.state == MethodState.SHARED.value)
)


def documents(session: Session, ids: Sequence[int]) -> Iterator[Document]:
    """One for each method that is shared."""
    rows = execute(session, _methods, {"ids": list(ids)})
    for method_id, kind, title, summary, plain, audience, at, number, keywords, topic_column, *columns in rows:
        author = Author(*columns)
        topics = [line.split("\t", 1) for line in (topic_column or "").splitlines()]
        also = "|".join(words for _topic_id, words in topics)
        words = [line.split("\t", 1)[1] for line in (keywords or "").split("\n") if line]
        yield Document(
            key=key(method_id),
            kind=KIND,
            group=key(method_id),
            title=title,
            text="\n\n".join((summary, plain, *words)),
            also=also.replace("|", "\n"),
            audience=audience,
            created=at,
            version=number,
            facets=facets(kind, at, author, topic_ids=[int(topic_id) for topic_id, _words in topics]),
            names=names(kind, author, also),
        )


def keys(_session: Session, method_id: int) -> tuple[str, ...]:
    return (key(method_id),)


def all_ids(session: Session) -> Sequence[int]:
    return session.scalars(select(Method.id).order_by(Method.id)).all()
