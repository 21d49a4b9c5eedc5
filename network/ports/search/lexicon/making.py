"""Make the lexicon of the search from a dictionary for Hunspell, and from Danish texts:

    python -m network.ports.search.lexicon.making /usr/share/hunspell TEXT...

The texts (files, or folders of .md, .txt and .html) say which word a form is likelier a form of.
"""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from network.ports.search.compounds import (
    MOST_PARTS,
    SHORTEST,
    SHORTEST_PART,
    Cuts,
    _words,
    cuts_of,
    irregular,
    is_own,
    looks_first,
    looks_last,
    wholes,
)
from network.ports.search.danish import WORD, fold
from network.ports.search.lexicon import FILE, Rule
from network.ports.search.lexicon.hunspell import (
    ENDS,
    MAY_BEGIN,
    MAY_END,
    NEEDS_ENDING,
    ONLY_JOINED,
    PAST,
    VERBAL_NOUN,
    Dictionary,
    Form,
    Word,
)
from network.ports.search.lexicon.likelihood import LEAST, likelihoods
from network.ports.search.lexicon.packing import change, covers, packed

SURE = 4  # letters of a last word that is inflected otherwise than the whole, and may still be its last word
# Shorter words that end compounds all the same, which are then often without a plural: kulturliv, fritid
UNCOUNTABLE = frozenset(("liv", "tid", "råd", "lys", "rum", "tal", "tag", "sag", "sal", "lov", "vej", "træ", "arv"))
SHORT_SURE = frozenset(("by", "bo", "gå", "læ", "el"))  # of two letters, in front of others
SURE_COUNT, SURE_TIMES = 5, 10  # times that a word was read, and more often than others of the same form, to be meant
LONG_PARTICIPLE = 7  # letters
RARE = 0.0005  # times as often as the likeliest word of a form: what is rarer is not taken for one
READ = frozenset({".md", ".txt", ".html"})
_HIDDEN = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)
DERIVED = (("ing", "e"), ("ing", "ere"), ("else", "e"), ("er", "e"), ("hed", ""), ("lig", ""), ("lig", "e"))
# What a verb's noun is made with; what is left is a word that may be a compound or not


