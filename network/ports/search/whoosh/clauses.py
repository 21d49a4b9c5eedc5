"""Which documents of the whole index meet a clause of a query, and how well."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from network.ports.search.query_text import Clause, Sequence
from network.ports.search.whoosh.bm25 import NEAR_WEIGHT, Scores, Statistics
from network.ports.search.whoosh.postings import Ids
from network.ports.search.whoosh.rising import distinct
from network.ports.search.whoosh.schema import BOOSTS, IN_ORDER, SAID
from network.ports.search.whoosh.segment import Mask
from network.ports.search.whoosh.sequence import documents_near, documents_with
from network.ports.search.whoosh.whole import NOBODY, Whole

Fields = tuple[str, ...]
# Numbers by which numpy looks things up without having to convert them first, which takes longer than the looking
Numbers = NDArray[np.intp]
FEW = 16  # times fewer than the others: then each is looked up, instead of spreading all of them out


@dataclass(frozen=True, slots=True)
class _Part:
    """One way of meeting a clause: a term or several of them, in one field."""

    field: str
    terms: Sequence
    ids: Ids  # documents that have it, rising
    is_near: bool = False


def meeting(whole: Whole, clause: Clause, fields: Fields) -> Ids:
    """Numbers of the documents that meet the clause in one of the fields, rising."""
    if len(clause.sequences) == 1 and not (clause.near or clause.beginnings) and len(fields) == 1:
        return _documents_with(whole, fields[0], clause.sequences[0])
    return whole.kept(
        ("ids", clause, fields), lambda: _union(whole, [one.ids for one in _parts(whole, clause, fields)])
    )


def scores_of(whole: Whole, clause: Clause, fields: Fields, numbers: Numbers, statistics: Statistics) -> Scores:
    """A score for each of the numbers, which are rising; zero for those that do not meet the clause."""
    ids = meeting(whole, clause, fields)
    key = ("scores", clause, fields)
    if len(numbers) * FEW < len(ids) and not whole.kept_already(key):
        return _scores_of_few(whole, clause, fields, numbers, statistics)
    scores = whole.kept(key, lambda: _all_scores(whole, clause, fields, ids, statistics))
    if len(numbers) == len(ids) and np.array_equal(numbers, ids):
        return scores
    if len(numbers) * FEW < len(ids):
        at, there = places(ids, numbers)
        return np.where(there, scores[at], 0.0)
    spread = np.zeros(whole.size)
    spread[ids.astype(np.intp)] = scores
    return spread.take(numbers)


def among(whole: Whole, numbers: Numbers, ids: Ids) -> Mask:
    """Which of the numbers are among the ids; both are rising."""
    if len(numbers) * FEW < len(ids):
        return places(ids, numbers)[1]
    mask = np.zeros(whole.size, np.bool_)
    mask[ids.astype(np.intp)] = True
    return mask.take(numbers)


def places(ids: Ids, numbers: Numbers | Ids) -> tuple[Numbers, Mask]:
    """Where each number would stand among the ids, and whether it does."""
    if not len(ids):
        return np.zeros(len(numbers), np.intp), np.zeros(len(numbers), np.bool_)
    at = np.minimum(np.searchsorted(ids, numbers), len(ids) - 1)
    return at, ids[at] == numbers


def fields_of(sequence: Sequence, searched: Iterable[str]) -> Fields:
    """Where a sequence may stand: the parts of compounds stand together in no text."""
    return tuple(searched) if len(sequence) == 1 else _both(searched, IN_ORDER)


def _both(one: Iterable[str], other: Fields) -> Fields:
    return tuple(field for field in one if field in other)


def _parts(whole: Whole, clause: Clause, fields: Fields) -> Iterator[_Part]:
    """In the order in which their scores are added."""
    for sequence in clause.sequences:
        for field in fields_of(sequence, fields):
            yield _Part(field, sequence, _documents_with(whole, field, sequence))
    for terms in clause.near:
        for field in _both(fields, SAID):
            ids = whole.ids_of((field, "near", terms), lambda files, at=field, of=terms: documents_near(files, at, of))  # type: ignore[misc]
            yield _Part(field, terms, ids, is_near=True)
    for beginning in clause.beginnings:
        for field in _both(fields, SAID):
            for term in whole.terms_that_begin(field, beginning):
                yield _Part(field, (term,), whole.postings(field, term).ids)


def _documents_with(whole: Whole, field: str, sequence: Sequence) -> Ids:
    if len(sequence) == 1:
        return whole.postings(field, sequence[0]).ids
    return whole.ids_of((field, sequence), lambda files: documents_with(files, field, sequence))


def _union(whole: Whole, lists: list[Ids]) -> Ids:
    lists = [ids for ids in lists if len(ids)]
    if len(lists) < 2:
        return lists[0] if lists else NOBODY
    if sum(map(len, lists)) * FEW < whole.size:
        return distinct(np.concatenate(lists))
    mask = np.zeros(whole.size, np.bool_)
    for ids in lists:
        mask[ids.astype(np.intp)] = True
    return np.flatnonzero(mask).astype(np.int32)


def _all_scores(whole: Whole, clause: Clause, fields: Fields, ids: Ids, statistics: Statistics) -> Scores:
    """A score for each document that meets the clause."""
    parts = [part for part in _parts(whole, clause, fields) if len(part.ids)]
    if len(parts) == 1:
        return _scores(parts[0], statistics)
    if len(ids) * FEW < whole.size:
        return _added(parts, ids, statistics)
    total = np.zeros(whole.size)
    for part in parts:
        total[part.ids] += _scores(part, statistics)
    return total[ids]


def _scores_of_few(whole: Whole, clause: Clause, fields: Fields, numbers: Numbers, statistics: Statistics) -> Scores:
    return _added([part for part in _parts(whole, clause, fields) if len(part.ids)], numbers, statistics)


def _added(parts: list[_Part], numbers: Numbers | Ids, statistics: Statistics) -> Scores:
    total = np.zeros(len(numbers))
    for part in parts:
        at, there = places(part.ids, numbers)
        if there.any():
            total[there] += _scores(part, statistics, at[there])
    return total


def _scores(part: _Part, statistics: Statistics, at: Numbers | None = None) -> Scores:
    """Of the part's documents, or of those at these places alone."""
    if len(part.terms) == 1:
        return statistics.term(part.field, part.terms[0], at) * BOOSTS[part.field]
    scores = statistics.together(part.field, part.terms, part.ids if at is None else part.ids[at])
    if part.is_near:
        scores = NEAR_WEIGHT * scores
    return scores * BOOSTS[part.field]
