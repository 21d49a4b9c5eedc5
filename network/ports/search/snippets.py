"""The part of a text that shows why it was found, with the words that were asked for marked.

Nothing here is HTML: a snippet is a series of (text, is marked), and the template escapes and marks it up.
"""

import re
from collections.abc import Iterator, Set
from functools import lru_cache
from typing import NamedTuple

from network.ports.search.finder import Finder, finder, spaced

Segments = tuple[tuple[str, bool], ...]

LENGTH = 240  # characters
SCANNED = 50_000  # characters; a text may be 2 MB in one piece, and twenty of them are shown at once
BEFORE = 0.25  # share of the spare room that goes in front of the marked words
CUT = "…"
LONGEST_KEPT = 200  # characters that are marked once for a page: a title stands with each post of its thread

_PIECES = re.compile(r"(\s+)")


class Mark(NamedTuple):
    start: int
    end: int
    term: str


def snippet(text: str, terms: Set[str], length: int = LENGTH) -> Segments:
    """About `length` characters around the best gathering of the terms, or the beginning where there are none.

    Cut between words, with an ellipsis where it is cut. White space becomes single spaces.
    """
    text, low = spaced(text[:SCANNED])
    marks = _marks(text, low, finder(terms))
    start, end = _window(text, _best(marks, length), length)
    shown = [mark for mark in marks if start <= mark.start and mark.end <= end]
    before, after = ((CUT, False),) * (start > 0), ((CUT, False),) * (end < len(text))
    return (*before, *_cut(text, start, end, shown), *after)


def mark(text: str, terms: Set[str]) -> Segments:
    """The whole text with the terms marked, its white space as it is."""
    return _mark_kept(text, frozenset(terms)) if len(text) <= LONGEST_KEPT else _mark(text, terms)


def _mark(text: str, terms: Set[str]) -> Segments:
    sought = finder(terms)
    as_spaced, low = spaced(text)
    marks = _marks(text, low, sought) if as_spaced == text else _marks_of_each(_PIECES.split(text), 0, sought)
    return tuple(_cut(text, 0, len(text), marks))


_mark_kept = lru_cache(maxsize=256)(_mark)


def _marks(text: str, low: str | None, sought: Finder) -> list[Mark]:
    """Where the terms stand in a text with single spaces, in order, without overlaps."""
    pieces = None if low is None else sought.pieces(text, low)
    if pieces is None:
        return _marks_of_each(text.split(" "), 1, sought)
    return [Mark(at + one.start, at + one.end, one.term) for at, marks in pieces for one in marks]


def _marks_of_each(pieces: list[str], between: int, sought: Finder) -> list[Mark]:
    """The same, each piece looked at. `between` is how many letters stand between two pieces."""
    found, at = [], 0
    for piece in pieces:
        for one in sought.marks(piece):
            found.append(Mark(at + one.start, at + one.end, one.term))
        at += len(piece) + between
    return found


def _best(marks: list[Mark], length: int) -> tuple[int, int]:
    """Start and end of the stretch within `length` that has most different terms, then most marks, then comes first."""
    best, value = (0, 0), (0, 0)
    inside: dict[str, int] = {}
    first = 0
    for last, mark in enumerate(marks):
        inside[mark.term] = inside.get(mark.term, 0) + 1
        while mark.end - marks[first].start > length and first < last:
            _take_out(inside, marks[first].term)
            first += 1
        if (len(inside), last - first) > value:
            best, value = (marks[first].start, mark.end), (len(inside), last - first)
    return best


def _take_out(inside: dict[str, int], term: str) -> None:
    inside[term] -= 1
    if not inside[term]:
        del inside[term]


def _window(text: str, core: tuple[int, int], length: int) -> tuple[int, int]:
    """Start and end of about `length` characters around the core, moved inwards to where words end."""
    spare = max(0, length - (core[1] - core[0]))
    start = max(0, min(core[0] - int(spare * BEFORE), len(text) - length))
    end = min(len(text), start + length)
    if start > 0 and text[start - 1] != " ":
        start = (text.find(" ", start, core[0]) + 1) or core[0]
    if end < len(text) and text[end] != " ":
        end = max(text.rfind(" ", core[1], end), core[1]) or end
    return start, end


def _cut(text: str, start: int, end: int, marks: list[Mark]) -> Iterator[tuple[str, bool]]:
    for mark in marks:
        if start < mark.start:
            yield text[start : mark.start], False
        yield text[mark.start : mark.end], True
        start = mark.end
    if start < end:
        yield text[start:end], False
