"""Where the terms of a query stand in a text, without analysing the text.

A term is the beginning of a folded word, or of a word in it: so what it was made from holds nearly the same letters,
and only the words that hold them are analysed. A text in which letters may hide – with accents that stand apart, soft
hyphens, other alphabets – is left to whoever looks at each of its words.
"""

import re
from collections.abc import Iterator, Set
from functools import lru_cache
from itertools import product

from network.ports.search.compounds import irregular_forms
from network.ports.search.danish import Token, analyse

MOST_KNOWN = 5_000  # pieces of text that are remembered for a query
SHORTEST_FRAGMENT = 3  # letters: of shorter ones every spelling is looked for
MOST_SPELLINGS = 16
LEAST_SHARED = 2  # letters of an irregular word's base form that its stem has

_SPELLINGS = {"å": ("å", "aa"), "æ": ("æ", "ae"), "ø": ("ø", "oe")}
# Between the letters that have another spelling, and where a number may have a point
_FRAGMENTS = re.compile(r"[æøå]|(?<=\d)(?=(?:\d{3})+(?!\d))")
_ASCII = bytes(range(0x20, 0x7F)) + b"\n"
_OTHERS = frozenset("æøåÆØÅéÉ–—“”„‘‚…«»§·•×°€½²")  # of which we know what becomes of them


class Finder:
    """Looks for the terms of one query in many texts."""

    def __init__(self, terms: frozenset[str]) -> None:
        self._terms = terms
        self._beginnings = tuple(term[:-1] for term in terms if term.endswith("*"))
        needles = [needle for term in terms for needle in _needles(term.removesuffix("*"))]
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
            term = self._meant(token)
            if term and token.start >= end:
                end = token.end
                yield token._replace(term=term)

    def _meant(self, token: Token) -> str:
        """The term that the token was found by, also as a part of a compound; empty when it was not."""
        if token.term in self._terms:
            return token.term
        for part in token.parts:
            if part in self._terms:
                return part
        return next((f"{beginning}*" for beginning in self._beginnings if token.term.startswith(beginning)), "")


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


def _needles(term: str) -> Iterator[str | None]:
    """Letters of which some stand in small letters wherever the term stands. None: there are too many to look for."""
    for form in (term, *_irregular(term)):
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


def _irregular(term: str) -> Iterator[str]:
    """mand → mænd; landmand → landmænd."""
    for form, base in irregular_forms():
        if base.startswith("="):
            if term.endswith(base[1:]):
                yield term[: len(term) - len(base) + 1] + form
            continue
        for shared in range(min(LEAST_SHARED, len(base)), len(base) + 1):
            if term.endswith(base[:shared]):
                yield term[: len(term) - shared] + form
