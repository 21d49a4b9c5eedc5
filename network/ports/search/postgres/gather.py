"""Conditions, whole result pages and known words as statements over the table of documents."""

from collections.abc import Collection, Mapping
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import (
    REAL,
    ColumnElement,
    Connection,
    Integer,
    Table,
    Text,
    and_,
    case,
    cast,
    distinct,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY

from network.ports.search import BEST_OF_GROUP, Gathered, Group, Hit, Order, Query, groups_among
from network.ports.search.postgres.words import EVERYWHERE, SAID, TITLE, clause_query, quoted
from network.ports.search.priors import FRESH_WEIGHT, HALF_LIFE_SECONDS, KIND_WEIGHTS, MOST_USEFUL, USEFUL_WEIGHT
from network.ports.search.query_text import Conditions

WEIGHTS = [0.02, 0.1, 0.06, 1.0]  # of D, C, B and A
BY_LENGTH = 1  # ts_rank's flag: divide by 1 + log(length), so that a long page does not win by being long


def facet_term(name: str, value: str) -> str:
    return f"{name}={value}"


def texts(values: list[str]) -> ColumnElement[Any]:
    return cast(literal(values, ARRAY(Text)), ARRAY(Text))


def _addressed(table: Table, audiences: frozenset[str]) -> ColumnElement[bool]:
    groups = groups_among(audiences)
    addressed = table.c.audience == func.any(texts(sorted(audiences)))
    return or_(addressed, table.c.group == func.any(texts(groups))) if groups else addressed


def scope(
    table: Table, query: Query, conditions: Conditions, audiences: frozenset[str], without: str = ""
) -> ColumnElement[bool]:
    """Which documents the query may find at all; `without` names a facet that is left out of account."""
    columns = table.c
    facets = [facet_term(name, value) for name, value in query.facets.items() if name != without]
    found = [
        _addressed(table, audiences),
        columns.facets.contains(texts([*facets, *conditions.named])),
    ]
    if conditions.not_named:
        found.append(not_(columns.facets.overlap(texts(list(conditions.not_named)))))
    if query.kinds:
        found.append(columns.kind == func.any(texts(sorted(query.kinds))))
    if conditions.since:
        found.append(columns.created >= conditions.since)
    if conditions.until:
        found.append(columns.created < conditions.until)
    return and_(*found)


def matches(table: Table, words: ColumnElement[Any] | None, conditions: Conditions) -> list[ColumnElement[bool]]:
    """That the words are there, or as many of them as are needed."""
    there = table.c.words.op("@@", is_comparison=True)
    if words is None:
        said = [not_(there(_query(clause_query(clause, SAID)))) for clause in conditions.excluded]
        return said or [true()]
    if conditions.needed == len(conditions.required):
        return [there(words)]
    searched = TITLE if conditions.in_title else EVERYWHERE
    met = [cast(there(_query(clause_query(clause, searched))), Integer) for clause in conditions.required]
    return [there(words), reduce(add, met) >= conditions.needed]


def rank_of(table: Table, words: ColumnElement[Any]) -> ColumnElement[float]:
    weights = cast(literal(WEIGHTS, ARRAY(REAL)), ARRAY(REAL))
    return func.ts_rank(weights, table.c.words, words, BY_LENGTH)


def _query(text: str) -> ColumnElement[Any]:
    return cast(literal(text, Text), TSQUERY)


def gather(
    connection: Connection,
    table: Table,
    words: ColumnElement[Any] | None,
    query: Query,
    conditions: Conditions,
    audiences: frozenset[str],
    counted: tuple[str, ...],
) -> Gathered:
    """The page of groups, how many there are, and how many have which value of the facets."""
    columns, matching = table.c, matches(table, words, conditions)
    found = and_(scope(table, query, conditions, audiences), *matching)
    total = connection.scalar(select(func.count(distinct(columns.group))).where(found)) or 0
    groups = _groups(connection, table, words, query, found) if total else ()
    counts: dict[str, dict[str, int]] = {name: {} for name in counted}
    for without in ("", *(name for name in counted if name in query.facets)):
        names = [without] if without else [name for name in counted if name not in query.facets]
        within = and_(scope(table, query, conditions, audiences, without), *matching)
        if names:
            _count(connection, table, within, names, counts)
    return Gathered(groups, total, counts, conditions.terms)


def _count(
    connection: Connection,
    table: Table,
    found: ColumnElement[bool],
    names: list[str],
    counts: dict[str, dict[str, int]],
) -> None:
    each = select(table.c.group, func.unnest(table.c.facets).label("facet")).where(found).subquery()
    wanted = or_(*(each.c.facet.startswith(f"{name}=", autoescape=True) for name in names))
    rows = select(each.c.facet, func.count(distinct(each.c.group))).where(wanted).group_by(each.c.facet)
    for facet, count in connection.execute(rows):
        name, _, value = facet.partition("=")
        counts[name][value] = count


def _groups(
    connection: Connection, table: Table, words: ColumnElement[Any] | None, query: Query, found: ColumnElement[bool]
) -> tuple[Group, ...]:
    columns = table.c
    newest_first = query.order is Order.NEWEST or words is None
    newest = func.max(columns.created).over()
    age = func.extract("epoch", newest - columns.created)
    helped = func.ln(1 + func.least(columns.useful, MOST_USEFUL)) / func.ln(2.0)
    prior = 1 + FRESH_WEIGHT * func.exp(-age / HALF_LIFE_SECONDS * func.ln(2.0)) + USEFUL_WEIGHT * helped
    of_kind = case(KIND_WEIGHTS, value=columns.kind, else_=1.0)
    score = literal(0.0) if newest_first or words is None else rank_of(table, words) * prior * of_kind
    sorting: ColumnElement[Any] = score
    if newest_first:
        sorting = func.extract("epoch", columns.created)
    elif query.order is Order.USEFUL:
        sorting = columns.useful + score / (1 + score)
    chosen = (columns.key, columns.kind, columns.group, columns.version, columns.created)
    every = select(*chosen, score.label("score"), sorting.label("sorting")).where(found).cte("every")
    in_group: Any = (every.c.sorting.desc(), every.c.created, every.c.key)
    placed = select(
        *every.c,
        func.row_number().over(partition_by=every.c.group, order_by=in_group).label("place"),
        func.count().over(partition_by=every.c.group).label("size"),
        func.max(every.c.sorting).over(partition_by=every.c.group).label("best"),
    ).cte("placed")
    best = func.dense_rank().over(order_by=(placed.c.best.desc(), placed.c.group)).label("rank")
    ranked = select(*placed.c, best).cte("ranked")
    first = max(0, query.offset)
    rows = connection.execute(
        select(*ranked.c)
        .where(ranked.c.rank > first, ranked.c.rank <= first + max(0, query.limit), ranked.c.place <= BEST_OF_GROUP)
        .order_by(ranked.c.rank, ranked.c.place)
    )
    groups: dict[str, list[Any]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    return tuple(
        Group(key, tuple(Hit(row.key, row.kind, row.group, row.version, float(row.score)) for row in members), size)
        for key, members in groups.items()
        for size in (members[0].size,)
    )


def known(
    connection: Connection, table: Table, terms: Collection[str], audiences: frozenset[str], fewest: int
) -> Mapping[str, int]:
    """Those of the terms that enough documents of the audiences have, and how many."""
    queries = {f"{quoted(term)}:{SAID}": term for term in terms}
    asked = func.unnest(texts(list(queries))).table_valued("query", name="asked").render_derived()
    there = table.c.words.op("@@", is_comparison=True)(cast(asked.c.query, TSQUERY))
    readable = _addressed(table, audiences)
    count = select(func.count()).where(there, readable).correlate(asked).scalar_subquery()
    counted = select(asked.c.query, count.label("documents")).subquery()
    rows = select(counted).where(counted.c.documents >= fewest)
    return {queries[query]: number for query, number in connection.execute(rows)}
