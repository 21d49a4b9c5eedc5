"""Why a result stands where it stands, in words, for the secretariat: counted again from what the database holds."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import log2

from sqlalchemy.orm import Session

from network.core import clock
from network.features.attachments.queries import held_by
from network.features.search.hits import parts_of
from network.features.search.indexer import INDEXED
from network.features.search.queries import ShownGroup
from network.ports.search import Document
from network.ports.search.danish import analyse, tokens
from network.ports.search.finder import finder
from network.ports.search.priors import FRESH_WEIGHT, HALF_LIFE_SECONDS, KIND_WEIGHTS, MOST_USEFUL, USEFUL_WEIGHT

# Whose source gives the document: a summary comes with its first post, a page with its document
SOURCES = {"summary": "post", "page": "document", "collection_item": "collection"}
FILES = frozenset({"attachment", "attachment_page"})


@dataclass(frozen=True, slots=True)
class Said:
    """A word that was sought, as it is written there."""

    word: str
    count: int


@dataclass(frozen=True, slots=True)
class Reason:
    """What counted for the best hit of a result."""

    score: float
    best_score: float  # of the first result on the page
    in_title: tuple[Said, ...]
    in_text: tuple[Said, ...]
    in_parts: tuple[Said, ...]  # longer words of which one is a part
    besides: tuple[str, ...]  # words that mean the same as its topic
    synonyms: tuple[str, ...]  # of the words there, those that are sought because they stand on the list
    words: int  # of its text; a long text must say it more often
    useful: int
    useful_percent: int  # that its usefulness adds
    freshness: int  # per cent that its age adds
    leads_on: bool  # a topic or a person; what is written about them comes first


def reasons(
    session: Session, groups: tuple[ShownGroup, ...], terms: frozenset[str], typed: frozenset[str], best_score: float
) -> dict[str, Reason]:
    """By group. The groups have been shown to the actor already. `typed` are the terms without the list of synonyms."""
    documents = _documents(session, [group.first.key for group in groups])
    return {
        group.key: _reason(documents[group.first.key], group, terms, typed, best_score)
        for group in groups
        if group.first.key in documents
    }


def _documents(session: Session, keys: list[str]) -> dict[str, Document]:
    wanted: dict[str, set[int]] = {}
    for key in keys:
        kind, numbers = parts_of(key)
        if kind in FILES:
            post_id, card_id = held_by(session, numbers[0])
            kind, numbers = ("post", (post_id,)) if post_id else ("experience", (card_id or 0,))
        wanted.setdefault(SOURCES.get(kind, kind), set()).add(numbers[0])
    found = (INDEXED[kind].documents(session, sorted(ids)) for kind, ids in wanted.items() if kind in INDEXED)
    return {document.key: document for documents in found for document in documents}


def _reason(
    document: Document, group: ShownGroup, terms: frozenset[str], typed: frozenset[str], best_score: float
) -> Reason:
    title, text = list(_said(document.title, terms)), list(_said(document.text, terms))
    age = (clock.now() - document.created).total_seconds()
    return Reason(
        score=group.score,
        best_score=best_score,
        in_title=_counted(one for one in title if not one.is_part),
        in_text=_counted(one for one in text if not one.is_part),
        in_parts=_counted(one for one in (*title, *text) if one.is_part),
        besides=tuple(dict.fromkeys(one.word for one in _said(document.also, terms))),
        synonyms=tuple(dict.fromkeys(one.word for one in (*title, *text) if one.term not in typed)),
        words=sum(1 for _token in tokens(document.text)),
        useful=document.useful,
        useful_percent=round(100 * USEFUL_WEIGHT * log2(1 + min(document.useful, MOST_USEFUL))),
        freshness=round(100 * FRESH_WEIGHT * 2 ** -(max(age, 0) / HALF_LIFE_SECONDS)),
        leads_on=document.kind in KIND_WEIGHTS,
    )


@dataclass(frozen=True, slots=True)
class _Place:
    word: str
    term: str
    is_part: bool  # of a longer word


def _said(text: str, terms: frozenset[str]) -> Iterator[_Place]:
    """Each word of a text that was sought, in small letters."""
    finds = finder(terms)
    for piece in text.split():
        for token in finds.marks(piece):
            is_whole = token.term.endswith("*") or any(token.term == other.term for other in analyse(piece))
            yield _Place(piece[token.start : token.end].lower(), token.term, not is_whole)


def _counted(places: Iterator[_Place]) -> tuple[Said, ...]:
    """The most frequent first; forms of one word are counted together, under the one that is written most."""
    by_term: dict[str, Counter[str]] = {}
    for place in places:
        by_term.setdefault(place.word if place.is_part else place.term, Counter())[place.word] += 1
    said = [Said(words.most_common(1)[0][0], words.total()) for words in by_term.values()]
    return tuple(sorted(said, key=lambda one: (-one.count, one.word)))
