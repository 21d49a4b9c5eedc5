"""Whole result pages over a snapshot: groups with their best hits, the total, and counts of facets.

Only documents within the audiences are ever counted, and a group is there because one of them is.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from network.ports.search import Gathered, Group, Query
from network.ports.search.query_text import Conditions
from network.ports.search.whoosh.clauses import Numbers
from network.ports.search.whoosh.evaluator import Page, Scope, asked_for, matching, readable, those
from network.ports.search.whoosh.ordering import Sorting, in_order
from network.ports.search.whoosh.rising import distinct
from network.ports.search.whoosh.schema import FACET, SAID, facet_term
from network.ports.search.whoosh.segment import Mask
from network.ports.search.whoosh.snapshot import Snapshot

# Pairs of a group and a value are counted without being sorted
MOST_SPREAD = 10  # where there are not so many times more places for them, of a byte each
FEWEST_PLACED, MOST_PLACES = 2_000, 10_000_000  # and where there are more pairs and fewer places, of four bytes each
BYTES_OF_COUNT = 100  # of a value and its count, as Python keeps them
BYTES_OF_HIT = 300


def scope_of(query: Query, conditions: Conditions, audiences: frozenset[str], without: str = "") -> Scope:
    """Which documents the query may find at all; `without` names a facet that is left out of account."""
    chosen = (facet_term(name, value) for name, value in query.facets.items() if name != without)
    return Scope(
        audiences=audiences,
        kinds=query.kinds,
        facets=(*chosen, *conditions.named),
        not_facets=conditions.not_named,
        since=_microseconds(conditions.since),
        until=_microseconds(conditions.until),
    )


def gather(
    snapshot: Snapshot, query: Query, conditions: Conditions, audiences: frozenset[str], counted: tuple[str, ...]
) -> Gathered:
    """The page of groups, how many there are, and how many have which value of the facets."""
    whole, scope = snapshot.whole, scope_of(Query(query.text, kinds=query.kinds), conditions, audiences)
    facets = tuple(sorted(query.facets.items()))
    asked = (conditions, scope, facets, counted)

    def ordered() -> Ordered:
        required, page = asked_for(whole, conditions), Page(max(0, query.offset), max(0, query.limit))

        def find() -> Found:
            return _found(snapshot, matching(whole, required, conditions, scope), dict(facets), counted)

        # The next page of a search, and the same in another order, find and count the same
        found = whole.kept(("found", *asked), find)
        groups = in_order(Sorting(snapshot, found.numbers, query.order, required), found.crowd, page)
        return Ordered(groups, found.total, found.counts)

    # Who comes back from a result asks for the page once more
    page = whole.kept(("page", *asked, query.order, query.offset, query.limit), ordered)
    return Gathered(page.groups, page.total, page.counts, conditions.terms, snapshot.kept_for(conditions.terms))


@dataclass(frozen=True, slots=True)
class Ordered:
    groups: tuple[Group, ...]
    total: int
    counts: Mapping[str, Mapping[str, int]]

    @property
    def nbytes(self) -> int:
        return BYTES_OF_HIT * sum(len(group.hits) for group in self.groups)


@dataclass(frozen=True, slots=True)
class Found:
    """What a query finds, before it is put in order."""

    numbers: Numbers
    crowd: Numbers  # the group of each
    total: int  # groups
    counts: Mapping[str, Mapping[str, int]]

    @property
    def nbytes(self) -> int:
        values = sum(map(len, self.counts.values()))
        return self.numbers.nbytes + self.crowd.nbytes + BYTES_OF_COUNT * values


def _found(snapshot: Snapshot, found: Numbers, facets: Mapping[str, str], counted: tuple[str, ...]) -> Found:
    """Of what was found whatever facets are chosen: each is counted as if it were not."""
    chosen = {
        name: snapshot.whole.any_of(FACET, frozenset({facet_term(name, value)})) for name, value in facets.items()
    }
    numbers = _all_but(found, chosen, "")
    crowd = _crowd(snapshot, numbers)
    total, counts = _counts(snapshot, [name for name in counted if name not in chosen], numbers, crowd)
    for name in chosen.keys() & set(counted):
        wider = _all_but(found, chosen, name)
        counts |= _counts(snapshot, [name], wider, _crowd(snapshot, wider))[1]
    return Found(numbers, crowd, total, counts)


def _crowd(snapshot: Snapshot, numbers: Numbers) -> Numbers:
    return snapshot.crowds[0].take(numbers).astype(np.intp)


def known(snapshot: Snapshot, terms: Collection[str], audiences: frozenset[str], fewest: int) -> Mapping[str, int]:
    """Those of the terms that enough documents of the audiences have, and how many."""
    asked = list(dict.fromkeys(terms))
    found = [0] * len(asked)
    allowed = readable(snapshot.whole, audiences)
    for segment in snapshot.segments:
        here = allowed[segment.base : segment.base + segment.files.size]
        for which, ids in segment.files.documents_of_any(SAID, asked):
            found[which] += int(np.count_nonzero(here[ids]))
    return {term: count for term, count in zip(asked, found, strict=True) if count >= fewest}


def _all_but(found: Numbers, chosen: Mapping[str, Mask], name: str) -> Numbers:
    """What has all that is chosen, the one facet left out of account."""
    for other, mask in chosen.items():
        if other != name:
            found = those(found, mask)
    return found


def _counts(
    snapshot: Snapshot, names: Collection[str], numbers: Numbers, crowd: Numbers
) -> tuple[int, dict[str, dict[str, int]]]:
    """How many groups were found; and by facet, how many of these have each value. `crowd`: each document's group."""
    there = np.zeros(snapshot.crowds[1], np.bool_)
    there[crowd] = True
    groups = np.flatnonzero(there)
    return len(groups), {name: _count(snapshot, name, numbers, crowd, groups) for name in names}


def _count(snapshot: Snapshot, name: str, numbers: Numbers, crowd: Numbers, groups: Numbers) -> dict[str, int]:
    table, (crowds, group_count) = snapshot.facet(name), snapshot.crowds
    if not table.labels or not len(numbers):
        return {}
    if (of_groups := snapshot.facet_by_group(name)) is not None:
        counts = np.bincount(of_groups.take(groups))
    elif table.only is not None:
        counts = _distinct_counts(table.only.take(numbers).astype(np.intp), crowd, group_count)
    else:
        documents, values = table.pairs(numbers)
        counts = _distinct_counts(values.astype(np.intp), crowds[documents], group_count)
    # Documents that have no value are counted behind all labels
    return {label: count for label, count in zip(table.labels, counts.tolist(), strict=False) if count}


def _distinct_counts(values: Numbers, crowd: Numbers, group_count: int) -> Numbers:
    """In how many groups each value is; what is handed in belongs together pair by pair."""
    pairs = values * group_count
    pairs += crowd
    places = (int(values.max(initial=0)) + 1) * group_count
    if places < MOST_SPREAD * len(pairs):
        seen = np.zeros(places, np.bool_)
        seen[pairs] = True
        return np.array([np.count_nonzero(row) for row in seen.reshape(-1, group_count)])
    if len(pairs) > FEWEST_PLACED and places < MOST_PLACES:
        # Of equal pairs the last one is left in their place; what stood there before does not matter
        own, last = np.arange(len(pairs), dtype=np.int32), np.empty(places, np.int32)
        last[pairs] = own
        return np.bincount(values[last.take(pairs) == own])
    if places < 2**31:
        pairs = pairs.astype(np.int32)  # sorted in half the time
    return np.bincount(distinct(pairs) // group_count)


def _microseconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp() * 1_000_000)
