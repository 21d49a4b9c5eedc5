"""Reading a Danish dictionary in Hunspell's format: every form of every word, and how words are joined.

Flags are the dictionary's own numbers; what they mean stands in its affix file.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

FORBIDDEN, NEEDS_ENDING, ONLY_JOINED = "6", "8", "36"
MAY_BEGIN = frozenset({"32", "33"})  # or stand inside of
PAST = frozenset({"1", "20"})  # makes participles, which stand behind other words: "filbaseret"
VERBAL_NOUN = "79"  # "banken" is the beating, too
MAY_END, ENDS = "34", "39"  # the flag of a form, and of a word
JOINING = frozenset({"29", "30", "31", "53", "55", "56", "60", "61", "62", "63", "67", "68", "69", "37", "81", "83"})
VERB = frozenset({"1", "20", "21", "22"})
ADJECTIVE = frozenset({*map(str, range(23, 29)), "12", "38", "40", "41", "42", "49", "59", "77", "78", "82"})
_MORPHOLOGY = re.compile(r"[\t ]+(?=[a-z]{2}:)")


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    flags: frozenset[str]
    base: str  # what it is a form of, where the dictionary says so
    others: frozenset[str]  # forms that the dictionary lists one by one

    @property
    def is_name(self) -> bool:
        return self.text[:1].isupper()

    @property
    def pattern(self) -> frozenset[str]:
        """How it is inflected, whatever it is joined with."""
        return self.flags - JOINING - {ENDS, "10", ONLY_JOINED, *MAY_BEGIN}

    @property
    def kind(self) -> str:
        if self.flags & VERB or f"{self.text}r" in self.others:
            return "verb"
        return "adjective" if self.flags & ADJECTIVE else "noun"


class Form(NamedTuple):
    text: str
    flags: tuple[str, ...]
    by: str  # the flag that it is made by


class _Ending(NamedTuple):
    strip: str
    add: str
    flags: tuple[str, ...]
    condition: re.Pattern[str]


class Dictionary:
    def __init__(self, folder: Path) -> None:
        self._words = folder / "da_DK.dic"
        self._endings: defaultdict[str, list[_Ending]] = defaultdict(list)
        for line in (folder / "da_DK.aff").read_text(encoding="utf-8").splitlines():
            fields = line.split()
            if len(fields) >= 4 and fields[0] == "SFX" and fields[2] not in {"Y", "N"}:
                self._endings[fields[1]].append(_ending(fields))

    def words(self) -> Iterator[Word]:
        for line in self._words.read_text(encoding="utf-8").splitlines()[1:]:
            written, *morphology = _MORPHOLOGY.split(line.strip())
            text, _, flags = written.partition("/")
            word = Word(text, frozenset(filter(None, flags.split(","))), *_related(morphology))
            if text and not set(text) & set(" .#") and FORBIDDEN not in word.flags:
                yield word

    def forms(self, word: Word) -> Iterator[Form]:
        """All but the word itself."""
        for flag in sorted(word.flags):
            for one in self._with(word.text, flag):
                yield one
                for further in one.flags:
                    yield from self._with(one.text, further)

    def _with(self, text: str, flag: str) -> Iterator[Form]:
        for ending in self._endings.get(flag, ()):
            if text.endswith(ending.strip) and ending.condition.search(text):
                yield Form(text[: len(text) - len(ending.strip)] + ending.add, ending.flags, flag)


def _ending(fields: list[str]) -> _Ending:
    add, _, flags = fields[3].partition("/")
    condition = fields[4] if len(fields) > 4 and not fields[4].startswith("+") else "."
    return _Ending(
        "" if fields[2] == "0" else fields[2],
        "" if add == "0" else add,
        tuple(filter(None, flags.split(","))),
        re.compile(condition + "$"),
    )


def _related(morphology: list[str]) -> tuple[str, frozenset[str]]:
    base = next((one[3:].strip() for one in morphology if one.startswith("st:")), "")
    return base, frozenset(one[3:].strip() for one in morphology if one.startswith("al:"))
