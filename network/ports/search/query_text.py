"""What a person typed, as conditions a document must meet. Nothing that can be typed is an error.

Words are all required, but for those that only hold others together, as in "fornyelse af landsbyer"; "words in
quotes" stand together; -word and -"words" must not be there; one OR another (ELLER too, in capitals); begin* is every
word that begins so. `emne:`, `kommune:`, `type:` and `forfatter:` say what a document is named by, `fra:` and `til:`
when it is from, `i:titel` that the words stand in the title. What cannot be
read as one of these is searched as words: `and` is a bird, and `fra:banan` is two words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path

from network.ports.search import Query, Synonyms
from network.ports.search.danish import WORD, Token, analyse_word, fold, reading_of, term_of
from network.ports.search.query_dates import first_moment, last_moment

MOST_CHARACTERS = 1_000  # of a query; what comes after is not read
MOST_TERMS = 32  # evaluated in one query
MOST_ALTERNATIVES = 16  # with OR between them; common words one and all are half the network
SHORTEST_PART = 4  # letters: "Ringkøbing-Skjern" is also found by "Ringkøbing", "e-mail" not by "e"
SHORTEST_BEGINNING = 2  # letters in front of a *
ENDINGS = ("e", "en", "er")  # that may follow the beginning of a word
MOST_WIDENED = 8  # words of a query that is found by other words too
JOINED = ("", "s")  # neighbouring words are also tried as one: "ældre bolig", "erhverv bygning"
SHORTEST_JOINED = 3  # letters of each
# Words that hold others together: asked for only where there is nothing else
FUNCTION_WORDS = frozenset((Path(__file__).parent / "danish_function.txt").read_text(encoding="utf-8").split())
NAMED = ("emne", "kommune", "type", "forfatter")  # fields of a query, by which documents are named

Sequence = tuple[str, ...]  # terms at successive positions

_HYPHEN = re.compile("[-‐‑]")
# A section of an act is one thing however it is written: § 5 c, §5c, paragraf 5. Not "§ 5 i planloven": there, i is a
# word.
_SECTION = r"(?:§+|\bparagraf)\s*\d+(?:\s*[a-hj-z])?(?!\w)"
_FIELD = rf"(?P<field>{'|'.join((*NAMED, 'fra', 'til', 'i'))}): ?(?=\S)"
_PIECE = re.compile(
    rf'(?P<minus>-?)(?:{_FIELD})?(?:"(?P<quoted>[^"]*)"?|(?P<section>{_SECTION})|(?P<bare>\S+))', re.IGNORECASE
)
_PARAGRAPH = re.compile(r"\bparagraf\s*(?=\d)", re.IGNORECASE)
_OR = frozenset({"OR", "ELLER"})


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition: at least one of what follows stands in the title or in the text."""

    sequences: tuple[Sequence, ...] = ()
    beginnings: tuple[str, ...] = ()  # of terms
    near: tuple[Sequence, ...] = ()  # terms of a compound that stand apart, close to each other, in any order

    @property
    def terms(self) -> frozenset[str]:
        """To mark in what is found; one that ends with * is the beginning of several."""
        together = frozenset(term for sequence in (*self.sequences, *self.near) for term in sequence)
        return together | {f"{beginning}*" for beginning in self.beginnings}


@dataclass(frozen=True, slots=True)
class Conditions:
    required: tuple[Clause, ...] = ()  # `needed` of them
    excluded: tuple[Clause, ...] = ()  # none of them
    needed: int = 0
    named: tuple[str, ...] = ()  # names as in `name_term`, all of them
    not_named: tuple[str, ...] = ()  # none of them
    since: datetime | None = None
    until: datetime | None = None  # before this moment
    in_title: bool = False

    @property
    def terms(self) -> frozenset[str]:
        """Terms to mark in what is found."""
        return frozenset[str]().union(*(clause.terms for clause in self.required))

    @property
    def ask_nothing(self) -> bool:
        """Whether nothing is asked for, so that nothing is found."""
        return not (self.required or self.named or self.since or self.until)


@dataclass(slots=True)
class _Reading:
    """What has been read of a query so far."""

    required: dict[Clause, None] = field(default_factory=dict)
    excluded: dict[Clause, None] = field(default_factory=dict)
    named: list[str] = field(default_factory=list)
    not_named: list[str] = field(default_factory=list)
    since: datetime | None = None
    until: datetime | None = None
    in_title: bool = False
    room: int = MOST_TERMS


def name_term(name: str, term: str) -> str:
    """How the index holds that a document is named by a term in a field of a query."""
    return f"{name}~{term}"


