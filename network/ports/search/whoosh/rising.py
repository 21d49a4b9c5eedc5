"""Arrays of numbers in rising order, and ranges of numbers."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T", bound=np.signedinteger)


def distinct(numbers: NDArray[T]) -> NDArray[T]:
    """Each of the numbers once, rising. numpy's `unique` puts them into a hash table, which takes ten times as long."""
    if len(numbers) < 2:
        return numbers
    rising = np.sort(numbers)
    return rising[starts(rising)]


def starts(rising: NDArray[T]) -> NDArray[np.intp]:
    """Where another value begins than the one before."""
    if not len(rising):
        return np.empty(0, np.intp)
    is_other = np.empty(len(rising), np.bool_)
    is_other[0] = True
    np.not_equal(rising[1:], rising[:-1], out=is_other[1:])
    return np.flatnonzero(is_other)


def spread(begun: NDArray[np.integer], counts: NDArray[np.integer]) -> NDArray[np.integer]:
    """The numbers of ranges, one range after the other: where each begins, and how many numbers it has."""
    places: NDArray[np.integer] = np.repeat(begun - (np.cumsum(counts) - counts), counts)
    places += np.arange(len(places))
    return places
