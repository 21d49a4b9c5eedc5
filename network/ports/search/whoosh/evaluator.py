"""Finding and ranking over a snapshot with numpy.

The scores are those of Whoosh's BM25F when it scores every document, to the last bit: the same operations on the same
numbers in the same order. Audience, kind and facets are part of what is matched, so no document outside them is ever
counted or shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from network.ports.search import Hit, Results, groups_among
from network.ports.search.query_text import Conditions
from network.ports.search.whoosh.bm25 import Scores
from network.ports.search.whoosh.clauses import Met, Numbers, meeting, places, scores_of
from network.ports.search.whoosh.foremost import most_of_others, titled
from network.ports.search.whoosh.schema import AUDIENCE, BOOSTS, FACET, KIND, SAID, TITLE, crowd_of
from network.ports.search.whoosh.segment import Mask
from network.ports.search.whoosh.snapshot import Snapshot
from network.ports.search.whoosh.whole import Whole

COLUMNS, FEWEST_ROWS = 8, 4  # for each hit of a page, in which keys are laid out to be compared; and in each column


@dataclass(frozen=True, slots=True)
class Scope:
    """Which documents may be found at all."""

    audiences: frozenset[str]
    kinds: frozenset[str] = frozenset()  # empty: every kind
    facets: tuple[str, ...] = ()  # facet terms, all required
    not_facets: tuple[str, ...] = ()
    since: int | None = None  # microseconds
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    offset: int
    limit: int
    newest_first: bool = False


def search(snapshot: Snapshot, conditions: Conditions, scope: Scope, page: Page) -> Results:
    """The page of hits and the exact number of documents that meet the conditions within the scope."""
    required = asked_for(snapshot.whole, conditions)
    numbers = matching(snapshot.whole, required, conditions, scope)
    if page.limit <= 0:
        return Results((), len(numbers), conditions.terms)
    if page.newest_first:
        chosen = best(snapshot.whole.created.take(numbers), page)
        scores = np.zeros(len(chosen))
    else:
        chosen, scores = _best_scored(snapshot, numbers, required, page)
    return Results(hits(snapshot, numbers[chosen], scores), len(numbers), conditions.terms)


def _best_scored(snapshot: Snapshot, numbers: Numbers, required: Sequence[Met], page: Page) -> tuple[Numbers, Scores]:
    """Where the hits of the page stand among the numbers, and their scores."""
    some = titled(required, numbers)
    if some is not None and len(some) >= page.offset + page.limit:
        scores = score(snapshot, numbers[some], required)
        chosen = best(scores, page)
        if len(chosen) and scores[chosen[-1]] > most_of_others(required, snapshot.statistics):
            return some[chosen], scores[chosen]
    scores = score(snapshot, numbers, required)
    chosen = best(scores, page)
    return chosen, scores[chosen]


def asked_for(whole: Whole, conditions: Conditions) -> list[Met]:
    """What meets each of the clauses that are asked for."""
    fields = (TITLE,) if conditions.in_title else tuple(BOOSTS)
    return [meeting(whole, clause, fields) for clause in conditions.required]


def matching(whole: Whole, required: Sequence[Met], conditions: Conditions, scope: Scope) -> Numbers:
    """Numbers of the documents that are found, rising. `required`: what meets the clauses that are asked for."""
    allowed = within(whole, scope)
    if conditions.needed < len(required):
        met = np.zeros(whole.size, np.int16)
        for one in required:
            if one.ids is None:
                met += one.mask()
            else:
                met[one.ids.astype(np.intp)] += 1
        numbers = np.flatnonzero(allowed & (met >= conditions.needed))
    else:
        numbers = _all_met(allowed, required)
    for clause in conditions.excluded:
        if len(numbers):
            numbers = numbers.compress(~meeting(whole, clause, SAID).among(numbers))
    return numbers


def _all_met(allowed: Mask, required: Sequence[Met]) -> Numbers:
    """Numbers of the allowed documents that meet all clauses, rising."""
    for one in required:
        if one.ids is None:
            allowed = allowed & one.mask()
    few = sorted((one.ids for one in required if one.ids is not None), key=len)
    if not few:
        return np.flatnonzero(allowed)
    numbers = those(few[0].astype(np.intp), allowed)
    for ids in few[1:]:
        numbers = numbers.compress(places(ids, numbers)[1])
    return numbers


def those(numbers: Numbers, mask: Mask) -> Numbers:
    """Those of the numbers that are in the mask."""
    inside = mask.take(numbers)
    return numbers if inside.all() else numbers.compress(inside)


def within(whole: Whole, scope: Scope) -> Mask:
    """Which documents may be found at all, shape (size,)."""
    allowed = readable(whole, scope.audiences)
    if scope.kinds:
        allowed = allowed & whole.any_of(KIND, scope.kinds)
    for facet in scope.facets:
        allowed = allowed & whole.any_of(FACET, frozenset({facet}))
    for facet in scope.not_facets:
        allowed = allowed & ~whole.any_of(FACET, frozenset({facet}))
    if scope.since is not None:
        allowed = allowed & (whole.created >= scope.since)
    if scope.until is not None:
        allowed = allowed & (whole.created < scope.until)
    return allowed


def readable(whole: Whole, audiences: frozenset[str]) -> Mask:
    """Which documents are not deleted and of these audiences, or in one of their groups."""
    return whole.kept(("readable", audiences), lambda: whole.live & _addressed(whole, audiences))


def _addressed(whole: Whole, audiences: frozenset[str]) -> Mask:
    groups = groups_among(audiences)
    addressed = whole.any_of(AUDIENCE, audiences.difference(groups))
    return addressed | whole.in_groups([crowd_of(group) for group in groups]) if groups else addressed


def score(snapshot: Snapshot, numbers: Numbers, required: Sequence[Met]) -> Scores:
    """For each of the documents the sum over the clauses, each the sum over its sequences and the fields."""
    total: Scores | None = None
    for met in required:
        scores = scores_of(met, numbers, snapshot.statistics)
        total = scores if total is None else total + scores
    return np.zeros(len(numbers)) if total is None else total


def best(keys: NDArray[np.float64] | NDArray[np.int64], page: Page) -> Numbers:
    """Where the hits of the page stand in `keys`: highest key first, the earlier one among equals."""
    end = min(page.offset + page.limit, len(keys))
    if end <= page.offset:
        return np.empty(0, np.intp)
    contenders = np.arange(end) if end == len(keys) else np.flatnonzero(keys >= _reached(keys, end))
    order = np.argsort(-keys[contenders], kind="stable")
    return contenders[order[page.offset : end]]


def _reached(keys: NDArray[np.float64] | NDArray[np.int64], count: int) -> Any:
    """A key that at least so many reach, and not many more: so many of the highest of each of several columns do."""
    width = COLUMNS * count
    if len(keys) >= FEWEST_ROWS * width:
        keys = keys[: len(keys) // width * width].reshape(-1, width).max(axis=0)
    return np.partition(keys, -count)[-count]


def hits(snapshot: Snapshot, numbers: Numbers, scores: Scores) -> tuple[Hit, ...]:
    """Documents of the whole index as hits."""
    stored = map(snapshot.stored, numbers.tolist())
    return tuple([Hit(*kept, score) for kept, score in zip(stored, scores.tolist(), strict=True)])
