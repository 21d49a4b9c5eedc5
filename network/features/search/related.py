"""What is like a thread, a document or a method: found by the words that say what it is about."""

from collections import Counter
from dataclasses import dataclass
from math import log, sqrt

from sqlalchemy.orm import Session

from network.core.access import Actor
from network.core.db import MAX_ID
from network.core.errors import NotFound
from network.features.library.queries import document_view
from network.features.methods.queries import method_view
from network.features.search.facets import TOPIC
from network.features.search.hits import ShownHit, shown
from network.features.search.indexer import INDEXED
from network.features.search.similar import CLOSE, CLOSE_HITS, content_words
from network.features.search.synonyms import current_synonyms
from network.features.threads.head import thread_head
from network.features.threads.indexing import ids_of_many
from network.ports.search import Document, Hit, Query, SearchIndex, SearchUnavailable
from network.ports.search.danish import term_of

MOST = 10
POSTS = 3  # of a thread; it begins with what is asked
READ = 4_000  # characters of a text; it begins with what it is about
WORDS = 10  # that say most
IN_TITLE = 8  # times as much as in the text
SHORTEST = 4  # letters of a word that says something
FEWEST = 2  # of the words that something alike has; where that is little, one


@dataclass(frozen=True, slots=True)
class Alike:
    title: str
    url: str
    hits: tuple[ShownHit, ...]


def like_thread(session: Session, index: SearchIndex, actor: Actor, thread_id: int) -> Alike:
    """Raises NotFound."""
    head = thread_head(session, actor, thread_id)
    if head.is_hidden:
        raise NotFound
    said, group = _said(session, "post", *ids_of_many(session, head.id, 0, MAX_ID)[:POSTS]), f"thread:{head.id}"
    return Alike(head.title, head.url(), _alike(session, index, actor, said, group))


def like_document(session: Session, index: SearchIndex, actor: Actor, document_id: int) -> Alike:
    """Raises NotFound."""
    view, group = document_view(session, actor, document_id), f"document:{document_id}"
    return Alike(view.title, view.url, _alike(session, index, actor, _said(session, "document", document_id), group))


def like_method(session: Session, index: SearchIndex, actor: Actor, method_id: int) -> Alike:
    """Raises NotFound."""
    view, group = method_view(session, actor, method_id), f"method:{method_id}"
    return Alike(view.title, view.url, _alike(session, index, actor, _said(session, "method", method_id), group))


def _said(session: Session, kind: str, *numbers: int) -> list[Document]:
    """Of something that the reader has been shown."""
    return list(INDEXED[kind].documents(session, numbers))


def _alike(
    session: Session, index: SearchIndex, actor: Actor, documents: list[Document], group: str
) -> tuple[ShownHit, ...]:
    """The best of each thing that has some of the words which say most: of the same topic first.

    Nothing when the index cannot be used.
    """
    synonyms = current_synonyms(session)
    first: dict[str, Hit] = {}
    terms: frozenset[str] = frozenset()
    topics = dict.fromkeys(topic for document in documents for topic in document.facets.get(TOPIC, ()))
    try:
        words = telling_words(index, actor, documents)
        nets = [*(({TOPIC: topic}, 1) for topic in topics), ({}, FEWEST), ({}, 1)] if words else []
        for facets, at_least in nets:
            wanted = Query(" ".join(words), at_least, CLOSE, facets, limit=CLOSE_HITS, synonyms=synonyms)
            results = index.search(wanted, actor.terms)
            terms |= results.terms
            for hit in results.hits:
                if hit.group != group:
                    first.setdefault(hit.group, hit)
            if len(first) >= MOST:
                break
    except SearchUnavailable:
        return ()
    return shown(session, actor, tuple(first.values())[: 2 * MOST], terms)[:MOST]


def telling_words(index: SearchIndex, actor: Actor, documents: list[Document]) -> list[str]:
    """Words that stand there often and in few other things that the actor may read. Raises SearchUnavailable."""
    counts: Counter[str] = Counter()
    as_written: dict[str, str] = {}
    for text, weight in _texts(documents):
        for word in content_words(text):
            if len(word) >= SHORTEST and not word.isdigit():
                counts[term_of(word)] += weight
                as_written.setdefault(term_of(word), word)
    known = index.known(counts, actor.terms)
    most = 2 * max(known.values(), default=1)
    best = sorted(known, key=lambda term: (-sqrt(counts[term]) * log(most / known[term]), term))
    return [as_written[term] for term in best[:WORDS]]


def _texts(documents: list[Document]) -> list[tuple[str, int]]:
    """Each with its weight: the title of the whole, and the beginning of all that stands in it."""
    titles = [(document.title, IN_TITLE) for document in documents if document.title][:1]
    return [*titles, ("\n".join(document.text for document in documents)[:READ], 1)]