class Making:
    """All that is known of each form while the dictionary is read."""

    def __init__(self) -> None:
        self.lemmas: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self.links: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self.bases: defaultdict[str, list[Word]] = defaultdict(list)
        self.ends: set[str] = set()
        self.names: set[str] = set()
        self.forms: defaultdict[str, set[str]] = defaultdict(set)  # of each lemma, joined ones too
        self._verbal: defaultdict[str, set[str]] = defaultdict(set)
        self._kept: dict[str, Cuts] = {}
        self._likelihoods: dict[str, float] = {}
        self._function_words = frozenset(_words("danish_function.txt"))

    def count(self, words: Iterable[str]) -> None:
        """Take in what is written, when the dictionary has been read."""
        likely = {form: self._likely(form) for form in self.lemmas}
        self._likelihoods = likelihoods(Counter(map(fold, words)), likely)

    def _likely(self, form: str) -> list[str]:
        """Without verbs whose imperative looks like a noun: "plan" is no order to plane."""
        lemmas = self.lemmas[form]
        if form not in self.bases:
            return list(lemmas)
        return [lemma for lemma in lemmas if len(lemma) <= len(form)] or list(lemmas)

    def take(self, dictionary: Dictionary) -> None:
        for word in dictionary.words():
            if word.is_name:
                self.names.add(fold(word.text))
            else:
                self._take(word, dictionary)
        for form in [form for form in self.bases if self._is_passive(form)]:
            del self.bases[form], self.forms[form], self.lemmas[form]
        for name in self.names - self.lemmas.keys():
            self.lemmas[name][name] = None
            self.bases[name] = []
            self.forms[name].add(name)
        for form, verbs in self._verbal.items():
            if form not in self.lemmas:  # "banken" is no beating where it can be a bank
                for lemma in sorted(verbs):
                    self._add(form, lemma, may_end=False)
        for form, base in irregular().items():
            self.lemmas[form][base] = None
            self.forms[base].add(form)
        for form, lemmas in self.links.items():  # "lands" is land, though the dictionary has a "lands-" too
            if known := [lemma for lemma in lemmas if lemma in self.bases]:
                self.links[form] = dict.fromkeys(known)
        for lemma in self.forms.keys() - self.lemmas.keys():  # which only its forms name
            self.lemmas[lemma][lemma] = None
            self.forms[lemma].add(lemma)

    def _is_passive(self, form: str) -> bool:
        """Whether the dictionary has a form as a word of its own: forstås."""
        verbs = self.bases.get(form[:-1], ()) if form.endswith("s") else ()
        return any(one.kind == "verb" for one in verbs) and not any(one.flags or one.others for one in self.bases[form])

    def _take(self, word: Word, dictionary: Dictionary) -> None:
        text = fold(word.text.rstrip("-"))
        base = fold(word.base)
        if base.endswith(text):
            base = ""  # for the dictionary, "lægge" is a form of "kortlægge"
        lemma = self._regular(base or text)
        if not word.base and ONLY_JOINED not in word.flags and not word.text.endswith("-"):
            self.bases[text].append(word)
        if not word.flags & {ONLY_JOINED, NEEDS_ENDING} and not word.text.endswith("-"):
            self._add(text, lemma, may_end=ENDS in word.flags and word.kind != "verb")
        for form in dictionary.forms(word):
            folded = fold(form.text)
            if not folded.isalpha():
                continue
            if form.by == VERBAL_NOUN:
                self._verbal[folded].add(lemma)
                continue
            if ONLY_JOINED not in form.flags:
                self._add(folded, lemma, may_end=_may_end(word, form))
            elif MAY_BEGIN & set(form.flags):
                self.links[folded][lemma] = None
                self.forms[lemma].add(folded)

    def _add(self, form: str, lemma: str, *, may_end: bool) -> None:
        self.lemmas[form][lemma] = None
        self.forms[lemma].add(form)
        if may_end:
            self.ends.add(form)

    def _regular(self, lemma: str) -> str:
        """mænd → mand, forretningsmænd → forretningsmand: for these forms the dictionary has words of their own."""
        known = irregular()
        if lemma in known:
            return known[lemma]
        for at in range(SHORTEST_PART, len(lemma) - 3):
            if lemma[at:] in known and (lemma[:at] + known[lemma[at:]]) in self.lemmas:
                return lemma[:at] + known[lemma[at:]]
        return lemma

    def begins(self, first: str) -> bool:
        return looks_first(first) and first in self.links

    def ends_with_base(self, last: str) -> bool:
        return looks_last(last) and last in self.ends and last in self.bases

    def cuts(self, lemma: str) -> Cuts:
        """Where a word of the dictionary is cut, and where its parts are."""
        if lemma not in self._kept:
            self._kept[lemma] = ()  # a word that comes back to itself
            self._kept[lemma] = self._found_cuts(lemma)
        return self._kept[lemma]

    def _found_cuts(self, lemma: str) -> Cuts:
        if lemma in wholes() or lemma not in self.bases:
            return ()
        found = cuts_of(lemma, self.begins, lambda last: self._ends(lemma, last), 3) or self._own_cut(lemma)
        if not found:
            return ()
        last = found[-1]
        inner = self._inside_first(lemma[:last]) if len(found) == 1 else found[:-1]
        behind = (last + cut for cut in self.cuts(lemma[last:]))
        return tuple(sorted({*inner, last, *behind}))[: MOST_PARTS - 1]

    def _own_cut(self, lemma: str) -> Cuts:
        """Behind a word of our own list of which the dictionary does not say that it begins others: dag|tilbud."""
        for at in range(2, len(lemma) - SHORTEST_PART + 1):
            first, last = lemma[:at], lemma[at:]
            is_linked = last.startswith("s") and f"{first}s" in self.links  # andels|haver is no andel|shaver
            are_long = (at >= SHORTEST_PART or first in SHORT_SURE) and (len(last) >= SURE or is_own(last))
            if are_long and is_own(first) and not is_linked and self._is_noun_like(lemma, last):
                return (at,)
        return ()

    def _is_noun_like(self, lemma: str, last: str) -> bool:
        pairs = self._pairs(lemma, last)
        return any(one.kind == other.kind == "noun" and one.pattern == other.pattern for one, other in pairs)

    def _pairs(self, lemma: str, last: str) -> list[tuple[Word, Word]]:
        """Each word that is written as the lemma, beside each as its end; none where it cannot be its last word."""
        if not self.ends_with_base(last) or self._is_derived(lemma, last):
            return []
        return [(one, other) for one in self.bases[lemma] for other in self.bases[last]]

    def _inside_first(self, first: str) -> Cuts:
        for lemma in self.links.get(first, ()):
            cuts = self.cuts(lemma) if lemma != first or len(first) >= SHORTEST else ()
            if cuts and first[: cuts[-1]] == lemma[: cuts[-1]]:
                return cuts
        return ()

    def _ends(self, lemma: str, last: str) -> bool:
        """Whether it is the last word of the lemma: of the same kind, and inflected alike where it is short."""
        pairs = self._pairs(lemma, last)
        if any(one.pattern == other.pattern for one, other in pairs if one.pattern and one.kind != "verb"):
            return True
        if len(last) < SURE and last not in UNCOUNTABLE:
            return False
        first = lemma[: -len(last)]
        if len(first) < SHORTEST_PART and first not in SHORT_SURE:
            return False
        return any(one.kind == other.kind != "verb" for one, other in pairs)

    def _is_derived(self, lemma: str, last: str) -> bool:
        """sklerosering is of sklerosere, not a ring; voksenhed of voksen."""
        for ending, instead in DERIVED:
            if lemma.endswith(ending) and len(last) <= len(ending) + 3:
                whole = lemma[: -len(ending)] + instead
                part = last[: -len(ending)] + instead if last.endswith(ending) else ""
                if whole in self.bases and (not part or part not in self.bases):
                    return True
        return False

    def rules(self) -> Iterator[tuple[str, Rule]]:
        for form in self.lemmas.keys() | self.links.keys():
            lemmas = self._ordered(form)
            if self._is_spared(form, lemmas):
                continue
            cuts = next((cuts for lemma in lemmas if (cuts := self._cuts_in(form, lemma))), ())
            is_base = form in self.bases
            yield (
                form,
                Rule(
                    lemmas=tuple(change(form, lemma) for lemma in lemmas),
                    links=tuple(change(form, lemma) for lemma in sorted(self.links.get(form, ()), key=_first)),
                    is_base=is_base,
                    is_verb=is_base and {word.kind for word in self.bases[form]} == {"verb"},
                    is_sure=len(lemmas) > 1 and self._is_sure(lemmas),
                    may_end=form in self.ends,
                    cuts=cuts,
                    covers=tuple(change(form, one) for one in covers(self.forms[form])) if form in self.forms else (),
                ),
            )

    def _ordered(self, form: str) -> list[str]:
        """What the form is a form of, the likeliest first."""
        known = irregular().get(form)
        if form not in self.lemmas:
            return []
        likely = self._likely(form)
        found = sorted(
            (lemma for lemma in self.lemmas[form] if not (form in self.bases and form == lemma + "s")),
            key=lambda lemma: (
                lemma != known,
                lemma not in likely,
                -self._likelihoods.get(lemma, 0.0),
                lemma != form,
                len(lemma),
                lemma,
            ),
        )
        if form in self._function_words:
            return found[:1]
        return [lemma for lemma in found if lemma in {found[0], form} or not self._is_rare(lemma, found[0])]

    def _is_rare(self, lemma: str, likeliest: str) -> bool:
        """Whether it is a verb that nobody means: "hus" is hardly ever an order to house somebody."""
        if any(word.kind != "verb" for word in self.bases.get(lemma, ())):
            return False
        return self._likelihoods.get(lemma, LEAST) < RARE * self._likelihoods.get(likeliest, 0.0)

    def _is_sure(self, lemmas: list[str]) -> bool:
        first, *others = (self._likelihoods.get(lemma, 0.0) for lemma in lemmas)
        return first >= SURE_COUNT and first >= SURE_TIMES * max(others, default=0.0)

    def _cuts_in(self, form: str, lemma: str) -> Cuts:
        cuts = self.cuts(lemma)
        return cuts if cuts and form[: cuts[-1]] == lemma[: cuts[-1]] and len(form) > cuts[-1] else ()

    def _is_spared(self, form: str, lemmas: list[str]) -> bool:
        """Whether a reader finds the same by taking the last s away."""
        if not form.endswith("s") or form in self.bases or form in self.links or form in self.forms:
            return False
        return set(lemmas) <= self.lemmas.get(form[:-1], {}).keys()


def _may_end(word: Word, form: Form) -> bool:
    """Whether compounds end so: "baseret" stands behind other words, "baserer" does not."""
    if word.kind == "verb":
        return form.by in PAST and len(form.text) >= LONG_PARTICIPLE
    return MAY_END in form.flags


def _first(lemma: str) -> tuple[int, str]:
    return len(lemma), lemma


def _written(path: Path) -> Iterator[str]:
    files = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.suffix in READ)
    for file in files:
        text = _HIDDEN.sub(" ", file.read_text(encoding="utf-8", errors="replace"))
        yield from (match[0] for match in WORD.finditer(text))


def main() -> int:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    folder, *texts = map(Path, sys.argv[1:])
    making = Making()
    making.take(Dictionary(folder))
    making.count(word for text in texts for word in _written(text))
    FILE.write_bytes(packed(making.rules()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
