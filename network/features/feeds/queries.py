"""What is public: the newest that the network has published, and the addresses of everything."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Integer, bindparam, func, select

from network.core.access import ANONYMOUS, OrganisationKind, readable, reader
from network.core.addresses import (
    article_url,
    collection_url,
    document_url,
    method_url,
    municipality_url,
    partner_url,
    plan_url,
    thread_url,
    topic_url,
)
from network.core.db import AnySelect, Source, execute
from network.features.collections.models import Collection
from network.features.library.models import Document
from network.features.methods.models import Method, MethodState
from network.features.municipalities.models import Organisation
from network.features.plans.models import Plan, PlanState
from network.features.publishing.models import Article, ArticleKind
from network.features.publishing.visibility import is_out, visitor
from network.features.threads.models import Thread
from network.features.topics.models import Topic

IN_A_FEED = 40
IN_A_PART = 50_000  # addresses: no sitemap may hold more
AT_ONCE = 1_000  # rows


@dataclass(frozen=True, slots=True)
class FeedEntry:
    id: int
    kind: str
    slug: str
    title: str
    lead: str
    html: str
    published_at: datetime
    changed_at: datetime

    @property
    def path(self) -> str:
        return article_url(self.kind, self.id, self.slug)

    @property
    def updated_at(self) -> datetime:
        """What was written before it came out is new when it comes out."""
        return max(self.published_at, self.changed_at)


_newest: AnySelect = (
    select(
        Article.id,
        Article.kind,
        Article.slug,
        Article.title,
        Article.lead,
        Article.html,
        Article.published_at,
        Article.changed_at,
    )
    .where(Article.kind.in_(bindparam("kinds", expanding=True)), is_out())
    .order_by(Article.published_at.desc(), Article.id.desc())
    .limit(IN_A_FEED)
)


def feed_entries(source: Source, kinds: tuple[ArticleKind, ...]) -> tuple[FeedEntry, ...]:
    """The newest of these kinds that are out."""
    rows = execute(source, _newest, visitor(ANONYMOUS) | {"kinds": [kind.value for kind in kinds]})
    return tuple(FeedEntry(*row) for row in rows)


_shared_method = Method.state == MethodState.SHARED.value
_shared_plan = Plan.state == PlanState.SHARED.value
_in_part = {"first": bindparam("first", type_=Integer), "last": bindparam("last", type_=Integer)}


def _part(model: Any, *more: Any) -> AnySelect:
    within = model.id.between(_in_part["first"], _in_part["last"])
    return select(model.id, model.slug, *more).where(within).order_by(model.id)


# By the name in the address: what is there, and how many the last of it is
_parts: Mapping[str, tuple[AnySelect, AnySelect]] = {
    "traade": (
        _part(Thread).where(readable(Thread)),
        select(func.max(Thread.id)).where(readable(Thread)),
    ),
    "metoder": (
        _part(Method).where(readable(Method), _shared_method),
        select(func.max(Method.id)).where(readable(Method), _shared_method),
    ),
    "strategiplaner": (
        _part(Plan).where(readable(Plan), _shared_plan),
        select(func.max(Plan.id)).where(readable(Plan), _shared_plan),
    ),
    "dokumenter": (
        _part(Document).where(readable(Document)),
        select(func.max(Document.id)).where(readable(Document)),
    ),
    "samlinger": (
        _part(Collection).where(readable(Collection), Collection.deleted_at.is_(None)),
        select(func.max(Collection.id)).where(readable(Collection), Collection.deleted_at.is_(None)),
    ),
    "udgivet": (_part(Article, Article.kind).where(is_out()), select(func.max(Article.id)).where(is_out())),
    "kommuner": (
        _part(Organisation).where(Organisation.kind == OrganisationKind.MUNICIPALITY.value),
        select(func.max(Organisation.id)).where(Organisation.kind == OrganisationKind.MUNICIPALITY.value),
    ),
    "partnere": (
        _part(Organisation).where(Organisation.kind == OrganisationKind.PARTNER.value),
        select(func.max(Organisation.id)).where(Organisation.kind == OrganisationKind.PARTNER.value),
    ),
    "emner": (_part(Topic), select(func.max(Topic.id))),
}
_URLS: Mapping[str, Any] = {
    "traade": lambda row: thread_url(row[0], row[1]),
    "metoder": lambda row: method_url(row[0], row[1]),
    "strategiplaner": lambda row: plan_url(row[0], row[1]),
    "dokumenter": lambda row: document_url(row[0], row[1]),
    "samlinger": lambda row: collection_url(row[0], row[1]),
    "udgivet": lambda row: article_url(row[2], row[0], row[1]),
    "kommuner": lambda row: municipality_url(row[1]),
    "partnere": lambda row: partner_url(row[1]),
    "emner": lambda row: topic_url(row[1]),
}
PARTS = tuple(_parts)


def part_counts(source: Source) -> dict[str, int]:
    """How many parts the addresses of each kind fill; a part is a range of ids."""
    wanted = reader(ANONYMOUS) | visitor(ANONYMOUS)
    last = {name: execute(source, statement, wanted).scalar() or 0 for name, (_rows, statement) in _parts.items()}
    return {name: -(-number // IN_A_PART) for name, number in last.items()}


def part_paths(engine: Engine, name: str, number: int) -> Iterator[str]:
    """The paths of one part, read as they are asked for, on a connection of its own."""
    within = {"first": (number - 1) * IN_A_PART + 1, "last": number * IN_A_PART}
    wanted = reader(ANONYMOUS) | visitor(ANONYMOUS) | within
    with engine.connect() as connection:
        streaming = connection.execution_options(yield_per=AT_ONCE)
        for row in streaming.execute(_parts[name][0], wanted):
            yield _URLS[name](row)
