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
from network.ports.search.whoosh_bm25 import Scores, Statistics, score_near, score_sequence
from network.ports.search.whoosh_schema import AUDIENCE, BOOSTS, FACET, IN_ORDER, KIND, SAID, TITLE
from network.ports.search.whoosh_segment import Mask, Segment
from network.ports.search.whoosh_sequence import documents_near, documents_with
from network.ports.search.whoosh_snapshot import LiveSegment, Snapshot

Numbers = NDArray[np.int64]


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
    statistics = Statistics([segment.files for segment in snapshot.segments])
    numbers: list[Numbers] = [np.empty(0, np.int64)]
    keys: list[Scores] = [np.empty(0)]
    for segment in snapshot.segments:
        found = matching(segment, conditions, scope)
        numbers.append(np.flatnonzero(found) + segment.base)
        if page.newest_first:
            keys.append(segment.files.created[found].astype(np.float64))
        else:
            keys.append(score(segment.files, found, conditions, statistics)[found])
    all_numbers, all_keys = np.concatenate(numbers), np.concatenate(keys)
    chosen = best(all_keys, page)
    scores = np.zeros(len(chosen)) if page.newest_first else all_keys[chosen]
    hits = (hit(snapshot, *found) for found in zip(all_numbers[chosen].tolist(), scores.tolist(), strict=True))
    return Results(tuple(hits), len(all_numbers), conditions.terms)


def matching(segment: LiveSegment, conditions: Conditions, scope: Scope) -> Mask:
    """Which documents of the segment are found, shape (segment.files.size,)."""
    files = segment.files
    allowed = within(segment, scope)
    fields = searched_fields(conditions)
    if conditions.needed < len(conditions.required):
        met = sum((_meets(files, clause, fields).astype(np.int16) for clause in conditions.required), np.int16(0))
        allowed &= met >= conditions.needed
    else:
        for clause in conditions.required:
            if not allowed.any():
                break
            allowed &= _meets(files, clause, fields)
    for clause in conditions.excluded:
        allowed &= ~_meets(files, clause, SAID)
    return allowed


def within(segment: LiveSegment, scope: Scope) -> Mask:
    """Which documents of the segment may be found at all."""
    files = segment.files
    allowed: Mask = segment.live & files.any_of(AUDIENCE, scope.audiences)
    if scope.kinds:
        allowed &= files.any_of(KIND, scope.kinds)
    for facet in scope.facets:
        allowed &= files.any_of(FACET, frozenset({facet}))
    for facet in scope.not_facets:
        allowed &= ~files.any_of(FACET, frozenset({facet}))
    if scope.since is not None:
        allowed &= files.created >= scope.since
    if scope.until is not None:
        allowed &= files.created < scope.until
    return allowed


def searched_fields(conditions: Conditions) -> tuple[str, ...]:
    return (TITLE,) if conditions.in_title else tuple(BOOSTS)


def score(files: Segment, found: Mask, conditions: Conditions, statistics: Statistics) -> Scores:
    """Sum over the clauses, each the sum over its sequences and the fields; shape (files.size,), zero if not found."""
    total = np.zeros(files.size)
    if not found.any():
        return total
    fields = searched_fields(conditions)
    for clause in conditions.required:
        total += _score_clause(files, found, clause, fields, statistics)
    return total


def _score_clause(
    files: Segment, found: Mask, clause: Clause, fields: tuple[str, ...], statistics: Statistics
) -> Scores:
    total = np.zeros(files.size)
    for sequence in clause.sequences:
        for field in fields_of(sequence, fields):
            if len(files.postings(field, sequence[0]).ids):  # most other forms of a word stand nowhere
                ids, scores = score_sequence(files, found, field, sequence, statistics)
                total[ids] += scores * BOOSTS[field]
    for terms in clause.near:
        for field in _both(fields, SAID):
            ids, scores = score_near(files, found, field, terms, statistics)
            total[ids] += scores * BOOSTS[field]
    for beginning in clause.beginnings:
        for field in _both(fields, SAID):
            for term in files.terms_that_begin(field, beginning):
                ids, scores = score_sequence(files, found, field, (term,), statistics)
                total[ids] += scores * BOOSTS[field]
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


def fields_of(sequence: tuple[str, ...], searched: Iterable[str]) -> tuple[str, ...]:
    """Where a sequence may stand: the parts of compounds stand together in no text."""
    return tuple(searched) if len(sequence) == 1 else _both(searched, IN_ORDER)


def _both(one: Iterable[str], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(field for field in one if field in other)


def _meets(files: Segment, clause: Clause, searched: tuple[str, ...]) -> Mask:
    mask = np.zeros(files.size, np.bool_)
    for sequence in clause.sequences:
        for field in fields_of(sequence, searched):
            ids = documents_with(files, field, sequence)
            if len(ids):
                mask[ids] = True
    for field in _both(searched, SAID):
        for terms in clause.near:
            mask[documents_near(files, field, terms)] = True
        for beginning in clause.beginnings:
            for term in files.terms_that_begin(field, beginning):
                mask[files.postings(field, term).ids] = True
    return mask


def hit(snapshot: Snapshot, number: int, score: float) -> Hit:
    """A document of the whole index as a hit."""
    at = bisect_right(snapshot.segments, number, key=lambda segment: segment.base) - 1
    segment = snapshot.segments[at]
    stored = segment.files.stored(number - segment.base)
    return Hit(stored["key"], stored["kind"], stored["group"], stored["version"], score)
