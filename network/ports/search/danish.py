"""Danish text as search sees it: one analysis for documents, queries and marking.

A word is composed (NFC), case-folded, brought to Danish letters (aa and å, ae and æ, oe and ø are one letter each,
other accents fall away; å never becomes a) and stemmed. Folding towards the Danish letters and stemming after it
keeps the stemmer's vowels right: "miljø" and "miljøet" meet, and so do "Toender" and "Tønder".
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from network.ports.search.compounds import base_form, is_part, parts_of
from network.ports.search.danish_snowball import stem_word

# Part of the name of every index: raise it with each change of what follows, and old indexes are rebuilt, not misread.
ANALYSIS_VERSION = 3
LONGEST_TERM = 64  # characters; nobody searches for more, and it bounds what hostile text can store
LONGEST_CACHED = 64
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
    parts: tuple[str, ...] = ()  # terms of the words that a compound is made of


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
    """The stem of a folded word; kept, for taking a compound apart asks for the stems of all its ends.

    Snowball leaves three kinds of endings that matter here: those of words with one vowel (by, byen, byerne), -s after
    æ, ø and å (Læsøs), and one e of two (café, caféen). And it takes -ig from bolig, so that dwellings would meet buns;
    from plads it takes the s, but not from pladser.
    Words in -es double their s (proces, processer).
    """
    if word.startswith("="):
        return word[1:]
    if known := _SHORT_STEM.fullmatch(word) or _DWELLING.fullmatch(word):
        return known[1]
    stemmed = stem_word(word)
    return stemmed[:-1] if _STILL_ENDING.fullmatch(stemmed) or stemmed.endswith("ss") else stemmed


def term_of(word: str) -> str:
    """The term that a single word or number is found by."""
    return stem(base_form(fold(word[: 2 * LONGEST_TERM])))[:LONGEST_TERM]


@lru_cache(CACHED_PIECES)
def compound_parts(word: str) -> tuple[str, ...]:
    """Terms of the words that a compound is made of; nothing for a word that is none."""
    return parts_of(fold(word[: 2 * LONGEST_TERM]), stem)


def is_listed(word: str) -> bool:
    """Whether a folded word is a form of one that compounds are made of, so that it is spelled right."""
    return is_part(stem(base_form(word)), stem)


def analyse_word(word: str) -> list[Token]:
    """Tokens of one match of WORD. "e-mail" gives its whole first ("email"), then its parts in order."""
    if word == "§":
        return [Token(word, 0, 0, 1)]
    found = list(_PART.finditer(word))
    parts = [
        Token(term_of(part[0]), index, part.start(), part.end(), compound_parts(part[0]))
        for index, part in enumerate(found)
    ]
    if len(parts) == 1:
        return parts
    return [Token(term_of("".join(part[0] for part in found)), 0, 0, len(word)), *parts]


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
