"""What a person typed, as conditions a document must meet. Nothing that can be typed is an error.

Words are all required; "words in quotes" stand together; -word and -"words" must not be there. There are no other
operators: `and` is a bird, and a colon is a colon.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from network.ports.search.danish import WORD, Token, analyse_word

MOST_CHARACTERS = 1_000  # of a query; what comes after is not read
MOST_TERMS = 32  # evaluated in one query
SHORTEST_PART = 4  # letters: "Ringkøbing-Skjern" is also found by "Ringkøbing", "e-mail" not by "e"

Sequence = tuple[str, ...]  # terms at successive positions

_HYPHEN = re.compile("[-‐‑]")
# A section of an act is one thing however it is spaced: § 5 c, §5c, § 5. Not "§ 5 i planloven": there, i is a word.
_SECTION = r"§+\s*\d+(?:\s*[a-hj-z])?(?!\w)"
_PIECE = re.compile(rf'(?P<minus>-?)(?:"(?P<quoted>[^"]*)"?|(?P<section>{_SECTION})|(?P<bare>\S+))', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition: at least one of the sequences stands in the title or in the text."""

    sequences: tuple[Sequence, ...]

    @property
    def terms(self) -> frozenset[str]:
        return frozenset(term for sequence in self.sequences for term in sequence)


@dataclass(frozen=True, slots=True)
class Conditions:
    required: tuple[Clause, ...] = ()  # `needed` of them; when there are none, nothing is found
    excluded: tuple[Clause, ...] = ()  # none of them
    needed: int = 0

    @property
    def terms(self) -> frozenset[str]:
        """Terms to mark in what is found."""
        return frozenset[str]().union(*(clause.terms for clause in self.required))


def parse(text: str, at_least: int = 0) -> Conditions:
    """Conditions for a query as typed, of which `at_least` are needed (0: all of them).

    Cost is bounded by MOST_CHARACTERS and MOST_TERMS.
    """
    required: dict[Clause, None] = {}
    excluded: dict[Clause, None] = {}
    room = MOST_TERMS
    for is_excluded, clause in _clauses(_beginning(text)):
        room -= len(clause.terms)
        if room < 0:
            break
        (excluded if is_excluded else required)[clause] = None
    return Conditions(tuple(required), tuple(excluded), min(at_least or len(required), len(required)))


def _beginning(text: str) -> str:
    if len(text) <= MOST_CHARACTERS:
        return text
    return text[:MOST_CHARACTERS].rpartition(" ")[0]  # half a word is another word


def _clauses(text: str) -> Iterator[tuple[bool, Clause]]:
    for piece in _PIECE.finditer(text):
        is_excluded = bool(piece["minus"])
        together = piece["quoted"] if piece["quoted"] is not None else piece["section"]
        if together is not None:
            found = [_phrase(together)]
        else:
            found = [_word(word[0], is_excluded) for word in WORD.finditer(piece["bare"])]
        yield from ((is_excluded, clause) for clause in found if clause.sequences)


def _phrase(text: str) -> Clause:
    parts = [token.term for word in WORD.finditer(text) for token in _parts(analyse_word(word[0]))]
    return Clause((tuple(parts[:MOST_TERMS]),) if parts else ())


def _word(word: str, is_excluded: bool) -> Clause:
    found = analyse_word(word)
    parts = _parts(found)
    if len(parts) == 1:
        return Clause(((parts[0].term,),))
    alternatives: list[Sequence] = [(found[0].term,), tuple(token.term for token in parts)]
    if _HYPHEN.search(word) and not is_excluded:
        alternatives += [(token.term,) for token in parts if token.end - token.start >= SHORTEST_PART]
    return Clause(tuple(dict.fromkeys(alternatives)))


def _parts(found: list[Token]) -> list[Token]:
    return found[1:] if len(found) > 1 else found
