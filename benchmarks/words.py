"""Single Danish words: whether an inflected form reaches its word, and whether compounds are taken apart.

`compounds.tsv` is labelled by hand. The forms come from UD_Danish-DDT, a treebank of newspaper text whose licence keeps
it out of the project: `NETWORK_BENCH_DDT` names its folder or one of its .conllu files. The same is asked of Snowball's
Danish stemmer. `python -m benchmarks.words` prints what goes wrong.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.report import Row
from network.ports.search.danish import compound_parts, fold, reading
from network.ports.search.danish_snowball import stem_word

NAME = "relevance"
COMPOUNDS = Path(__file__).with_name("compounds.tsv")
TREEBANK = "NETWORK_BENCH_DDT"
OPEN = frozenset({"NOUN", "VERB", "ADJ"})
ALIKE = 3  # letters that a word must share with a form to be taken for its word
LEAST_RECALL, MOST_FALSE = 0.985, 0.01
LEAST_SPLIT, MOST_WRONG = 0.92, 0.04

Terms = Callable[[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Forms:
    recall: float
    false: float
    missed: tuple[tuple[str, str], ...]
    wrong: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Splits:
    split: float
    wrong: float
    missed: tuple[str, ...]
    torn: tuple[str, ...]


def rows() -> Iterator[Row]:
    files = treebank()
    if files:
        pairs = forms(files)
        ours, stock = measured(pairs, stored, asked), measured(pairs, stemmed, stemmed)
        yield Row(
            f"{NAME}: inflected forms, recall", round(ours.recall, 4), "",
            f"Snowball, {stock.recall:.3f}", bar=LEAST_RECALL, floor=True,
        )  # fmt: skip
        yield Row(
            f"{NAME}: look-alikes that meet", round(ours.false, 4), "", f"Snowball, {stock.false:.4f}", bar=MOST_FALSE
        )
    else:
        print(f"{NAME}: inflected forms not measured; name a folder of UD_Danish-DDT in {TREEBANK}")
    found = splits(labelled())
    yield Row(f"{NAME}: compounds split", round(found.split, 3), "", "Snowball, 0", bar=LEAST_SPLIT, floor=True)
    yield Row(f"{NAME}: simple words split", round(found.wrong, 3), "", "Snowball, 0", bar=MOST_WRONG)


def treebank() -> list[Path]:
    named = os.environ.get(TREEBANK)
    if not named:
        return []
    path = Path(named)
    return [path] if path.is_file() else sorted(path.glob("*.conllu"))


def forms(files: list[Path]) -> list[tuple[str, str]]:
    """Each form of a noun, verb or adjective with its base form, once."""
    found = set()
    for path in files:
        for line in path.read_text(encoding="utf-8").splitlines():
            cells = line.split("\t")
            if len(cells) == 10 and cells[3] in OPEN and cells[1].isalpha() and cells[2].isalpha():
                found.add((fold(cells[1]), fold(cells[2])))
    return sorted(found)


def stored(form: str) -> frozenset[str]:
    """What a document with the form is found by."""
    read = reading(form)
    return frozenset((read.term, *read.others))


def asked(word: str) -> frozenset[str]:
    """What is looked for when somebody types the word."""
    read = reading(word)
    return frozenset((read.term, *read.meant))


def stemmed(word: str) -> frozenset[str]:
    return frozenset((stem_word(word),))


def measured(pairs: list[tuple[str, str]], of_form: Terms, of_word: Terms) -> Forms:
    """How many inflected forms are found by their words, and by other words of the treebank that look like them."""
    own: defaultdict[str, set[str]] = defaultdict(set)
    alike: defaultdict[str, set[str]] = defaultdict(set)
    for form, word in pairs:
        alike[word[:ALIKE]].add(word)
        if form != word:
            own[form].add(word)
    inflected = [(form, word) for form, words in own.items() for word in sorted(words)]
    others = [(form, word) for form in own for word in sorted(alike[form[:ALIKE]] - own[form])]
    missed = tuple(pair for pair in inflected if not of_form(pair[0]) & of_word(pair[1]))
    wrong = tuple(pair for pair in others if of_form(pair[0]) & of_word(pair[1]))
    return Forms(1 - len(missed) / len(inflected), len(wrong) / max(1, len(others)), missed, wrong)


def labelled() -> list[tuple[str, frozenset[str]]]:
    """Words with what they are made of; nothing for those that are no compounds."""
    lines = (line for line in COMPOUNDS.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    cells = (line.split("\t") for line in lines)
    return [(word, frozenset() if parts == "-" else frozenset(map(fold, parts.split("|")))) for word, parts in cells]


def splits(words: list[tuple[str, frozenset[str]]]) -> Splits:
    """A compound is split when all that it is made of is among its parts."""
    compounds = [(word, parts) for word, parts in words if parts]
    simple = [word for word, parts in words if not parts]
    missed = tuple(word for word, parts in compounds if not parts <= set(compound_parts(word)))
    torn = tuple(word for word in simple if compound_parts(word))
    return Splits(1 - len(missed) / len(compounds), len(torn) / len(simple), missed, torn)


def main() -> None:
    for row in rows():
        print(f"{row.name}: {row.value} ({row.reference})")
    found = splits(labelled())
    print("not split:", *found.missed)
    print("split, and no compounds:", *found.torn)
    if files := treebank():
        inflected = measured(forms(files), stored, asked)
        print("not found by their words:", *("/".join(pair) for pair in inflected.missed))
        print("found by another word:", *("/".join(pair) for pair in inflected.wrong))


if __name__ == "__main__":
    main()
