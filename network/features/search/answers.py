"""What the search page answers: the results, what may have been meant instead, and what comes closest."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from network.core.access import Actor
from network.features.search.asked import Asked
from network.features.search.hits import ShownHit
from network.features.search.queries import SearchPage, search_page
from network.features.search.similar import closest
from network.features.search.spelling import corrected
from network.features.search.synonyms import current_synonyms
from network.ports.search import Query, SearchIndex
from network.ports.search.query_text import plain_words
from network.web.marking import adding

FEW = 2  # results; with so few, something else may have been meant
SHOWN_CLOSE = 10  # of what comes closest


@dataclass(frozen=True, slots=True)
class Answer:
    query: Query  # that the results are of
    results: SearchPage
    meant: str = ""  # what may have been meant by what was typed
    put_right: str = ""  # the same, where it was asked instead because nothing has what was typed
    closest: tuple[ShownHit, ...] = ()


def answer(session: Session, index: SearchIndex, actor: Actor, asked: Asked) -> Answer:
    """To what an address asks for. Raises SearchUnavailable."""
    synonyms = current_synonyms(session)
    query, meant, put_right = asked.query(synonyms=synonyms), "", ""
    results = search_page(session, index, actor, query, adding(asked.words))
    if results.total <= FEW:
        meant = corrected(session, index, actor, asked.words, synonyms)
    if meant and not results.total:
        instead = replace(query, text=meant)
        others = search_page(session, index, actor, instead, adding(meant))
        if others.total:
            query, results, put_right = instead, others, meant
    near: tuple[ShownHit, ...] = ()
    if results.total <= FEW and not asked.is_narrowed:
        words, but = plain_words(meant or asked.words), frozenset(group.key for group in results.groups)
        near = closest(session, index, actor, words, but, SHOWN_CLOSE, synonyms)
    return Answer(query, results, meant, put_right, near)
