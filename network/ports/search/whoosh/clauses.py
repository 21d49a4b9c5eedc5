"""Which documents of the whole index meet a clause of a query, and how well."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from network.ports.search.query_text import Clause, Sequence
from network.ports.search.whoosh.bm25 import NEAR_WEIGHT, Scores, Statistics
from network.ports.search.whoosh.postings import NOBODY, Ids, Postings
from network.ports.search.whoosh.rising import distinct
from network.ports.search.whoosh.schema import BOOSTS, IN_ORDER, SAID
from network.ports.search.whoosh.segment import Mask
from network.ports.search.whoosh.sequence import documents_near, documents_with
from network.ports.search.whoosh.whole import Whole

Fields = tuple[str, ...]
# Numbers by which numpy looks things up without having to convert them first, which takes longer than the looking
Numbers = NDArray[np.intp]
NO_BITS = np.empty(0, np.uint8)
MORE = 2  # times more documents of a part than are scored: then those are looked for first
FEW = 16  # times fewer than the others: then each is looked up, instead of spreading all of them out


@dataclass(frozen=True, slots=True)
class Part:
    """One way of meeting a clause: a term or several of them, in one field."""

    field: str
    terms: Sequence
    postings: Postings  # of the documents that have it; the counts are a single term's
    is_near: bool = False

    @property
    def ids(self) -> Ids:
        return self.postings.ids


@dataclass(frozen=True, slots=True)
class Met:
    """The documents that meet a clause: few by their numbers, rising; of many, a bit for each document of the whole."""

    parts: tuple[Part, ...]  # those that any document has, in the order in which their scores are added
    ids: Ids | None
    bits: NDArray[np.uint8]
    size: int  # of the whole

    @property
    def nbytes(self) -> int:
        return self.bits.nbytes + sum(part.postings.nbytes for part in self.parts)

    def mask(self) -> Mask:
        return np.unpackbits(self.bits, count=self.size).view(np.bool_)

    def among(self, numbers: Numbers) -> Mask:
        """Which of the numbers, which are rising, meet the clause."""
        return self.mask().take(numbers) if self.ids is None else places(self.ids, numbers)[1]


def meeting(whole: Whole, clause: Clause, fields: Fields) -> Met:
    """The documents that meet the clause in one of the fields."""
    return whole.kept(("met", clause, fields), lambda: _meeting(whole, clause, fields))


def _meeting(whole: Whole, clause: Clause, fields: Fields) -> Met:
    parts = tuple([part for part in _parts(whole, clause, fields) if len(part.ids)])
    if sum(len(part.ids) for part in parts) * FEW < whole.size:
        ids = parts[0].ids if len(parts) == 1 else distinct(np.concatenate([NOBODY, *(part.ids for part in parts)]))
        return Met(parts, ids, NO_BITS, whole.size)
    mask = np.zeros(whole.size, np.bool_)
    for part in parts:
        mask[part.ids.astype(np.intp)] = True
    return Met(parts, None, np.packbits(mask), whole.size)


def scores_of(met: Met, numbers: Numbers, statistics: Statistics) -> Scores:
    """A score for each of the numbers, which are rising; zero for those that do not meet the clause."""
    parts = met.parts
    if len(parts) == 1 and np.array_equal(parts[0].ids, numbers):
        return _scores(parts[0], statistics)
    if len(numbers) * len(parts) * FEW < met.size + sum(len(part.ids) for part in parts):
        return _added(parts, numbers, statistics)
    total, wanted = np.zeros(met.size), np.zeros(met.size, np.bool_)
    wanted[numbers] = True
    for part in parts:
        ids = part.ids.astype(np.intp)
        if len(ids) > len(numbers) * MORE:
            at = np.flatnonzero(wanted.take(ids))
            np.add.at(total, ids.take(at), _scores(part, statistics, at))
        else:
            np.add.at(total, ids, _scores(part, statistics))
    return total.take(numbers)


def places(ids: Ids, numbers: Numbers | Ids) -> tuple[Numbers, Mask]:
    """Where each number would stand among the ids, and whether it does."""
    if not len(ids):
        return np.zeros(len(numbers), np.intp), np.zeros(len(numbers), np.bool_)
    numbers = numbers.astype(np.int32, copy=False)  # few of them, so that the ids need not be converted
    at = ids.searchsorted(numbers)
    at[at == len(ids)] = 0
    return at, ids.take(at) == numbers


def fields_of(sequence: Sequence, searched: Iterable[str]) -> Fields:
    """Where a sequence may stand: the parts of compounds stand together in no text."""
    return tuple(searched) if len(sequence) == 1 else _both(searched, IN_ORDER)


def _both(one: Iterable[str], other: Fields) -> Fields:
    return tuple(field for field in one if field in other)


def _parts(whole: Whole, clause: Clause, fields: Fields) -> Iterator[Part]:
    for sequence in clause.sequences:
        for field in fields_of(sequence, fields):
            yield Part(field, sequence, _postings(whole, field, sequence))
    for terms in clause.near:
        for field in _both(fields, SAID):
            ids = whole.ids_of((field, "near", terms), lambda files, at=field, of=terms: documents_near(files, at, of))  # type: ignore[misc]
            yield Part(field, terms, Postings(ids), is_near=True)
    for beginning in clause.beginnings:
        for field in _both(fields, SAID):
            for term in whole.terms_that_begin(field, beginning):
                yield Part(field, (term,), whole.postings(field, term))


def _postings(whole: Whole, field: str, sequence: Sequence) -> Postings:
    if len(sequence) == 1:
        return whole.postings(field, sequence[0])
    return Postings(whole.ids_of((field, sequence), lambda files: documents_with(files, field, sequence)))


def _added(parts: Iterable[Part], numbers: Numbers, statistics: Statistics) -> Scores:
    total = np.zeros(len(numbers))
    for part in parts:
        at, there = places(part.ids, numbers)
        if there.any():
            total[there] += _scores(part, statistics, at[there])
    return total


def _scores(part: Part, statistics: Statistics, at: Numbers | None = None) -> Scores:
    """Of the part's documents, or of those at these places alone."""
    if len(part.terms) == 1:
        return statistics.term(part.field, part.postings, at, BOOSTS[part.field])
    scores = statistics.together(part.field, part.terms, part.ids if at is None else part.ids[at])
    if part.is_near:
        scores = NEAR_WEIGHT * scores
    return scores * BOOSTS[part.field]


def highest_score(part: Part, statistics: Statistics) -> float:
    """What none of the part's documents scores more than."""
    if len(part.terms) == 1:
        return statistics.highest(part.field, part.postings) * BOOSTS[part.field]
    score = statistics.highest_together(part.field, part.terms) * BOOSTS[part.field]
    return NEAR_WEIGHT * score if part.is_near else score
