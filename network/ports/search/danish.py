"""Danish text as search sees it: one analysis for documents, queries and marking.

A word is composed (NFC), case-folded, brought to Danish letters (aa and å, ae and æ, oe and ø are one letter each,
other accents fall away; å never becomes a) and looked up: its term is the word that it is a form of, as the lexicon
says. "retter" is a form of ret and of rette: its term is the likelier one, and the other goes where the parts of
compounds go. A word that the lexicon does not hold is a compound of words that it holds, or it is stemmed.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from network.ports.search.compounds import Cuts, cuts_of, is_own, links_of, may_begin_loosely, wholes
from network.ports.search.danish_snowball import stem_word
from network.ports.search.lexicon import Rule, changed, find, look_up

# Part of the name of every index: raise it with each change of what follows, and old indexes are rebuilt, not misread.
ANALYSIS_VERSION = 5
LONGEST_TERM = 64  # characters; nobody searches for more, and it bounds what hostile text can store
LONGEST_CACHED = 64
MOST_WORDS = 5  # that a compound is taken for
MOST_PARTS = 8  # of one hyphenated word; what comes after is the next word
CACHED_PIECES = 32_768  # about 10 MB when full

# Combining marks (decomposed text), soft hyphen and zero-width joiners stand inside words without ending them.
_WITHIN = "\u0300-\u036f\u00ad\u200b-\u200d\u2060"
_LETTERS = rf"[^\W\d_]+(?:[{_WITHIN}]+[^\W\d_]*|['’][^\W\d_]+)*"
_NUMBER = r"\d{1,3}(?:\.\d{3}){1,4}(?!\d)|\d+"  # 10.000 is one number; the bound keeps hostile input linear
_LETTERS_OR_NUMBER = rf"(?:{_LETTERS}|{_NUMBER})"
_PART = re.compile(_LETTERS_OR_NUMBER)
WORD = re.compile(  # kommune, 10.000, e-mail, CO2, 5c, §
    rf"{_LETTERS_OR_NUMBER}(?:[-‐‑]?{_LETTERS_OR_NUMBER}){{0,{MOST_PARTS - 1}}}|§"
)
_PIECE = re.compile(r"\S+")

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200d\u2060.]")
_KEPT = {"æ": "æ", "ø": "ø", "å": "å", "ä": "æ", "ö": "ø", "’": "'"}
_DWELLING = re.compile(r"(.*(?:bolig|plads))(?:e[nr]s?|ernes?|s)?")
_SHORT_STEM = re.compile(r"([^aeiouyæøå]*[aiouyæøå])(?:e[nrt]s?|(?:er|e)nes?)")
_STILL_ENDING = re.compile(r"..+[æøå]s|...+e")


class Token(NamedTuple):
    term: str
    position: int  # counted in words; the whole of a word of several parts stands at its first part
    start: int  # offsets in the text that was handed in
    end: int
    parts: tuple[str, ...] = ()  # what it is found by besides: other words of this form, and what a compound is made of


def _fold_letter(letter: str) -> str:
    if letter.isascii():
        return letter
    return _KEPT.get(letter) or "".join(c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c))


def fold(word: str) -> str:
    """One spelling for each word: lower case, Danish letters, no other accents, no invisible characters."""
    word = unicodedata.normalize("NFC", _INVISIBLE.sub("", word)).casefold()
    if not word.isascii():
        word = "".join(map(_fold_letter, word))
    return word.replace("aa", "å").replace("ae", "æ").replace("oe", "ø")


@lru_cache(CACHED_PIECES)
def stem(word: str) -> str:
    """The stem of a folded word that the lexicon does not hold.

    Snowball leaves three kinds of endings that matter here: those of words with one vowel (by, byen, byerne), -s after
    æ, ø and å (Læsøs), and one e of two (café, caféen). And it takes -ig from bolig, so that dwellings would meet buns;
    from plads it takes the s, but not from pladser.
    Words in -es double their s (proces, processer).
    """
    if known := _SHORT_STEM.fullmatch(word) or _DWELLING.fullmatch(word):
        return known[1]
    stemmed = stem_word(word)
    return stemmed[:-1] if _STILL_ENDING.fullmatch(stemmed) or stemmed.endswith("ss") else stemmed


class Reading(NamedTuple):
    """What a folded word is taken for."""

    term: str
    others: tuple[str, ...] = ()  # words that it may be a form of as well
    meant: tuple[str, ...] = ()  # of the others, those that are asked for with the word
    parts: tuple[str, ...] = ()  # the others, and what a compound is made of
    halves: tuple[str, ...] = ()  # of a compound, the first and the last of its longest parts


@lru_cache(CACHED_PIECES)
def reading(word: str) -> Reading:
    """Of a folded word."""
    known = _known(word)
    if known is None:
        cuts = cuts_of(word) or cuts_of(word, may_begin_loosely, most=2)
        return _with_parts(word, _ending(word, cuts[-1]), _all_cuts(word, cuts)) if cuts else Reading(_stem(word))
    form, rule = known
    lemmas = _lemmas(form, rule)
    if rule.cuts:
        return _with_parts(word, lemmas, rule.cuts)
    return Reading(lemmas[0][:LONGEST_TERM], lemmas[1:], _meant(form, rule, lemmas[1:]), lemmas[1:])


def _meant(form: str, rule: Rule, others: tuple[str, ...]) -> tuple[str, ...]:
    """What else somebody may mean who asks for the form: "plan" is no order to plane, and "have" no seas."""
    if rule.is_sure:
        return (form,) if rule.is_base and form in others else ()
    return tuple(other for other in others if not rule.is_base or len(other) <= len(form))


def _stem(word: str) -> str:
    return stem(word)[:LONGEST_TERM]


def _lemmas(form: str, rule: Rule) -> tuple[str, ...]:
    lemmas = changed(form, rule.lemmas)
    if rule.links and not rule.is_base:  # "børne" is sooner barn than a form of "at bo"
        return tuple(dict.fromkeys((*changed(form, rule.links), *lemmas)))
    return lemmas


def listed_terms(words: Iterable[str]) -> dict[str, str]:
    """Those of many folded words that the lexicon holds, each with its term. Takes a microsecond a word."""
    asked = list(words)
    found = dict(_listed(asked))
    genitives = [word[:-1] for word in asked if word.endswith("s") and word not in found]
    return found | {f"{word}s": term for word, term in _listed(genitives)}


def _listed(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    for word, rule in zip(words, look_up(words), strict=True):
        if rule is not None:
            yield word, _lemmas(word, rule)[0][:LONGEST_TERM]


def _known(word: str) -> tuple[str, Rule] | None:
    """What the lexicon says of the word, or of what it is the genitive or the passive of."""
    if (rule := find(word)) is not None:
        return word, rule
    if word.endswith("s") and (rule := find(word[:-1])) is not None:
        return word[:-1], rule
    return None


def _ending(surface: str, cut: int) -> tuple[str, ...]:
    """The base forms of a compound, by those of its last word. Verbs end none: a plan is no order to plane."""
    first, last = surface[:cut], reading(surface[cut:])
    lemmas = (last.term, *(other for other in last.others if cut + len(other) <= len(surface)))
    nouns = [lemma for lemma in lemmas if (rule := find(lemma)) is None or not rule.is_verb]
    return tuple([first + lemma for lemma in nouns or lemmas])


def _all_cuts(word: str, cuts: Cuts) -> Cuts:
    """With those inside of the parts."""
    at = (0, *cuts, len(word))
    inside = {start + cut for start, end in pairwise(at) for cut in _cuts_inside(word[start:end], end == len(word))}
    return tuple(sorted({*cuts, *inside}))


def _cuts_inside(part: str, is_last: bool) -> Cuts:
    for base in (part,) if is_last else links_of(part):
        cuts = known[1].cuts if (known := _known(base)) is not None else cuts_of(base)
        if cuts and part[: cuts[-1]] == base[: cuts[-1]]:
            return cuts
    return ()


def _with_parts(word: str, lemmas: tuple[str, ...], cuts: Cuts) -> Reading:
    """Of three parts the last two are one too: "klimatilpasningsplan" has "tilpasningsplan"."""
    term, *others = (lemma[:LONGEST_TERM] for lemma in lemmas)
    if not cuts or term in wholes():
        return Reading(term, tuple(others), tuple(others), tuple(others))
    at = (0, *cuts[: MOST_WORDS - 1], len(word))
    last = len(at) - 2
    parts: list[str] = []
    for start in range(last + 1):
        for end in range(start + 1, last + 1):
            parts += _beginning(word[at[start] : at[end]], is_one=end == start + 1)
        if start:
            parts += _ending(word[at[start] :], at[last] - at[start])
    parts = [part[:LONGEST_TERM] for part in parts]
    found = dict.fromkeys((*(part for part in parts if part not in lemmas), *others))
    return Reading(term, tuple(others), tuple(others), tuple(found), _halves(word, at))


def _beginning(surface: str, *, is_one: bool) -> tuple[str, ...]:
    """The base forms of what stands in front of other words in a compound: one word, or a compound itself."""
    links = links_of(surface)
    if links and surface not in links and (rule := find(surface)) is not None and rule.is_base and rule.may_end:
        return (*links, surface)
    if links:
        return links
    read = reading(surface)
    return (read.term,) if is_one or read.parts else ()


def _halves(word: str, at: Cuts) -> tuple[str, ...]:
    """The longest known word that begins the compound, and what is left."""
    for cut in reversed(at[1:-1]):
        if first := links_of(word[:cut]):
            return first[0][:LONGEST_TERM], reading(word[cut:]).term
    return ()


def reading_of(word: str) -> Reading:
    """Of a single word or number as it is written."""
    return reading(fold(word[: 2 * LONGEST_TERM]))


def term_of(word: str) -> str:
    """The term that a single word or number is found by."""
    return reading_of(word).term


def compound_parts(word: str) -> tuple[str, ...]:
    """Terms of the words that a compound is made of; nothing for a word that is none."""
    found = reading_of(word)
    return tuple(part for part in found.parts if part not in found.others)


def is_listed(word: str) -> bool:
    """Whether a folded word is a form of one that our own list has compounds made of, so that it is spelled right."""
    return is_own(reading(word).term)


def analyse_word(word: str) -> list[Token]:
    """Tokens of one match of WORD. "e-mail" gives its whole first ("email"), then its parts in order."""
    if word == "§":
        return [Token(word, 0, 0, 1)]
    found = list(_PART.finditer(word))
    parts = [_token(part, index) for index, part in enumerate(found)]
    if len(parts) == 1:
        return parts
    return [Token(term_of("".join(part[0] for part in found)), 0, 0, len(word)), *parts]


def _token(part: re.Match[str], position: int) -> Token:
    read = reading_of(part[0])
    return Token(read.term, position, part.start(), part.end(), read.parts)


def _analyse(piece: str) -> tuple[Token, ...]:
    found: list[Token] = []
    position = 0
    for match in WORD.finditer(piece):
        offset = match.start()
        for term, index, start, end, parts in analyse_word(match[0]):
            found.append(Token(term, position + index, offset + start, offset + end, parts))
        position = found[-1].position + 1
    return tuple(found)


_analyse_cached = lru_cache(CACHED_PIECES)(_analyse)


def analyse(piece: str) -> tuple[Token, ...]:
    """Tokens of a piece of text without white space. Cached, because a few thousand pieces make up most texts."""
    return _analyse_cached(piece) if len(piece) <= LONGEST_CACHED else _analyse(piece)


def tokens(text: str) -> Iterator[Token]:
    """Every token of a text, in order."""
    position = 0
    for match in _PIECE.finditer(text):
        found, offset = analyse(match[0]), match.start()
        for term, index, start, end, parts in found:
            yield Token(term, position + index, offset + start, offset + end, parts)
        position += width(found)


def width(found: tuple[Token, ...]) -> int:
    """How many positions the tokens of a piece take."""
    return found[-1].position + 1 if found else 0