def parse(text: str, at_least: int = 0, synonyms: Synonyms | None = None, *, begun: bool = False) -> Conditions:
    """Conditions for a query as typed, of which `at_least` are needed (0: all of them).

    With `begun` the last word may be unfinished. Cost is bounded by MOST_CHARACTERS and MOST_TERMS.
    """
    reading = _Reading()
    text = _beginning(text)
    if begun and text and text[-1].isalnum():
        text += "*"
    words: list[_Word] = []
    for piece in _PIECE.finditer(text):
        if not _read_field(reading, piece):
            words += _words(piece)
    kept = _bounded(_alternatives(words), reading.room)
    clauses = _widened(kept, synonyms or {}) if len(kept) <= MOST_WIDENED else _as_typed(kept)
    asks = any(not (word.is_excluded or word.holds_together) for word in kept)
    for word, (clause, is_excluded) in zip(kept, clauses, strict=True):
        if not (asks and word.holds_together):
            (reading.excluded if is_excluded else reading.required)[clause] = None
    required = tuple(reading.required)
    return Conditions(
        required=required,
        excluded=tuple(reading.excluded),
        needed=min(at_least or len(required), len(required)),
        named=tuple(dict.fromkeys(reading.named)),
        not_named=tuple(dict.fromkeys(reading.not_named)),
        since=reading.since,
        until=reading.until,
        in_title=reading.in_title,
    )


def plain_words(text: str) -> str:
    """What a query is about, without its signs and fields and without what is left out: to be asked again in words."""
    said = []
    for piece in _PIECE.finditer(_beginning(text)):
        if piece["minus"] or piece["bare"] in _OR or _read_field(_Reading(), piece):
            continue
        together = piece["quoted"] if piece["quoted"] is not None else piece["section"] or piece["bare"].strip('*"()')
        said.append(f"{piece['field'] or ''} {together}".strip())
    return " ".join(" ".join(said).split())


def conditions_of(query: Query) -> Conditions:
    """What a query asks for, but for kinds and facets."""
    found = parse(query.text, query.at_least, query.synonyms, begun=query.begun)
    since = max(filter(None, (found.since, query.since)), default=None)
    if since == found.since and not query.titles_only:
        return found
    return replace(found, since=since, in_title=found.in_title or query.titles_only)


def _beginning(text: str) -> str:
    if len(text) <= MOST_CHARACTERS:
        return text
    return text[:MOST_CHARACTERS].rpartition(" ")[0]  # half a word is another word


def _read_field(reading: _Reading, piece: re.Match[str]) -> bool:
    """Whether the piece is a field with a value that can be read; the reading knows it by then."""
    name = (piece["field"] or "").lower()
    value = piece["quoted"] if piece["quoted"] is not None else piece["bare"] or piece["section"] or ""
    if name in NAMED:
        terms = [token.term for word in WORD.finditer(value) for token in _parts(analyse_word(word[0]))]
        kept = terms[: max(0, reading.room)]
        reading.room -= len(kept)
        (reading.not_named if piece["minus"] else reading.named).extend(name_term(name, term) for term in kept)
        return bool(terms)
    if name == "i" and value.lower() in ("titel", "titlen", "overskrift", "overskriften"):
        reading.in_title = True
        return True
    if name == "fra" and not piece["minus"] and (moment := first_moment(value)):
        reading.since = max(moment, reading.since or moment)
        return True
    if name == "til" and not piece["minus"] and (moment := last_moment(value)):
        reading.until = min(moment, reading.until or moment)
        return True
    return False


@dataclass(frozen=True, slots=True)
class _Word:
    """A clause, and what else there is to know of the word behind it."""

    clause: Clause
    is_excluded: bool = False
    is_or: bool = False  # the word that joins what stands around it
    surface: str = ""  # of a plain word, folded

    @property
    def holds_together(self) -> bool:
        return self.surface in FUNCTION_WORDS and not self.is_excluded


def _words(piece: re.Match[str]) -> Iterator[_Word]:
    is_excluded = bool(piece["minus"])
    together = piece["quoted"] if piece["quoted"] is not None else piece["section"]
    if piece["field"]:  # no field after all
        yield from (_Word(_word(word[0], is_excluded), is_excluded) for word in WORD.finditer(piece["field"]))
    if together is not None:
        phrase = _phrase(together)
        if phrase.sequences:
            yield _Word(phrase, is_excluded)
        return
    if piece["bare"] in _OR and not is_excluded:
        yield _Word(_word(piece["bare"], False), is_or=True)
        return
    for word in WORD.finditer(piece["bare"]):
        is_begun = piece["bare"][word.end() : word.end() + 1] == "*" and len(word[0]) >= SHORTEST_BEGINNING
        clause = _word(word[0], is_excluded)
        if is_begun and word[0] != "§":
            yield _Word(_begun(word[0], clause), is_excluded)
        else:
            yield _Word(clause, is_excluded, surface=fold(word[0]))


def _begun(word: str, clause: Clause) -> Clause:
    """Every word that begins so. Its stem may be shorter than what was typed: "fornyels*" is "forny"."""
    stems = ((analyse_word(word + ending)[0].term,) for ending in ENDINGS) if word.isalpha() else ()
    return Clause(tuple(dict.fromkeys((*clause.sequences, *stems))), (fold(word),))


