"""Whole result pages over a snapshot: groups with their best hits, the total, and counts of facets.

Only documents within the audiences are ever counted, and a group is there because one of them is.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from network.ports.search import BEST_OF_GROUP, Gathered, Group, Order, Query
from network.ports.search.priors import FRESH_WEIGHT
from network.ports.search.query_text import Conditions
from network.ports.search.whoosh.bm25 import Scores
from network.ports.search.whoosh.clauses import Numbers
from network.ports.search.whoosh.evaluator import Page, Scope, best, hit, matching, readable, score, those
from network.ports.search.whoosh.rising import distinct
from network.ports.search.whoosh.schema import FACET, SAID, facet_term
from network.ports.search.whoosh.segment import Mask
from network.ports.search.whoosh.snapshot import Snapshot

MOST_SPREAD = 30  # times as many places as pairs that are spread out to be counted
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
        # The next page of a search, and the same in another order, find and count the same
        found = whole.kept(("found", *asked), lambda: _found(snapshot, conditions, scope, dict(facets), counted))
        keys, scores = _keys(snapshot, found.numbers, query.order, conditions)
        groups, total = _groups(snapshot, found.numbers, found.crowd, keys, scores, query)
        return Ordered(groups, total, found.counts)

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
    counts: Mapping[str, Mapping[str, int]]

    @property
    def nbytes(self) -> int:
        values = sum(map(len, self.counts.values()))
        return self.numbers.nbytes + self.crowd.nbytes + BYTES_OF_COUNT * values


def _found(
    snapshot: Snapshot, conditions: Conditions, scope: Scope, facets: Mapping[str, str], counted: tuple[str, ...]
) -> Found:
    """`scope` is without the facets that are chosen: each is counted as if it were not."""
    found = matching(snapshot.whole, conditions, scope)
    chosen = {
        name: snapshot.whole.any_of(FACET, frozenset({facet_term(name, value)})) for name, value in facets.items()
    }
    numbers = _all_but(found, chosen, "")
    crowd = _crowd(snapshot, numbers)
    counts = {}
    for name in counted:
        if name in chosen:
            wider = _all_but(found, chosen, name)
            counts[name] = _count(snapshot, name, wider, _crowd(snapshot, wider))
        else:
            counts[name] = _count(snapshot, name, numbers, crowd)
    return Found(numbers, crowd, counts)


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


def _count(snapshot: Snapshot, name: str, numbers: Numbers, crowd: Numbers) -> Mapping[str, int]:
    """How many groups of what was found have each value of the facet. `crowd` holds the group of each document."""
    table, (crowds, group_count) = snapshot.facet(name), snapshot.crowds
    if not table.labels or not len(numbers):
        return {}
    width = len(table.labels)
    if table.only is not None:
        pairs = table.only.take(numbers).astype(np.intp)  # those that have no value come last
        pairs *= group_count
        pairs += crowd
    else:
        documents, values = table.pairs(numbers)
        pairs = values.astype(np.intp) * group_count + crowds[documents]
    if group_count * width < MOST_SPREAD * len(pairs):
        seen = np.zeros((width + 1) * group_count, np.bool_)
        seen[pairs] = True
        rows = (seen[at * group_count : (at + 1) * group_count] for at in range(width))
        counts = [int(np.count_nonzero(row)) for row in rows]
    else:
        if (width + 1) * group_count < 2**31:
            pairs = pairs.astype(np.int32)  # sorted in half the time
        counts = np.bincount(distinct(pairs) // group_count, minlength=width + 1)[:width].tolist()
    return {label: count for label, count in zip(table.labels, counts, strict=True) if count}


def _keys(snapshot: Snapshot, numbers: Numbers, order: Order, conditions: Conditions) -> tuple[Scores, Scores]:
    """What to sort the found documents by, and their scores."""
    if order is Order.NEWEST or not conditions.required:
        return snapshot.whole.created.take(numbers).astype(np.float64), np.zeros(len(numbers))
    scores = score(snapshot, numbers, conditions) * _priors(snapshot, numbers)
    if order is Order.USEFUL:
        return snapshot.whole.useful.take(numbers) + scores / (1 + scores), scores
    return scores, scores


def _priors(snapshot: Snapshot, numbers: Numbers) -> Scores:
    """What usefulness, freshness and kind multiply a score by. Freshness is counted from the newest document found."""
    if not len(numbers):
        return np.empty(0)
    factors: Scores = snapshot.freshness.take(numbers)
    factors *= FRESH_WEIGHT / factors.max()
    factors += 1
    factors += snapshot.helped.take(numbers)
    factors *= snapshot.kinds.take(numbers)
    return factors


def _groups(
    snapshot: Snapshot, numbers: Numbers, crowd: Numbers, keys: Scores, scores: Scores, query: Query
) -> tuple[tuple[Group, ...], int]:
    group_count = snapshot.crowds[1]
    tops = np.full(group_count, -np.inf)
    np.maximum.at(tops, crowd, keys)
    there = np.flatnonzero(tops > -np.inf)
    if not len(there):
        return (), 0
    # Among equals the group whose first document came first: numbers rise, so the first place of each is its oldest.
    chosen = there[best(tops[there], Page(max(0, query.offset), max(0, query.limit)))]
    place = np.full(group_count, -1, np.int32)
    place[chosen] = np.arange(len(chosen))
    shown = np.flatnonzero(place.take(crowd) >= 0)
    order = shown[np.lexsort((numbers[shown], -keys[shown], place[crowd[shown]]))]
    sizes = np.bincount(place[crowd[shown]], minlength=len(chosen))
    ranked = list(zip(numbers[order].tolist(), scores[order].tolist(), strict=True))
    groups, at = [], 0
    for size in sizes.tolist():
        hits = tuple(hit(snapshot, *one) for one in ranked[at : at + min(size, BEST_OF_GROUP)])
        groups.append(Group(hits[0].group, hits, size))
        at += size
    return tuple(groups), len(there)


def _microseconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp() * 1_000_000)
