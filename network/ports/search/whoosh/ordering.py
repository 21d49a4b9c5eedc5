"""Groups of documents in order, each with its best documents."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from network.ports.search import BEST_OF_GROUP, Group, Order
from network.ports.search.priors import FRESH_WEIGHT
from network.ports.search.whoosh.bm25 import Scores
from network.ports.search.whoosh.clauses import Met, Numbers
from network.ports.search.whoosh.evaluator import Page, best, hits, score
from network.ports.search.whoosh.foremost import most_of_others, titled
from network.ports.search.whoosh.snapshot import Snapshot


class Sorting:
    """What documents that were found are sorted by, and their scores."""

    def __init__(self, snapshot: Snapshot, numbers: Numbers, order: Order, required: Sequence[Met]) -> None:
        self.snapshot, self.numbers = snapshot, numbers
        self._required = required
        self._order = order if required else Order.NEWEST
        self._all: tuple[Scores, Scores] | None = None

    @cached_property
    def _newest(self) -> float:
        return float(self.snapshot.freshness.take(self.numbers).max())

    def of(self, places: Numbers) -> tuple[Scores, Scores]:
        """Of the documents that stand at these places of the numbers."""
        if self._all is None:
            return self._of(self.numbers.take(places))
        return self._all[0].take(places), self._all[1].take(places)

    def of_all(self) -> Scores:
        self._all = self._of(self.numbers)
        return self._all[0]

    def foremost(self) -> Numbers | None:
        """Places of those that come first, but for others that `most_of_others` allows; None when nobody knows."""
        return titled(self._required, self.numbers) if self._order is Order.BEST else None

    def most_of_others(self) -> float:
        return most_of_others(self._required, self.snapshot.statistics) * self.snapshot.highest_prior

    def _of(self, numbers: Numbers) -> tuple[Scores, Scores]:
        if self._order is Order.NEWEST:
            return self.snapshot.whole.created.take(numbers).astype(np.float64), np.zeros(len(numbers))
        scores = score(self.snapshot, numbers, self._required) * self._priors(numbers)
        if self._order is Order.USEFUL:
            return self.snapshot.whole.useful.take(numbers) + scores / (1 + scores), scores
        return scores, scores

    def _priors(self, numbers: Numbers) -> Scores:
        """What usefulness, freshness and kind multiply a score by. Freshness is counted from the newest found."""
        if not len(numbers):
            return np.empty(0)
        factors: Scores = self.snapshot.freshness.take(numbers)
        factors *= FRESH_WEIGHT / self._newest
        factors += 1
        factors += self.snapshot.helped.take(numbers)
        factors *= self.snapshot.kinds.take(numbers)
        return factors


def in_order(sorting: Sorting, crowd: Numbers, page: Page) -> tuple[Group, ...]:
    """The groups of the page. `crowd` holds the group of each document that was found."""
    some = sorting.foremost()
    if some is not None:
        chosen, least = _best_groups(sorting, crowd.take(some), sorting.of(some)[0], page)
        if least > sorting.most_of_others():
            return _groups(sorting, crowd, chosen)
    return _groups(sorting, crowd, _best_groups(sorting, crowd, sorting.of_all(), page)[0])


def _best_groups(sorting: Sorting, crowd: Numbers, keys: Scores, page: Page) -> tuple[Numbers, float]:
    """Those of the page, the best one first; and what the last one reaches, 0 when there are too few."""
    tops = np.full(sorting.snapshot.crowds[1], -np.inf)
    np.maximum.at(tops, crowd, keys)
    there = np.flatnonzero(tops > -np.inf)
    chosen = there[best(tops[there], page)]  # among equals the one whose number comes first
    return chosen, float(tops[chosen[-1]]) if len(chosen) == page.limit > 0 else 0.0


def _groups(sorting: Sorting, crowd: Numbers, chosen: Numbers) -> tuple[Group, ...]:
    """Each with its best documents first, among equals the oldest."""
    if not len(chosen):
        return ()
    place = np.full(sorting.snapshot.crowds[1], -1, np.int32)
    place[chosen] = np.arange(len(chosen))
    of_all = place.take(crowd)
    shown = np.flatnonzero(of_all >= 0)
    of_shown, (keys, scores) = of_all[shown], sorting.of(shown)
    order = np.lexsort((shown, -keys, of_shown))
    numbers, scores = sorting.numbers[shown[order]], scores[order]
    groups, at = [], 0
    for size in np.bincount(of_shown, minlength=len(chosen)).tolist():
        end = at + min(size, BEST_OF_GROUP)
        found = hits(sorting.snapshot, numbers[at:end], scores[at:end])
        groups.append(Group(found[0].group, found, size))
        at += size
    return tuple(groups)
