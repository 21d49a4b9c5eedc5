"""How often each word was meant in a text in which one form may be a form of several."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

ROUNDS = 30
LEAST = 0.01  # of a word that was never read


def likelihoods(counts: Mapping[str, int], lemmas: Mapping[str, Iterable[str]]) -> dict[str, float]:
    """By lemma. "husene" is of hus alone, so "huse" and "huset" are sooner hus than the verb huse.

    Each form is shared out among its lemmas by how often these were met, until that no longer changes.
    """
    read = {form: (count, tuple(lemmas[form])) for form, count in counts.items() if form in lemmas}
    met: Mapping[str, float] = {lemma: 1.0 for _count, several in read.values() for lemma in several}
    for _ in range(ROUNDS):
        again: defaultdict[str, float] = defaultdict(lambda: LEAST)
        for count, several in read.values():
            whole = sum(met[lemma] for lemma in several)
            for lemma in several:
                again[lemma] += count * met[lemma] / whole
        met = again
    return dict(met)
