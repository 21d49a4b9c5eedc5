"""The cards of a method: those of municipalities like the reader's first, with the reasons."""

import base64
from collections import Counter
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Integer, and_, bindparam, case, func, select, tuple_

from network.core.access import Actor, Audience, audience_of, readable, reader
from network.core.addresses import experience_url
from network.core.cursor import BadCursor
from network.core.db import AnySelect, Source, at_most, execute
from network.features.experiences.alike import challenges_in, is_of_challenge, sharing, told_challenges
from network.features.experiences.models import Again, ExperienceCard, Origin, Stage
from network.features.municipalities.models import Organisation
from network.features.municipalities.regions import region_now

PAGE = 20  # as many as there are posts on a page
TABLE_PAGE = 50


@dataclass(frozen=True, slots=True)
class CardRow:
    id: int
    stage: Stage
    origin: Origin
    year: int | None
    place: str
    cost: int | None
    hours: int | None
    again: Again | str
    worked: str
    failed: str
    audience_term: str
    organisation_name: str
    is_alike: bool  # of the same kind of municipality as the reader's
    is_near: bool  # of the same region
    shared: str  # a challenge of the reader's municipality too, or empty
    likeness: int

    @property
    def url(self) -> str:
        return experience_url(self.id)

    @property
    def audience(self) -> Audience:
        return audience_of(self.audience_term)


@dataclass(frozen=True, slots=True)
class CardList:
    rows: tuple[CardRow, ...]
    next_cursor: str | None


_own = (
    select(Organisation.group.label("kind"), region_now.label("region"))
    .where(Organisation.id == bindparam("own_organisation_id"))
    .subquery()
)
_is_alike = and_(Organisation.group != "", Organisation.group == select(_own.c.kind).scalar_subquery())
_is_near = and_(Organisation.region != "", region_now == select(_own.c.region).scalar_subquery())
_alike, _near = case((_is_alike, 1), else_=0), case((_is_near, 1), else_=0)
_shares = case((sharing.c.title.is_not(None), 1), else_=0)
_likeness = 4 * _alike + 2 * _shares + _near
# Which cards: only numbers are sorted, what is long is read for those that are shown
_chosen: AnySelect = (
    select(
        ExperienceCard.id,
        _alike.label("is_alike"),
        _near.label("is_near"),
        func.coalesce(sharing.c.title, "").label("shared"),
        _likeness.label("likeness"),
    )
    .join(Organisation, Organisation.id == ExperienceCard.organisation_id)
    .outerjoin(sharing, sharing.c.organisation_id == ExperienceCard.organisation_id)
)
_FILTERS = {
    "group": Organisation.group == bindparam("group"),
    "year": ExperienceCard.year == bindparam("year", type_=Integer),
    "stage": ExperienceCard.stage == bindparam("stage"),
    "challenge": is_of_challenge,
}


@cache
def _list_statement(filters: frozenset[str], limit: int, *, goes_on: bool) -> AnySelect:
    rows = _chosen.where(ExperienceCard.method_id == bindparam("method_id"), readable(ExperienceCard))
    rows = rows.where(*(_FILTERS[name] for name in sorted(filters)))
    if goes_on:
        last = tuple_(bindparam("last_likeness", type_=Integer), bindparam("last_id", type_=Integer))
        rows = rows.where(tuple_(_likeness, ExperienceCard.id) < last)
    chosen = at_most(rows.order_by(_likeness.desc(), ExperienceCard.id.desc()), limit).subquery("chosen")
    return (
        select(
            ExperienceCard.id,
            ExperienceCard.stage,
            ExperienceCard.origin,
            ExperienceCard.year,
            ExperienceCard.place,
            ExperienceCard.cost,
            ExperienceCard.hours,
            ExperienceCard.again,
            ExperienceCard.worked,
            ExperienceCard.failed,
            ExperienceCard.audience_term,
            Organisation.full_name,
            chosen.c.is_alike,
            chosen.c.is_near,
            chosen.c.shared,
            chosen.c.likeness,
        )
        .select_from(chosen)
        .join(ExperienceCard, ExperienceCard.id == chosen.c.id)
        .join(Organisation, Organisation.id == ExperienceCard.organisation_id)
        .order_by(chosen.c.likeness.desc(), chosen.c.id.desc())
    )


def card_list(
    source: Source,
    actor: Actor,
    method_id: int,
    *,
    group: str | None = None,
    year: int | None = None,
    stage: Stage | None = None,
    challenge: str | None = None,
    after: str = "",
    limit: int = PAGE,
) -> CardList:
    """The cards that the actor may read of a method that they have been let through to. Raises cursor.BadCursor."""
    given = {"group": group, "year": year, "stage": stage, "challenge": challenge}
    chosen = {name: value for name, value in given.items() if value is not None}
    likeness, last_id = _decode(after) if after else (None, None)
    wanted = {"method_id": method_id, "own_organisation_id": actor.organisation_id}
    wanted |= {"last_likeness": likeness, "last_id": last_id}
    statement = _list_statement(frozenset(chosen), limit + 1, goes_on=bool(after))
    found = [CardRow(*row) for row in execute(source, statement, reader(actor) | chosen | wanted)]
    more = _encode(found[limit - 1]) if len(found) > limit else None
    return CardList(tuple(found[:limit]), more)


def _encode(row: CardRow) -> str:
    return base64.urlsafe_b64encode(f"{row.likeness}.{row.id}".encode()).decode().rstrip("=")


def _decode(cursor: str) -> tuple[int, int]:
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        likeness, row_id = map(int, raw.split("."))
    except ValueError as error:
        raise BadCursor(cursor) from error
    if not (0 <= likeness <= 7 and 0 <= row_id.bit_length() <= 31):
        raise BadCursor(cursor)
    return likeness, row_id


@dataclass(frozen=True, slots=True)
class Tally:
    """What there is to choose among the cards of a method."""

    total: int
    stages: tuple[tuple[Stage, int], ...]
    groups: tuple[str, ...]
    years: tuple[int, ...]  # newest first
    challenges: tuple[tuple[str, str], ...] = ()  # slug and title


_tally: AnySelect = (
    select(ExperienceCard.stage, Organisation.group, ExperienceCard.year, func.count(), told_challenges)
    .join(Organisation, Organisation.id == ExperienceCard.organisation_id)
    .where(ExperienceCard.method_id == bindparam("method_id"), readable(ExperienceCard))
    .group_by(ExperienceCard.stage, Organisation.group, ExperienceCard.year)
)


def tally(source: Source, actor: Actor, method_id: int) -> Tally:
    """Of the cards that the actor may read."""
    rows = execute(source, _tally, reader(actor) | {"method_id": method_id}).all()
    stages: Counter[str] = Counter()
    for stage, _group, _year, count, _challenges in rows:
        stages[stage] += count
    return Tally(
        total=sum(stages.values()),
        stages=tuple((stage, stages[stage]) for stage in Stage if stages[stage]),
        groups=tuple(sorted({row[1] for row in rows if row[1]})),
        years=tuple(sorted({row[2] for row in rows if row[2]}, reverse=True)),
        challenges=challenges_in(rows[0][4]) if rows else (),
    )
