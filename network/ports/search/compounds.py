"""Danish compounds and the words they are made of; and own lists of words beside the lexicon.

"landsbyfornyelsen" is landsby + fornyelse, and landsby is land + by: whoever asks for one of them finds it. What may
begin and end a compound the lexicon says, and `danish_parts.txt` for words that it lacks. What is written as a whole
in `danish_whole.txt` is none, so that "fortrolig" is never fort + rolig.
"""

from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

from network.ports.search.lexicon import CACHED, changed, find

SHORTEST, LONGEST = 5, 40  # letters of a word that may be a compound
SHORTEST_PART = 3
MOST_PARTS = 5
LINKS = ("", "s", "e", "er")  # that may stand between two parts
# Words of two letters and fewer that compounds begin and end with; others are endings and chance
SHORT_LAST = frozenset(("by", "bo", "sø", "ø", "å", "is", "øl", "te", "ko", "æg", "år"))
SHORT_FIRST = SHORT_LAST | {"el", "tv", "it", "ny", "gå", "læ"}
SHORTEST_LOOSE = 4  # letters of a noun in front of another word, though the dictionary says that it begins no compounds

Cuts = tuple[int, ...]  # where the second word begins, and the others
MayBegin = Callable[[str], bool]  # in front of another word, with a linking letter where it has one
MayEnd = Callable[[str], bool]


def _words(name: str) -> tuple[str, ...]:
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())


PREFIXES = frozenset(_words("danish_prefixes.txt"))
ENDINGS = frozenset(_words("danish_endings.txt"))


@cache
def irregular() -> dict[str, str]:
    """Forms that no rule of endings reaches, each with its base form."""
    words = _words("danish_irregular.txt")
    return dict(zip(words[::2], words[1::2], strict=True))


@cache
def _own() -> frozenset[str]:
    return frozenset(_words("danish_parts.txt"))


@cache
def _own_beginnings() -> dict[str, str]:
    """Words of our own list with a linking letter or without."""
    return {word + link: word for link in reversed(LINKS) for word in sorted(_own())}


@cache
def wholes() -> frozenset[str]:
    """Words that look like compounds and are none."""
    return frozenset(_words("danish_whole.txt"))


def is_own(word: str) -> bool:
    """Whether a base form is one of those that our own list has compounds made of."""
    return word in _own()


def links_of(first: str) -> tuple[str, ...]:
    """The words that stand so in front of others: "udviklings" is udvikling, "pige" is pige."""
    found = find(first)
    if found is not None and found.links:
        return changed(first, found.links)
    own = _own_beginnings().get(first)
    return () if own is None else (own,)


def looks_first(first: str) -> bool:
    """Whether it is a word of its own in front of another, by its letters."""
    return first not in PREFIXES and (len(first) >= SHORTEST_PART or first in SHORT_FIRST)


def looks_last(last: str) -> bool:
    """Whether it is a word of its own behind another, by its letters."""
    return last not in ENDINGS and (len(last) >= SHORTEST_PART or last in SHORT_LAST)


@lru_cache(CACHED)
def may_begin(first: str) -> bool:
    return looks_first(first) and bool(links_of(first))


@lru_cache(CACHED)
def may_begin_loosely(first: str) -> bool:
    """The same, or a noun of which the dictionary does not say so: mountainbike|bane."""
    if may_begin(first):
        return True
    base = first.removesuffix("s")
    found = find(first) or find(base)
    is_noun = found is not None and found.is_base and not found.is_verb
    return is_noun and len(base) >= SHORTEST_LOOSE and looks_first(first)


@lru_cache(CACHED)
def may_end(last: str) -> bool:
    if not looks_last(last):
        return False
    found = find(last) or (find(last[:-1]) if last.endswith("s") else None)
    return (found is not None and found.may_end) or last in _own()


def cuts_of(word: str, begins: MayBegin = may_begin, ends: MayEnd = may_end, most: int = MOST_PARTS) -> Cuts:
    """Where a word that no dictionary holds is cut: the fewest parts, and among these the longest last one."""
    if not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
        return ()
    for parts in range(2, most + 1):
        if found := _cut(word, parts, begins, ends):
            return found
    return ()


def _cut(word: str, parts: int, begins: MayBegin, ends: MayEnd) -> Cuts:
    """Into exactly so many. A part of two letters is taken where there is no other way."""
    short: Cuts = ()
    for at in range(1, len(word) - 1):
        if not begins(word[:at]):
            continue
        if parts == 2:
            found: Cuts = (at,) if ends(word[at:]) else ()
        else:
            rest = _cut(word[at:], parts - 1, begins, ends)
            found = (at, *(at + cut for cut in rest)) if rest else ()
        if found and min(at, len(word) - found[-1]) >= SHORTEST_PART:
            return found
        short = short or found
    return short
