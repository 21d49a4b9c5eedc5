"""Why a result stands where it stands, in words, for the secretariat: counted again from what the database holds."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy.orm import Session

from network.core import clock
from network.features.search.hits import parts_of
from network.features.search.indexer import INDEXED
from network.features.search.queries import ShownGroup
from network.ports.search import Document
from network.ports.search.danish import tokens
from network.ports.search.priors import FRESH_WEIGHT, HALF_LIFE_SECONDS

SOURCES = {"summary": "post", "attachment": "post", "attachment_page": "post", "page": "document"}


@dataclass(frozen=True, slots=True)
class Reason:
    """What counted for the best hit of a result."""

    score: float
    in_title: tuple[tuple[str, int], ...]  # (term, how often)
    in_text: tuple[tuple[str, int], ...]
    in_parts: tuple[tuple[str, int], ...]  # of compounds
    besides: tuple[str, ...]  # terms that mean the same as its topic
    words: int  # of its text; a long text must say it more often
    useful: int
    freshness: int  # per cent that its age adds


def reasons(session: Session, groups: tuple[ShownGroup, ...], terms: frozenset[str]) -> dict[str, Reason]:
    """By group. The groups have been shown to the actor already."""
    documents = _documents(session, [group.first.key for group in groups])
    return {
        group.key: _reason(documents[group.first.key], group, terms) for group in groups if group.first.key in documents
    }


def _documents(session: Session, keys: list[str]) -> dict[str, Document]:
    wanted: dict[str, set[int]] = {}
    for key in keys:
        kind, numbers = parts_of(key)
        if kind in INDEXED or kind == "page":
            wanted.setdefault(SOURCES.get(kind, kind), set()).add(numbers[0])
    found = (INDEXED[kind].documents(session, sorted(ids)) for kind, ids in wanted.items())
    return {document.key: document for documents in found for document in documents}


def _reason(document: Document, group: ShownGroup, terms: frozenset[str]) -> Reason:
    in_text = list(tokens(document.text))
    compounds = Counter(part for token in (*tokens(document.title), *in_text) for part in token.parts if part in terms)
    age = (clock.now() - document.created).total_seconds()
    return Reason(
        score=group.score,
        in_title=_counted(Counter(token.term for token in tokens(document.title)), terms),
        in_text=_counted(Counter(token.term for token in in_text), terms),
        in_parts=tuple(sorted(compounds.items())),
        besides=tuple(sorted({token.term for token in tokens(document.also)} & terms)),
        words=len(in_text),
        useful=document.useful,
        freshness=round(100 * FRESH_WEIGHT * 2 ** -(max(age, 0) / HALF_LIFE_SECONDS)),
    )


def _counted(counts: Counter[str], terms: frozenset[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((term, count) for term, count in counts.items() if term in terms))
