"""Where the terms of a query stand in a text, without analysing the text.

Of each word in the lexicon it is known which letters its forms begin with, so only the words of a text that hold such
letters are analysed. A text in which letters may hide – with accents that stand apart, soft
hyphens, other alphabets – is left to whoever looks at each of its words.
"""

import re
from collections.abc import Iterator, Set
from functools import lru_cache
from itertools import product

from network.ports.search.danish import Token, analyse, fold
from network.ports.search.lexicon import changed, find

MOST_KNOWN = 5_000  # pieces of text that are remembered for a query
SHORTEST_FRAGMENT = 3  # letters: of shorter ones every spelling is looked for
MOST_SPELLINGS = 16

_SPELLINGS = {"å": ("å", "aa"), "æ": ("æ", "ae"), "ø": ("ø", "oe")}
# Between the letters that have another spelling, and where a number may have a point
_FRAGMENTS = re.compile(r"[æøå]|(?<=\d)(?=(?:\d{3})+(?!\d))")
_HYPHENS = re.compile("[-‐‑]")
_ASCII = bytes(range(0x20, 0x7F)) + b"\n"
_OTHERS = frozenset("æøåÆØÅéÉ–—“”„‘‚…«»§·•×°€½²")  # of which we know what becomes of them


class Finder:
    """Looks for the terms of one query in many texts."""

    def __init__(self, terms: frozenset[str]) -> None:
        self._terms = terms
        self._beginnings = tuple(term[:-1] for term in terms if term.endswith("*"))
        needles = [needle for term in terms for needle in _needles(term.removesuffix("*"), is_begun=term.endswith("*"))]
        known = [needle for needle in needles if needle is not None]
        self._needles = tuple(dict.fromkeys((*known, "-"))) if len(known) == len(needles) else None
        self._known: dict[str, tuple[Token, ...]] = {}

    def pieces(self, text: str, low: str) -> list[tuple[int, tuple[Token, ...]]] | None:
        """Where a piece with something to mark stands, in order, and what there is in it; both as `spaced` gives them.

        None: each of its words must be looked at.
        """
        if self._needles is None:
            return None
        found: dict[int, tuple[Token, ...]] = {}
        for needle in self._needles:
            at = low.find(needle)
            while at >= 0:
                start, end = text.rfind(" ", 0, at) + 1, text.find(" ", at)
                if end < 0:
                    end = len(text)
                if start not in found:
                    found[start] = self.marks(text[start:end])
                at = low.find(needle, end)
        return sorted((start, marks) for start, marks in found.items() if marks)

    def marks(self, piece: str) -> tuple[Token, ...]:
        """What there is to mark in a piece without white space."""
        known = self._known.get(piece)
        if known is None:
            if len(self._known) >= MOST_KNOWN:
                self._known = {}  # not emptied: another thread may be reading it
            known = self._known[piece] = tuple(self._marks(piece))
        return known

    def _marks(self, piece: str) -> Iterator[Token]:
        """Of a word of several parts, the whole comes before its parts and is marked instead of them."""
        end = 0
        for token in analyse(piece):
            term = self._meant(token) or self._begun(piece[token.start : token.end])
            if term and token.start >= end:
                end = token.end
                yield token._replace(term=term)

    def _meant(self, token: Token) -> str:
        """The term that the token was found by, also as a part of a compound; empty when it was not."""
        if token.term in self._terms:
            return token.term
        return next((part for part in token.parts if part in self._terms), "")

    def _begun(self, word: str) -> str:
        """The beginning that was asked for and that the word has; empty when it has none."""
        if not self._beginnings:
            return ""
        folded = fold(_HYPHENS.sub("", word))
        return next((f"{beginning}*" for beginning in self._beginnings if folded.startswith(beginning)), "")


@lru_cache(maxsize=8)
def _kept(terms: frozenset[str]) -> Finder:
    return Finder(terms)


def finder(terms: Set[str]) -> Finder:
    """For the terms; the last ones are remembered with what they have seen: a page of results repeats most words."""
    return _kept(frozenset(terms))


def spaced(text: str) -> tuple[str, str | None]:
    """The text with single spaces, and the same in small letters, each where it was.

    None instead of the latter where something stands that is not known.
    """
    others = text.encode(errors="replace").translate(None, _ASCII)
    known = set(others.decode()) if others else set()
    if not known <= _OTHERS:
        return " ".join(text.split()), None
    text = text.replace("\n", " ")
    while "  " in text:
        text = text.replace("  ", " ")
    text = text.strip()
    low = text.lower()
    return text, low.replace("é", "e") if "é" in known or "É" in known else low


def _needles(term: str, *, is_begun: bool = False) -> Iterator[str | None]:
    """Letters of which some stand in small letters wherever the term stands. None: there are too many to look for."""
    for form in (term,) if is_begun else dict.fromkeys((term, *_beginnings(term))):
        fragment = max(_FRAGMENTS.split(form), key=len)
        if len(fragment) >= SHORTEST_FRAGMENT or fragment == form:
            yield fragment
            continue
        spellings = [_SPELLINGS.get(letter, (letter,)) for letter in form]
        found = product(*spellings)
        if sum(len(each) > 1 for each in spellings) > MOST_SPELLINGS.bit_length() - 1:
            yield None
        else:
            yield from map("".join, found)


def _beginnings(term: str) -> Iterator[str]:
    """What the forms of a term begin with: landmand → landmand, landmænd.

    Which of its ends is the last word of a compound that the lexicon lacks is not asked: one too many does no harm.
    """
    if (rule := find(term)) is not None and rule.covers:
        yield from changed(term, rule.covers)
        return
    for at in range(1, len(term) - 1):
        last = term[at:]
        if (rule := find(last)) is not None:
            yield from (term[:at] + cover for cover in changed(last, rule.covers))
