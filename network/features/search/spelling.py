""" "Did you mean": words that stand in what this member may read, one slip of the finger away from what was typed.

The word itself is taken from a document that was shown, never from the index: the index has stems, and of all members.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from sqlalchemy.orm import Session

from network.core.access import Actor
from network.features.search.hits import shown
from network.ports.search import FEWEST_KNOWING, Query, SearchIndex
from network.ports.search.compounds import may_begin, may_end
from network.ports.search.danish import WORD, fold, is_listed, listed_terms, stem, term_of

LETTERS = "abcdefghijklmnopqrstuvwxyzæøå"
SHORTEST, LONGEST = 4, 24  # letters of a word that is corrected
MOST_WORDS = 6  # of a query that is looked at


def corrected(
    session: Session, index: SearchIndex, actor: Actor, words: str, synonyms: Mapping[tuple[str, ...], object]
) -> str:
    """The query with its unknown words replaced; empty when there is nothing better. Raises SearchUnavailable."""
    found = list(WORD.finditer(words))[:MOST_WORDS]
    known = index.known({term_of(match[0]) for match in found}, actor.terms)
    better, at = [], 0
    for match in found:
        term = term_of(match[0])
        is_known = term in known or (term,) in synonyms or _stands_alone(index, actor, match[0])
        surface = "" if is_known else _nearest(session, index, actor, match[0])
        better += [words[at : match.start()], surface or match[0]]
        at = match.end()
    better.append(words[at:])
    corrected_words = "".join(better)
    return corrected_words if corrected_words != words else ""


def _stands_alone(index: SearchIndex, actor: Actor, word: str) -> bool:
    """Whether a single document has it, or a compound."""
    return index.search(Query(word, limit=0), actor.terms).total > 0


def _nearest(session: Session, index: SearchIndex, actor: Actor, word: str) -> str:
    """The word that was meant, as it is written somewhere; empty when none is near."""
    for term, edit in near_terms(index, actor.terms, word):
        surface = _surface(session, index, actor, edit, term)
        if surface:
            return surface
    return ""


def near_terms(index: SearchIndex, audiences: frozenset[str], word: str) -> list[tuple[str, str]]:
    """Terms of these audiences one slip away from a word, the likeliest first, each with a word that has it.

    What stands in a single document may be a slip itself: it is offered where there is nothing else.
    """
    folded = fold(word)
    if not SHORTEST <= len(folded) <= LONGEST or not folded.isalpha() or is_listed(folded):
        return []  # who spells it right means it, though nothing is found
    stemmed = _slips(folded, word.lower())
    found = [(edit, edit, stemmed[edit], count) for edit, count in index.known(stemmed, audiences, 1).items()]
    found = [one for one in found if term_of(one[0]) == one[0]]  # most words are their own terms
    seen = {term for term, *_ in found}
    ends = _ends(folded, word.lower())
    found += [(term, *ends[term], count) for term, count in index.known(ends.keys() - seen, audiences, 1).items()]
    found = [one for one in found if one[3] >= FEWEST_KNOWING] or found
    found.sort(key=lambda one: (-one[2], -one[3], one[0]))
    return [(term, edit) for term, edit, _weight, _count in found]


@lru_cache(512)  # a page of results, its suggestions and the next reader ask for the same word
def _slips(folded: str, typed: str) -> dict[str, float]:
    """All words one slip away, with how likely the slip is. What folding took for æ may be a and e: udgvae, udgave."""
    found = dict(_edits(folded))
    if typed != folded and typed.isalpha():
        for edit, weight in _edits(typed):
            found.setdefault(fold(edit), weight)
    return found


@lru_cache(512)
def _ends(folded: str, typed: str) -> dict[str, tuple[str, float]]:
    """Terms of inflected words one slip away, each with the word and how likely the slip is."""
    first = next((folded[:at] for at in range(len(folded) - 2, 1, -1) if may_begin(folded[:at])), "")
    last = next((folded[at:] for at in range(2, len(folded) - 2) if may_end(folded[at:])), "")
    slips = _slips(folded, typed)
    behind = (edit[len(first) :] for edit in slips if first and edit.startswith(first))
    listed = listed_terms({*slips, *behind, last})
    ends: dict[str, tuple[str, float]] = {}
    for edit, weight in slips.items():
        if term := _term(edit, first, last, listed):
            ends.setdefault(term, (edit, weight))
    return ends


def _term(edit: str, first: str, last: str, listed: Mapping[str, str]) -> str:
    """Its term, taking a word that the lexicon lacks for a compound of what was typed right and the rest.

    Empty for one that is neither, when what was typed begins or ends as compounds do: most slips make no words.
    """
    if term := listed.get(edit):
        return term
    if last and edit.endswith(last) and (term := listed.get(last)):
        return edit[: -len(last)] + term
    if first and edit.startswith(first) and (term := listed.get(edit[len(first) :])):
        return first + term
    return "" if first or last else stem(edit)


def _edits(word: str) -> Iterator[tuple[str, float]]:
    """Everything one slip away, with how likely the slip is."""
    for at in range(len(word) + 1):
        left, right = word[:at], word[at:]
        if len(right) > 1 and right[0] != right[1]:
            yield left + right[1] + right[0] + right[2:], 2.0
        if right:
            doubled = left.endswith(right[0]) or right[1:].startswith(right[0])
            yield left + right[1:], 2.0 if doubled else 1.0
        for letter in LETTERS:
            if right and letter != right[0]:
                yield left + letter + right[1:], 0.8
            yield left + letter + right, 1.5 if left.endswith(letter) else 1.0


def _surface(session: Session, index: SearchIndex, actor: Actor, edit: str, term: str) -> str:
    """The word as it stands in the best documents that the actor may read; where only another form does, as it was
    typed but for the slip.

    Empty when it stands in none.
    """
    results = index.search(Query(edit, limit=3), actor.terms)
    hits = shown(session, actor, results.hits, frozenset({term}))
    marked = (text for hit in hits for part in (hit.snippet, hit.title) for text, is_marked in part if is_marked)
    there = [text if text.isupper() else text.lower() for text in marked if term_of(text) == term]
    if not there:
        return ""
    as_typed = next((text for text in there if fold(text) == edit), "")
    return as_typed or (edit if listed_terms([edit]).get(edit) == term else there[0])
