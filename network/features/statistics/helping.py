"""Which municipality answers which: under their own names alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Integer, bindparam, distinct, func, or_, select
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
    count = func.count(distinct(Thread.id))
    rows = (
        select(_giver.slug, _giver.name, _taker.slug, _taker.name, count)
        .select_from(Post)
        .join(Thread, Thread.id == Post.thread_id)
        .join(_giver, _giver.id == Post.organisation_id)
        .join(_taker, _taker.id == Thread.organisation_id)
        .where(
            *(in_period(Post.created_at), Post.position > 1, Post.hidden_at.is_(None)),
            *(counted(Thread), asks, has_names, Post.organisation_id != Thread.organisation_id),
            *(_giver.kind == _IS_TOWN, _taker.kind == _IS_TOWN, or_(topic.is_(None), Thread.topic_id == topic)),
        )
        .group_by(_giver.id, _taker.id)
        .order_by(count.desc(), _giver.slug, _taker.slug)
    )
    if of_one:
        one = bindparam("organisation_id", type_=Integer)
        rows = rows.where(or_(Post.organisation_id == one, Thread.organisation_id == one))
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