def _alternatives(words: list[_Word]) -> list[_Word]:
    """What stands on both sides of an OR becomes one clause; an OR at an end, or beside a minus, is a word."""
    found: list[_Word] = []
    at = 0
    while at < len(words):
        word = words[at]
        joins = word.is_or and found and at + 1 < len(words)
        if joins and not (found[-1].is_excluded or words[at + 1].is_excluded or words[at + 1].is_or):
            if len(found[-1].clause.sequences) < MOST_ALTERNATIVES:
                found[-1] = _Word(_either(found[-1].clause, words[at + 1].clause))
            at += 2
        else:
            found.append(replace(word, is_or=False) if word.is_or else word)
            at += 1
    return found


def _bounded(words: list[_Word], room: int) -> list[_Word]:
    """As many of the words as there is room for; each once."""
    found: dict[tuple[Clause, bool], _Word] = {}
    for word in words:
        asked = (word.clause, word.is_excluded)
        if asked in found:
            continue
        room -= sum(map(len, word.clause.sequences)) + len(word.clause.beginnings)
        if room < 0:
            break
        found[asked] = word
    return list(found.values())


def _as_typed(words: list[_Word]) -> list[tuple[Clause, bool]]:
    """Who types many words has said enough."""
    return [(replace(word.clause, near=()), word.is_excluded) for word in words]


def _either(one: Clause, other: Clause) -> Clause:
    return Clause(
        tuple(dict.fromkeys((*one.sequences, *other.sequences))),
        tuple(dict.fromkeys((*one.beginnings, *other.beginnings))),
        tuple(dict.fromkeys((*one.near, *other.near))),
    )


def _widened(words: list[_Word], synonyms: Synonyms) -> list[tuple[Clause, bool]]:
    """The clauses, with synonyms, and with what neighbouring words mean when they are written as one.

    (tomme or S) and (boliger or S) is what has both words, or S: so a synonym of several words goes to each of them.
    """
    clauses = [word.clause for word in words]
    for at, word in enumerate(words):
        if word.is_excluded or not word.surface:
            continue
        for length in (1, 2, 3):
            run = words[at : at + length]
            if len(run) < length or not all(other.surface and not other.is_excluded for other in run):
                break
            others = synonyms.get(tuple(other.clause.sequences[0][0] for other in run), ())
            if length == 2:
                others = (*others, *_as_one(run[0].surface, run[1].surface))
            for place in range(at, at + length) if others else ():
                clauses[place] = _either(clauses[place], Clause(others))
    return [(clause, word.is_excluded) for clause, word in zip(clauses, words, strict=True)]


def _as_one(first: str, second: str) -> Iterator[Sequence]:
    """ "ældre bolig" is also found as "ældrebolig"."""
    if min(len(first), len(second)) >= SHORTEST_JOINED and first.isalpha() and second.isalpha():
        yield from ((analyse_word(first + link + second)[0].term,) for link in JOINED)


def _phrase(text: str) -> Clause:
    text = _PARAGRAPH.sub("§ ", text)
    parts = [token.term for word in WORD.finditer(text) for token in _parts(analyse_word(word[0]))]
    return Clause((tuple(parts[:MOST_TERMS]),) if parts else ())


def _word(word: str, is_excluded: bool) -> Clause:
    found = analyse_word(word)
    parts = _parts(found)
    if len(parts) == 1:
        return _single(word, parts[0].term, is_excluded)
    alternatives: list[Sequence] = [(found[0].term,), tuple(token.term for token in parts)]
    if _HYPHEN.search(word) and not is_excluded:
        alternatives += [(token.term,) for token in parts if token.end - token.start >= SHORTEST_PART]
    if not is_excluded:
        alternatives += _written_otherwise(word, found[0].term)
    return Clause(tuple(dict.fromkeys(alternatives)))


def _single(word: str, term: str, is_excluded: bool) -> Clause:
    """A form of several words asks for each of them, unless one is meant far more often than the others.

    A compound is also found where its two halves stand close to each other: "fornyelse af landsbyer".
    """
    if is_excluded:
        return Clause(((term,),))
    read = reading_of(word)
    others = (*((other,) for other in read.meant), *_written_otherwise(word, term))
    return Clause(((term,), *others), near=(read.halves,) if read.halves else ())


def _written_otherwise(word: str, term: str) -> tuple[Sequence, ...]:
    """ "kr." is also found as "kroner", "m2" as "kvadratmeter", and "flexbolig" as "fleksbolig"."""
    folded = fold(word)
    others = [folded.replace(old, new) for old, new in (("x", "ks"), ("ks", "x")) if old in folded]
    spelled = ((other,) for other in map(term_of, others) if other != term)
    return (*_short_and_long().get(term, ()), *spelled)


@cache
def _short_and_long() -> dict[str, tuple[Sequence, ...]]:
    lines = (Path(__file__).parent / "danish_short.txt").read_text(encoding="utf-8").splitlines()
    groups = [[analyse_word(word)[0].term for word in line.split()] for line in lines if not line.startswith("#")]
    return {term: tuple((other,) for other in group if other != term) for group in groups for term in group}


def _parts(found: list[Token]) -> list[Token]:
    return found[1:] if len(found) > 1 else found
