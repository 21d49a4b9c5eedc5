"""Finding and ranking over a snapshot with numpy.

The scores are those of Whoosh's BM25F when it scores every document, to the last bit: the same operations on the same
numbers in the same order. Audience, kind and facets are part of what is matched, so no document outside them is ever
scored or counted.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from network.ports.search import Hit, Results
from network.ports.search.query_text import Clause, Conditions
from network.ports.search.whoosh_bm25 import Scores, Statistics, score_sequence
from network.ports.search.whoosh_schema import AUDIENCE, BOOSTS, FACET, KIND, SAID
from network.ports.search.whoosh_segment import Mask, Segment
from network.ports.search.whoosh_sequence import documents_with
from network.ports.search.whoosh_snapshot import LiveSegment, Snapshot

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which documents may be found at all."""

    audiences: frozenset[str]
    kinds: frozenset[str] = frozenset()  # empty: every kind
    facets: tuple[str, ...] = ()  # facet terms, all required


@dataclass(frozen=True, slots=True)
class Page:
    offset: int
    limit: int
    newest_first: bool = False


def search(snapshot: Snapshot, conditions: Conditions, scope: Scope, page: Page) -> Results:
    """The page of hits and the exact number of documents that meet the conditions within the scope."""
    statistics = Statistics([segment.files for segment in snapshot.segments])
    numbers: list[Numbers] = [np.empty(0, np.int64)]
    keys: list[Scores] = [np.empty(0)]
    for segment in snapshot.segments:
        found = matching(segment, conditions, scope)
        numbers.append(np.flatnonzero(found) + segment.base)
        if page.newest_first:
            keys.append(segment.files.created[found].astype(np.float64))
        else:
            keys.append(score(segment.files, found, conditions.required, statistics)[found])
    all_numbers, all_keys = np.concatenate(numbers), np.concatenate(keys)
    chosen = best(all_keys, page)
    scores = np.zeros(len(chosen)) if page.newest_first else all_keys[chosen]
    hits = (_hit(snapshot, *found) for found in zip(all_numbers[chosen].tolist(), scores.tolist(), strict=True))
    return Results(tuple(hits), len(all_numbers), conditions.terms)


def matching(segment: LiveSegment, conditions: Conditions, scope: Scope) -> Mask:
    """Which documents of the segment are found, shape (segment.files.size,)."""
    files = segment.files
    allowed: Mask = segment.live & files.any_of(AUDIENCE, scope.audiences)
    if scope.kinds:
        allowed &= files.any_of(KIND, scope.kinds)
    for facet in scope.facets:
        allowed &= files.any_of(FACET, frozenset({facet}))
    if conditions.needed < len(conditions.required):
        met = sum((_meets(files, clause).astype(np.int16) for clause in conditions.required), np.int16(0))
        allowed &= met >= conditions.needed
    else:
        for clause in conditions.required:
            if not allowed.any():
                break
            allowed &= _meets(files, clause)
    for clause in conditions.excluded:
        allowed &= ~_meets(files, clause, SAID)
    return allowed


def score(files: Segment, found: Mask, clauses: Iterable[Clause], statistics: Statistics) -> Scores:
    """Sum over the clauses, each the sum over its sequences and the fields; shape (files.size,), zero if not found."""
    total = np.zeros(files.size)
    if not found.any():
        return total
    for clause in clauses:
        of_clause = np.zeros(files.size)
        for sequence in clause.sequences:
            for field, boost in BOOSTS.items():
                ids, scores = score_sequence(files, found, field, sequence, statistics)
                of_clause[ids] += scores * boost
        total += of_clause
    return total


def best(keys: Scores, page: Page) -> Numbers:
    """Where the hits of the page stand in `keys`: highest key first, the earlier one among equals."""
    end = min(page.offset + page.limit, len(keys))
    if end <= page.offset:
        return np.empty(0, np.int64)
    contenders = np.arange(len(keys))
    if end < len(keys):
        contenders = np.flatnonzero(keys >= np.partition(keys, -end)[-end])
    order = np.argsort(-keys[contenders], kind="stable")
    return contenders[order[page.offset : end]]


def _meets(files: Segment, clause: Clause, searched: Iterable[str] = tuple(BOOSTS)) -> Mask:
    mask = np.zeros(files.size, np.bool_)
    for field in searched:
        for sequence in clause.sequences:
            mask[documents_with(files, field, sequence)] = True
    return mask


def _hit(snapshot: Snapshot, number: int, score: float) -> Hit:
    at = bisect_right(snapshot.segments, number, key=lambda segment: segment.base) - 1
    segment = snapshot.segments[at]
    stored = segment.files.stored(number - segment.base)
    return Hit(stored["key"], stored["kind"], stored["group"], stored["version"], score)
