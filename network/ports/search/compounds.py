"""Danish compounds and the words they are made of, by a list of our own; and forms that no rule of endings reaches.

"landsbyfornyelsen" is landsby + fornyelse, and landsby is land + by: whoever asks for one of them finds it. Only nouns
and what stands in front of them are on the list, so that "fortrolig" is never fort + rolig.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

SHORTEST, LONGEST = 5, 40  # letters of a word that may be a compound
SHORTEST_PART = 2  # by, sø, is
MOST_PARTS = 5
LINKS = ("", "s", "e", "er")  # that may stand between two parts

Stem = Callable[[str], str]


def _words(name: str) -> tuple[str, ...]:
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def _irregular() -> dict[str, str]:
    words = _words("danish_irregular.txt")
    return dict(zip(words[::2], words[1::2], strict=True))


@cache
def irregular_forms() -> tuple[tuple[str, str], ...]:
    """Each form that no rule of endings reaches, with its base form."""
    return tuple(_irregular().items())


@cache
def _beginnings() -> frozenset[str]:
    """What a compound may begin with: a word of the list with a linking letter or without."""
    return frozenset(word + link for word in _words("danish_parts.txt") for link in LINKS)


@cache
def _stems(stem: Stem) -> tuple[frozenset[str], frozenset[str]]:
    """Of the words that may end a compound, and of those that look like compounds and are none."""
    ends = frozenset(stem(base_form(word)) for word in _words("danish_parts.txt") if len(word) >= SHORTEST_PART)
    return ends, frozenset(stem(word) for word in _words("danish_whole.txt"))


def is_part(stemmed: str, stem: Stem) -> bool:
    """Whether compounds may be made of a word of this stem."""
    return stemmed in _stems(stem)[0]


def base_form(word: str) -> str:
    """mænd → mand, håndbøger → håndbog; a folded word that is no such form is itself.

    What begins with an equals sign is a term already.
    """
    forms = _irregular()
    if word in forms:
        return forms[word]
    for length in range(min(len(word) - 2, 8), 3, -1):
        found = forms.get(word[-length:])
        if found is not None and found[0] != "=" and word[:-length] in _beginnings():
            return word[:-length] + found
    return word


def parts_of(word: str, stem: Stem) -> tuple[str, ...]:
    """The stems of what a folded word is made of, and of what these are made of; nothing of a word that is no compound.

    Of three parts each pair of neighbours is one too: "klimatilpasningsplan" has "tilpasningsplan".
    """
    if not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
        return ()
    whole = stem(word)
    ends, never = _stems(stem)
    if whole in never:
        return ()
    cuts = _cuts(word, stem, ends, never, MOST_PARTS)
    if not cuts:
        return ()
    at = (0, *cuts, len(word))
    spans = [(start, end) for start in range(len(at) - 1) for end in range(start + 1, len(at))]
    found = [_part(word[at[start] : at[end]], at[end] == len(word), stem) for start, end in spans[:]]
    return tuple(dict.fromkeys(part for part in found if part != whole))


def _part(surface: str, is_last: bool, stem: Stem) -> str:
    if not is_last:
        surface = _unlinked(surface)
    return stem(base_form(surface))


@cache
def _listed() -> frozenset[str]:
    return frozenset(_words("danish_parts.txt"))


def _unlinked(surface: str) -> str:
    """Without the letters that link it to the next part. Of several parts it is the last that is linked."""
    if surface in _listed():
        return surface
    for link in LINKS[1:]:
        if surface.endswith(link) and surface[: -len(link)] in _listed():
            return surface[: -len(link)]
    return surface[:-1] if surface.endswith("s") else surface


def _cuts(word: str, stem: Stem, ends: frozenset[str], never: frozenset[str], left: int) -> tuple[int, ...]:
    """Where the word is cut; the fewest parts, and among these the longest last one. Empty where it cannot be."""
    if left < 2:
        return ()
    beginnings = _beginnings()
    for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        if word[:at] in beginnings and stem(base_form(word[at:])) in ends:
            return _within(word, at, stem, ends, never, left)
    for at in range(SHORTEST_PART, len(word) - 2 * SHORTEST_PART + 1):
        if word[:at] in beginnings:
            rest = _cuts(word[at:], stem, ends, never, left - 1)
            if rest:
                return (at, *(at + cut for cut in rest))
    return ()


def _within(word: str, at: int, stem: Stem, ends: frozenset[str], never: frozenset[str], left: int) -> tuple[int, ...]:
    """The cut at `at`, and those inside of the two halves where they are compounds themselves."""
    halves = []
    for start, half in ((0, _unlinked(word[:at])), (at, word[at:])):
        inside = () if stem(half) in never or len(half) < SHORTEST else _cuts(half, stem, ends, never, left - 1)
        halves.append(tuple(start + cut for cut in inside))
    return (*halves[0], at, *halves[1])
