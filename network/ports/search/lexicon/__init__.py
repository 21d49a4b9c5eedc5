"""Danish words and their forms, from one file that all processes map into memory.

The file is made from the dictionary of Stavekontrolden (see LICENCE.md beside it) by `making.py`. It holds no words:
each form is six bytes of its hash and the number of a rule that says what it is a form of, whether it may begin or end
a compound, and where it is cut when it is one. Of 10⁸ words that it does not hold one is taken for one that it holds.
"""

import mmap
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

FILE = Path(__file__).with_name("danish.bin")
FORMAT = 1
HEADER = 4  # numbers of 32 bits: format, forms, rules, bytes of rules
BUCKETS = 1 << 16
CACHED = 16_384


class Rule(NamedTuple):
    """What a form has to do with the words behind it. A change is how many letters go, and what comes instead."""

    lemmas: tuple[tuple[int, str], ...] = ()  # the likeliest first
    links: tuple[tuple[int, str], ...] = ()  # lemmas of what it is in front of another word
    is_base: bool = False  # it stands in the dictionary itself
    is_verb: bool = False  # a base form, and of a verb alone
    is_sure: bool = False  # that it is a form of the first lemma, where there are others
    may_end: bool = False  # a compound
    cuts: tuple[int, ...] = ()  # where the words begin that it is made of
    covers: tuple[tuple[int, str], ...] = ()  # of a base form: every form begins with one of these


def place_of(word: str) -> tuple[int, int]:
    """Bucket, and key within it."""
    digest = int.from_bytes(blake2b(word.encode(errors="replace"), digest_size=6).digest(), "big")
    return digest >> 32, digest & 0xFFFF_FFFF


def written(rule: Rule) -> str:
    """A rule as the file holds it."""
    fields = (
        _written_changes(rule.lemmas),
        _written_changes(rule.links),
        "b" * rule.is_base + "v" * rule.is_verb + "s" * rule.is_sure + "e" * rule.may_end,
        ",".join(map(str, rule.cuts)),
        _written_changes(rule.covers),
    )
    return ";".join(fields)


def _written_changes(changes: tuple[tuple[int, str], ...]) -> str:
    return ",".join(f"{count}{letters}" for count, letters in changes)


def read(text: str) -> Rule:
    """The rule that was `written` so."""
    lemmas, links, flags, cuts, covers = text.split(";")
    return Rule(
        tuple(_changes(lemmas)),
        tuple(_changes(links)),
        "b" in flags,
        "v" in flags,
        "s" in flags,
        "e" in flags,
        tuple(map(int, cuts.split(","))) if cuts else (),
        tuple(_changes(covers)),
    )


def _changes(text: str) -> Iterator[tuple[int, str]]:
    for change in filter(None, text.split(",")):
        letters = change.lstrip("0123456789")
        yield int(change[: len(change) - len(letters)]), letters


class Lexicon:
    def __init__(self, path: Path = FILE) -> None:
        with path.open("rb") as file:
            mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        form, forms, rules, size = mapped[: 4 * HEADER].cast("I")
        if form != FORMAT:
            raise ValueError(f"{path}: a lexicon of format {form}, not {FORMAT}")
        ends = [4 * HEADER]
        for length in (4 * (BUCKETS + 1), 4 * forms, 4 * ((forms + 1) // 2), 4 * (rules + 1), size):
            ends.append(ends[-1] + length)
        parts = [mapped[start:end] for start, end in pairwise(ends)]
        self._buckets, self._keys = parts[0].cast("I"), parts[1].cast("I")
        self._numbers, self._offsets, self._rules = parts[2].cast("H"), parts[3].cast("I"), parts[4]
        self._read: dict[int, Rule] = {}

    def find(self, word: str) -> Rule | None:
        """A folded word; None when the lexicon does not hold it."""
        bucket, key = place_of(word)
        end = self._buckets[bucket + 1]
        at = bisect_left(self._keys, key, self._buckets[bucket], end)
        if at == end or self._keys[at] != key:
            return None
        return self._rule(self._numbers[at])

    def find_all(self, words: Sequence[str]) -> list[Rule | None]:
        """The same of many words, all looked for at once."""
        if not words:
            return []
        digests = b"".join([blake2b(word.encode(errors="replace"), digest_size=6).digest() for word in words])
        buckets, high, low = np.frombuffer(digests, ">u2").reshape(-1, 3).T.astype(np.int64)
        starts = np.frombuffer(self._buckets, np.uint32)
        counts = starts[buckets + 1] - starts[buckets]
        ends = np.cumsum(counts, dtype=np.int64)
        places = np.repeat(starts[buckets] + counts - ends, counts) + np.arange(ends[-1])
        which = np.repeat(np.arange(len(words)), counts)
        is_there = np.frombuffer(self._keys, np.uint32)[places] == (high << 16 | low)[which]
        found: list[Rule | None] = [None] * len(words)
        for word, place in zip(which[is_there].tolist(), places[is_there].tolist(), strict=True):
            found[word] = self._rule(self._numbers[place])
        return found

    def _rule(self, number: int) -> Rule:
        found = self._read.get(number)
        if found is None:
            text = str(self._rules[self._offsets[number] : self._offsets[number + 1]], "utf-8")
            found = self._read[number] = read(text)
        return found


@cache
def _lexicon() -> Lexicon:
    return Lexicon()


@lru_cache(CACHED)
def find(word: str) -> Rule | None:
    """What the lexicon knows of a folded word; None when it does not hold it."""
    return _lexicon().find(word)


def look_up(words: Sequence[str]) -> list[Rule | None]:
    """The same, of many words that are not asked for again."""
    return _lexicon().find_all(words)


def changed(word: str, changes: tuple[tuple[int, str], ...]) -> tuple[str, ...]:
    """What the changes of a word's rule make of it."""
    length = len(word)
    return tuple([word[: length - count] + letters for count, letters in changes])
