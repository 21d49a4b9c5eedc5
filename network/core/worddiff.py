"""What changed between two texts, word by word, at a bounded price.

Comparing costs by the number of pairs of like words. What both texts begin and end with is left out first; a text that
still holds more pairs than MOST_PAIRS is compared line by line, and one that holds too many like lines is shown as gone
and come as a whole.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from network.core.cpr import covered

MOST_PAIRS = 60_000
_WORDS = re.compile(r"[^\S\n]*\S+|\s+")  # a word with the space before it: like spaces alone would be many pairs


class Change(StrEnum):
    NONE = "none"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    change: Change
    text: str


def word_diff(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces of both texts in order: those unchanged and added together are the new text, those unchanged and
    removed the old one."""
    return tuple(_joined(_compared(_WORDS.findall(old), _WORDS.findall(new))))


def history_diff(old: str, new: str) -> tuple[Piece, ...]:
    """What a history shows of two versions: their difference, with every civil registration number covered."""
    return word_diff(covered(old), covered(new))


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    yield Piece(Change.NONE, "".join(old[:start]))
    yield from _middle(before, after)
    yield Piece(Change.NONE, "".join(old[len(old) - end :]))


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many parts both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (left, right) in pairs if left != right), min(len(one), len(other)))


def _middle(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    if _pairs(old, new) > MOST_PAIRS:
        old, new = "".join(old).splitlines(keepends=True), "".join(new).splitlines(keepends=True)
    if _pairs(old, new) > MOST_PAIRS:
        old, new = ["".join(old)], ["".join(new)]
    for _, from_old, to_old, from_new, to_new in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        removed, added = "".join(old[from_old:to_old]), "".join(new[from_new:to_new])
        if removed == added:
            yield Piece(Change.NONE, added)
        else:
            yield Piece(Change.REMOVED, removed)
            yield Piece(Change.ADDED, added)


def _pairs(old: Sequence[str], new: Sequence[str]) -> int:
    counts = Counter(new)
    return sum(count * counts[part] for part, count in Counter(old).items())


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind as one, empty ones left out."""
    last: Piece | None = None
    for piece in pieces:
        if not piece.text:
            continue
        if last is not None and last.change is piece.change:
            last = Piece(last.change, last.text + piece.text)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last
