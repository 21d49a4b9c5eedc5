"""Finding and ranking over a snapshot with numpy.

The scores are those of Whoosh's BM25F when it scores every document, to the last bit: the same operations on the same
numbers in the same order. Audience, kind and facets are part of what is matched, so no document outside them is ever
counted or shown.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from network.ports.search import Hit, Results, groups_among
from network.ports.search.query_text import Conditions
from network.ports.search.whoosh.bm25 import Scores
from network.ports.search.whoosh.clauses import Fields, Numbers, among, meeting, scores_of
from network.ports.search.whoosh.schema import AUDIENCE, BOOSTS, FACET, KIND, SAID, TITLE, crowd_of
from network.ports.search.whoosh.segment import Mask
from network.ports.search.whoosh.snapshot import Snapshot
from network.ports.search.whoosh.whole import Whole


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
    numbers = matching(snapshot.whole, conditions, scope)
    if page.limit <= 0:
        return Results((), len(numbers), conditions.terms)
    keys = snapshot.whole.created.take(numbers) if page.newest_first else score(snapshot, numbers, conditions)
    chosen = best(keys, page)
    scores = np.zeros(len(chosen)) if page.newest_first else keys[chosen]
    hits = (hit(snapshot, *found) for found in zip(numbers[chosen].tolist(), scores.tolist(), strict=True))
    return Results(tuple(hits), len(numbers), conditions.terms)


def matching(whole: Whole, conditions: Conditions, scope: Scope) -> Numbers:
    """Numbers of the documents that are found, rising."""
    allowed, fields = within(whole, scope), searched_fields(conditions)
    found = [meeting(whole, clause, fields) for clause in conditions.required]
    if not found:
        numbers = np.flatnonzero(allowed)
    elif conditions.needed < len(found):
        met = np.zeros(whole.size, np.int16)
        for ids in found:
            met[ids] += 1
        numbers = np.flatnonzero(allowed & (met >= conditions.needed))
    else:
        fewest, *others = sorted(found, key=len)
        numbers = those(fewest.astype(np.intp), allowed)
        for ids in others:
            if not len(numbers):
                break
            numbers = numbers.compress(among(whole, numbers, ids))
    for clause in conditions.excluded:
        if len(numbers):
            numbers = numbers.compress(~among(whole, numbers, meeting(whole, clause, SAID)))
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


def searched_fields(conditions: Conditions) -> Fields:
    return (TITLE,) if conditions.in_title else tuple(BOOSTS)


def score(snapshot: Snapshot, numbers: Numbers, conditions: Conditions) -> Scores:
    """For each of the documents the sum over the clauses, each the sum over its sequences and the fields."""
    total: Scores | None = None
    fields = searched_fields(conditions)
    for clause in conditions.required:
        scores = scores_of(snapshot.whole, clause, fields, numbers, snapshot.statistics)
        total = scores if total is None else total + scores
    return np.zeros(len(numbers)) if total is None else total


def best(keys: NDArray[np.float64] | NDArray[np.int64], page: Page) -> Numbers:
    """Where the hits of the page stand in `keys`: highest key first, the earlier one among equals."""
    end = min(page.offset + page.limit, len(keys))
    if end <= page.offset:
        return np.empty(0, np.intp)
    is_all = end == len(keys)
    contenders = np.arange(end) if is_all else np.flatnonzero(keys >= np.partition(keys, -end)[-end])
    order = np.argsort(-keys[contenders], kind="stable")
    return contenders[order[page.offset : end]]


def hit(snapshot: Snapshot, number: int, score: float) -> Hit:
    """A document of the whole index as a hit."""
    key, kind, group, version = snapshot.stored(number)
    return Hit(key, kind, group, version, score)
