"""Which municipality answers which: under their own names alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Integer, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from network.core.access import Actor, OrganisationKind, reader
from network.core.addresses import municipality_url
from network.core.db import AnySelect, at_most, execute
from network.features.municipalities.models import Organisation
from network.features.statistics.counted import asks, counted, has_names, in_period, within
from network.features.statistics.period import Period
from network.features.threads.models import Post, Thread

MOST = 98 * 97  # pairs that there can be


@dataclass(frozen=True, slots=True)
class Town:
    slug: str
    name: str

    @property
    def url(self) -> str:
        return municipality_url(self.slug)


@dataclass(frozen=True, slots=True)
class Help:
    giver: Town
    taker: Town
    count: int  # questions of the taker that the giver has answered


_giver, _taker = aliased(Organisation), aliased(Organisation)
_IS_TOWN = OrganisationKind.MUNICIPALITY.value


@cache
def _pairs(*, of_one: bool) -> AnySelect:
    topic = bindparam("topic_id", type_=Integer)
    answered = (
        select(Post.organisation_id.label("giver"), Thread.organisation_id.label("taker"), Thread.id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(
            *(in_period(Post.created_at), Post.position > 1, Post.hidden_at.is_(None)),
            *(counted(Thread), asks, has_names, Post.organisation_id != Thread.organisation_id),
            or_(topic.is_(None), Thread.topic_id == topic),
        )
        .distinct()
    )
    if of_one:
        one = bindparam("organisation_id", type_=Integer)
        answered = answered.where(or_(Post.organisation_id == one, Thread.organisation_id == one))
    found = answered.subquery()
    # Added up first: names are looked up for each pair, and not for each answer
    count = func.count().label("count")
    pairs = select(found.c.giver, found.c.taker, count).group_by(found.c.giver, found.c.taker).subquery()
    rows = (
        select(_giver.slug, _giver.name, _taker.slug, _taker.name, pairs.c.count)
        .select_from(pairs)
        .join(_giver, _giver.id == pairs.c.giver)
        .join(_taker, _taker.id == pairs.c.taker)
        .where(_giver.kind == _IS_TOWN, _taker.kind == _IS_TOWN)
        .order_by(pairs.c.count.desc(), _giver.slug, _taker.slug)
    )
    return at_most(rows, MOST)


def helping(session: Session, actor: Actor, period: Period, topic_id: int | None) -> tuple[Help, ...]:
    """Who answered whom in the period, most first."""
    wanted = reader(actor) | within(period) | {"topic_id": topic_id}
    return _helps(session, _pairs(of_one=False), wanted)


def helping_of(session: Session, actor: Actor, organisation_id: int, period: Period) -> tuple[Help, ...]:
    """Whom one municipality answered, and who answered it. Whoever calls it has asked require()."""
    wanted = reader(actor) | within(period) | {"topic_id": None, "organisation_id": organisation_id}
    return _helps(session, _pairs(of_one=True), wanted)


def _helps(session: Session, statement: AnySelect, wanted: Mapping[str, object]) -> tuple[Help, ...]:
    return tuple(
        Help(Town(giver_slug, giver), Town(taker_slug, taker), count)
        for giver_slug, giver, taker_slug, taker, count in execute(session, statement, wanted)
    )
