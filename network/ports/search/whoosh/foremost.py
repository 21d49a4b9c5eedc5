"""Which of what was found may come first. Most of it cannot, and need not be scored.

A word in the title weighs five times as much as in the text. So those that have one are scored, and the others only
when they could reach the least of the best of these.
"""

from collections.abc import Sequence

import numpy as np

from network.ports.search.whoosh.bm25 import Statistics
from network.ports.search.whoosh.clauses import Met, Numbers, highest_score
from network.ports.search.whoosh.schema import TITLE

FEWEST = 2_000  # documents found, of which some are left out
SHARE = 4  # times as many documents found as have a word in the title
MOST_WAYS = 6  # of having a word in the title: with more, the others may reach as much
ROUNDING = 1 + 1e-9  # sums in another order differ in the last bits


def titled(required: Sequence[Met], numbers: Numbers) -> Numbers | None:
    """Where those of the numbers stand that have a word of the query in the title; None when they are too many."""
    lists = [part.ids for met in required for part in met.parts if part.field == TITLE]
    if len(numbers) < FEWEST or len(lists) > MOST_WAYS or sum(map(len, lists)) * SHARE > len(numbers):
        return None
    mask = np.zeros(int(numbers[-1]) + 1, np.bool_)
    for ids in lists:
        mask[ids[: ids.searchsorted(len(mask))].astype(np.intp)] = True
    return np.flatnonzero(mask.take(numbers))


def most_of_others(required: Sequence[Met], statistics: Statistics) -> float:
    """What no document without a word of the query in the title scores more than."""
    others = (part for met in required for part in met.parts if part.field != TITLE)
    return ROUNDING * sum(highest_score(part, statistics) for part in others)
