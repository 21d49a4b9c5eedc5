"""Charts laid out: numbers in, shapes out, in units of a drawing that is as wide as a phone.

Texts stand where there is room for them; which words they are is for others to say.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

WIDTH = 360
LETTER = 7.4  # units that a letter takes, about
MOST_LABELS = 12

# Columns, one a month
HEIGHT, TOP, BOTTOM, LEFT = 168, 18, 26, 34
# Bars, one under the other: its words, and the bar below them
ROW, BAR, BAR_TOP = 40, 14, 19


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Word:
    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Columns:
    """Standing beside each other, on lines that say how much it is."""

    height: int
    boxes: tuple[Box, ...]
    lines: tuple[float, ...]  # where they lie
    scale: tuple[Word, ...]  # what they stand for
    values: tuple[Word, ...]  # above the columns, where there is room
    labels: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Lying under each other, each with its words and its value."""

    height: int
    boxes: tuple[Box, ...]
    labels: tuple[Word, ...]
    values: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    value: int
    level: int  # 0: nothing; to LEVELS: the most there is


@dataclass(frozen=True, slots=True)
class Matrix:
    """Who gives, from above to below, and who takes, from left to right: the same names."""

    names: tuple[str, ...]
    rows: tuple[tuple[Cell | None, ...], ...]  # None: one and the same


LEVELS = 3


def steps(highest: float) -> tuple[int, ...]:
    """Whole numbers from 0 to one that is not below the highest: two steps or three, of 1, 2 or 5 times a power of ten."""  # noqa: E501
    if highest <= 0:
        return (0, 1)
    rough = highest / 3
    power = 10.0 ** floor(log10(rough))
    size = max(1, round(next(times * power for times in (1, 2, 5, 10) if times * power >= rough)))
    return tuple(size * number for number in range(ceil(highest / size) + 1))


def columns(values: Sequence[float], labels: Sequence[str], say: Callable[[float], str]) -> Columns:
    """A column for each value. `say` writes a number; an empty label has nothing below its column."""
    marks = steps(max(values, default=0))
    room, low = HEIGHT - TOP - BOTTOM, HEIGHT - BOTTOM
    share = (WIDTH - LEFT) / max(1, len(values))
    width = round(share * (0.7 if len(values) <= 24 else 0.86), 2)
    centres = [LEFT + share * (number + 0.5) for number in range(len(values))]
    tall = [room * value / marks[-1] for value in values]
    written = [say(value) if value else "" for value in values]
    fits = max(map(len, written), default=0) * LETTER <= share
    every = ceil(sum(map(bool, labels)) / MOST_LABELS) or 1
    named = [(centre, label) for centre, label in zip(centres, labels, strict=True) if label][::every]
    return Columns(
        height=HEIGHT,
        boxes=tuple(
            Box(_at(centre - width / 2), _at(low - height), width, _at(height))
            for centre, height in zip(centres, tall, strict=True)
            if height
        ),
        lines=tuple(_at(low - room * mark / marks[-1]) for mark in marks),
        scale=tuple(Word(LEFT - 6, _at(low - room * mark / marks[-1] + 4), say(mark)) for mark in marks),
        values=tuple(
            Word(_at(centre), _at(low - height - 4), text)
            for centre, height, text in zip(centres, tall, written, strict=True)
            if text and fits
        ),
        labels=tuple(Word(_at(centre), HEIGHT - 8, label) for centre, label in named),
    )


def bars(rows: Sequence[tuple[str, float, str]], highest: float | None = None) -> Bars:
    """A bar for each (words, value, value in words); the longest is `highest` or the highest of the values."""
    most = highest or max((value for _words, value, _said in rows), default=0) or 1
    tops = [ROW * number for number in range(len(rows))]
    return Bars(
        height=ROW * len(rows),
        boxes=tuple(
            Box(0, top + BAR_TOP, _at(max(1.0, WIDTH * min(value, most) / most)) if value else 0, BAR)
            for top, (_words, value, _said) in zip(tops, rows, strict=True)
        ),
        labels=tuple(
            Word(0, top + 14, clipped(words, len(said))) for top, (words, _value, said) in zip(tops, rows, strict=True)
        ),
        values=tuple(Word(WIDTH, top + 14, said) for top, (_words, _value, said) in zip(tops, rows, strict=True)),
    )


def clipped(words: str, beside: int) -> str:
    """As many of the words as there is room for beside a value of so many letters."""
    room = int((WIDTH - 12) / LETTER) - beside
    return words if len(words) <= room else words[: room - 1].rstrip() + "…"


def matrix(
    pairs: Iterable[tuple[str, str, int]], most: int, order: Callable[[str], object] = lambda name: name
) -> Matrix:
    """Of those `most` that give and take most. `pairs`: giver, taker, how much."""
    told = {(giver, taker): count for giver, taker, count in pairs}
    sums: dict[str, int] = {}
    for pair, count in told.items():
        for name in pair:
            sums[name] = sums.get(name, 0) + count
    chosen = sorted(sums, key=lambda name: (-sums[name], name))[:most]
    names = tuple(sorted(chosen, key=order))  # type: ignore[arg-type]
    highest = max((count for (giver, taker), count in told.items() if giver in names and taker in names), default=1)
    return Matrix(
        names,
        tuple(
            tuple(None if giver == taker else _cell(told.get((giver, taker), 0), highest) for taker in names)
            for giver in names
        ),
    )


def _cell(value: int, highest: int) -> Cell:
    return Cell(value, ceil(LEVELS * value / highest))


def _at(number: float) -> float:
    return round(number, 1)
