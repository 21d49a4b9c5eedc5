"""What everyone may read of the library, read a batch at a time: it may be of any size."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Engine, Integer, String, and_, bindparam, func, literal, select

from network.core import clock
from network.core.access import ANONYMOUS, readable, reader
from network.core.addresses import article_url, document_url, method_url, plan_url
from network.core.danish_order import danish_key
from network.core.db import AnySelect, at_most
from network.features.library.models import Document, DocumentVersion
from network.features.library.queries import is_current_version
from network.features.methods.models import Method, MethodState
from network.features.methods.queries import topic_column as method_topics
from network.features.municipalities.models import Organisation
from network.features.plans.models import Plan, PlanState
from network.features.plans.queries import topic_column as plan_topics
from network.features.publishing.models import Article, ArticleDocument, ArticleKind
from network.features.publishing.visibility import is_out, visitor
from network.features.topics.models import Topic

AT_ONCE = 500  # rows
SUMMARY = 400  # characters


class Kind(StrEnum):
    METHOD = "method"
    TOOL = "tool"
    DOCUMENT = "document"
    PUBLICATION = "publication"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class File:
    path: str
    media_type: str
    size: int  # bytes
    pages: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Shared:
    """Something that everyone may read and take along."""

    kind: Kind
    id: int
    title: str
    summary: str
    path: str
    holder: str  # who has shared it
    code: str  # of the municipality; empty for others
    topics: tuple[str, ...]
    year: int
    published_at: datetime
    licence: str  # of its kind's own; empty: nobody has said
    file: File | None = None


_after = bindparam("after", type_=Integer)
_nothing = literal("", String)
_methods: AnySelect = (
    select(
        Method.id,
        Method.slug,
        Method.title,
        Method.summary,
        Organisation.full_name,
        func.coalesce(Organisation.code, ""),
        func.coalesce(method_topics, ""),
        Method.shared_at,
        Method.licence,
        Method.kind,
    )
    .join(Organisation, Organisation.id == Method.organisation_id)
    .where(readable(Method), Method.state == MethodState.SHARED.value, Method.id > _after)
    .order_by(Method.id)
)
_file = (DocumentVersion.media_type, DocumentVersion.size, DocumentVersion.page_count, DocumentVersion.file_key)
_documents: AnySelect = (
    select(
        Document.id,
        Document.slug,
        Document.title,
        func.substr(Document.plain, 1, SUMMARY),
        Organisation.full_name,
        func.coalesce(Organisation.code, ""),
        func.coalesce(_nothing + literal("\t") + Topic.title, ""),
        Document.shared_at,
        Document.licence,
        *_file,
    )
    .join(DocumentVersion, is_current_version)
    .join(Organisation, Organisation.id == Document.organisation_id)
    .outerjoin(Topic, Topic.id == Document.topic_id)
    .where(readable(Document), Document.id > _after)
    .order_by(Document.id)
)
# A publication is one document; what it may be used for is said there
_publications: AnySelect = (
    select(
        Article.id,
        Article.slug,
        Article.title,
        Article.lead,
        _nothing,
        _nothing,
        _nothing,
        Article.published_at,
        func.coalesce(Document.licence, ""),
        *_file,
        Article.facts,
    )
    .outerjoin(ArticleDocument, ArticleDocument.article_id == Article.id)
    .outerjoin(Document, and_(Document.id == ArticleDocument.document_id, readable(Document)))
    .outerjoin(DocumentVersion, is_current_version)
    .where(is_out(), Article.kind == ArticleKind.PUBLICATION.value, Article.id > _after)
    .order_by(Article.id)
)
_plans: AnySelect = (
    select(
        Plan.id,
        Plan.slug,
        Plan.title,
        Plan.summary,
        Organisation.full_name,
        func.coalesce(Organisation.code, ""),
        func.coalesce(plan_topics, ""),
        Plan.shared_at,
        _nothing,
    )
    .join(Organisation, Organisation.id == Plan.organisation_id)
    .where(readable(Plan), Plan.state == PlanState.SHARED.value, Plan.id > _after)
    .order_by(Plan.id)
)


def shared_things(engine: Engine) -> Iterator[Shared]:
    """All of them, kind by kind, each in the order in which they were made. No connection is held between batches, for
    whoever fetches them may be slow.
    """
    for statement, made in (
        (_methods, _method),
        (_documents, _document),
        (_publications, _publication),
        (_plans, _plan),
    ):
        yield from _in_batches(engine, at_most(statement, AT_ONCE), made)


def _in_batches(engine: Engine, statement: AnySelect, made: Callable[[Sequence[Any]], Shared]) -> Iterator[Shared]:
    wanted = reader(ANONYMOUS) | visitor(ANONYMOUS)
    after = 0
    while True:
        with engine.connect() as connection:
            rows = connection.execute(statement, wanted | {"after": after}).all()
        yield from map(made, rows)
        if len(rows) < AT_ONCE:
            return
        after = rows[-1][0]


def _common(row: Sequence[Any], path: str) -> dict[str, Any]:
    number, _slug, title, summary, holder, code, topics, published_at, licence = row[:9]
    titles = (line.partition("\t")[2] for line in topics.split("\n") if line)
    return {
        "id": number,
        "title": title,
        "summary": summary,
        "path": path,
        "holder": holder,
        "code": code,
        "topics": tuple(sorted(titles, key=danish_key)),
        "year": published_at.astimezone(clock.COPENHAGEN).year,
        "published_at": published_at,
        "licence": licence,
    }


def _method(row: Sequence[Any]) -> Shared:
    return Shared(kind=Kind(row[9]), **_common(row, method_url(row[0], row[1])))


def _document(row: Sequence[Any]) -> Shared:
    path = document_url(row[0], row[1])
    return Shared(kind=Kind.DOCUMENT, **_common(row, path), file=File(f"{path}/original", *row[9:13]))


def _publication(row: Sequence[Any]) -> Shared:
    facts = row[13]
    said = _common(row, article_url(ArticleKind.PUBLICATION, row[0], row[1]))
    said["holder"] = facts.get("authors") or "På forkant"
    year = facts.get("year", "")
    said["year"] = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else said["year"]
    file = File(f"/udgivelser/{row[0]}/hent", *row[9:13]) if row[12] else None
    return Shared(kind=Kind.PUBLICATION, **said, file=file)


def _plan(row: Sequence[Any]) -> Shared:
    return Shared(kind=Kind.PLAN, **_common(row, plan_url(row[0], row[1])))
