"""The part of a text that shows why it was found, with the words that were asked for marked.

Nothing here is HTML: a snippet is a series of (text, is marked), and the template escapes and marks it up.
"""

import re
from collections.abc import Iterable, Iterator, Set
from functools import lru_cache
from itertools import accumulate, count
from operator import add
from typing import NamedTuple

from network.ports.search.danish import Token, analyse

Segments = tuple[tuple[str, bool], ...]

LENGTH = 240  # characters
SCANNED = 50_000  # characters; a text may be 2 MB in one piece, and twenty of them are shown at once
BEFORE = 0.25  # share of the spare room that goes in front of the marked words
CUT = "…"
LONGEST_KEPT = 200  # characters that are marked once for a page: a title stands with each post of its thread
MOST_KNOWN = 5_000  # pieces of text that are remembered for a query

_PIECES = re.compile(r"(\s+)")


class Mark(NamedTuple):
    start: int
    end: int
    term: str


def snippet(text: str, terms: Set[str], length: int = LENGTH) -> Segments:
    """About `length` characters around the best gathering of the terms, or the beginning where there are none.

    Cut between words, with an ellipsis where it is cut. White space becomes single spaces.
    """
    pieces = text[:SCANNED].split()
    text = " ".join(pieces)
    marks = _marks(pieces, map(add, accumulate(map(len, pieces), initial=0), count()), terms)
    start, end = _window(text, _best(marks, length), length)
    shown = [mark for mark in marks if start <= mark.start and mark.end <= end]
    before, after = ((CUT, False),) * (start > 0), ((CUT, False),) * (end < len(text))
    return (*before, *_cut(text, start, end, shown), *after)


def mark(text: str, terms: Set[str]) -> Segments:
    """The whole text with the terms marked, its white space as it is."""
    return _mark_kept(text, frozenset(terms)) if len(text) <= LONGEST_KEPT else _mark(text, terms)


def _mark(text: str, terms: Set[str]) -> Segments:
    pieces = _PIECES.split(text)
    marks = _marks(pieces, accumulate(map(len, pieces), initial=0), terms)
    return tuple(_cut(text, 0, len(text), marks))


_mark_kept = lru_cache(maxsize=256)(_mark)


def _marks(pieces: list[str], starts: Iterable[int], terms: Set[str]) -> list[Mark]:
    """Where the terms stand, in order, without overlaps. `starts` tells where each piece stands in the text."""
    asked = frozenset(terms)
    plain, marked = _known_pieces(asked)
    if len(plain) > MOST_KNOWN:
        _known_pieces.cache_clear()  # not emptied: another thread may be reading them
        plain, marked = _known_pieces(asked)
    words = set(pieces)
    for piece in words - plain - marked.keys():
        if marks := _marks_in(piece, *_sought(terms)):
            marked[piece] = marks
        else:
            plain.add(piece)
    if words.isdisjoint(marked):
        return []
    return [
        Mark(start + mark.start, start + mark.end, mark.term)
        for piece, start in zip(pieces, starts, strict=False)
        if piece in marked
        for mark in marked[piece]
    ]


@lru_cache(maxsize=4)
def _known_pieces(_terms: frozenset[str]) -> tuple[set[str], dict[str, list[Token]]]:
    """Pieces of text that were looked at for these terms: in which there is nothing to mark, and what there is in the
    others. A page of results repeats most.
    """
    return set(), {}


def _sought(terms: Set[str]) -> tuple[Set[str], tuple[str, ...]]:
    """Whole terms, and those that words may begin with."""
    beginnings = tuple(term[:-1] for term in terms if term.endswith("*"))
    return terms, beginnings


def _meant(token: Token, terms: Set[str], beginnings: tuple[str, ...]) -> str:
    """The term that the token was found by, also as a part of a compound; empty when it was not."""
    if token.term in terms:
        return token.term
    for part in token.parts:
        if part in terms:
            return part
    return next((f"{beginning}*" for beginning in beginnings if token.term.startswith(beginning)), "")


def _marks_in(piece: str, terms: Set[str], beginnings: tuple[str, ...]) -> list[Token]:
    """Of a word of several parts, the whole comes before its parts and is marked instead of them."""
    marks: list[Token] = []
    for token in analyse(piece):
        term = _meant(token, terms, beginnings)
        if term and not (marks and token.start < marks[-1].end):
            marks.append(token._replace(term=term))
    return marks


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
