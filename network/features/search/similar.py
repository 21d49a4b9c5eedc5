"""Before you ask: what already stands here about a question while its title is being written."""

from datetime import timedelta
from functools import cache
from math import ceil
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from network.core import clock
from network.core.access import Actor
from network.core.errors import NotFound
from network.features.search.hits import ShownHit, shown
from network.features.search.models import AnsweredBefore
from network.ports.search import Hit, Query, SearchIndex, SearchUnavailable, Synonyms
from network.ports.search.danish import WORD, compound_parts, fold, term_of
from network.ports.search.query_text import FUNCTION_WORDS

MOST = 3
ANSWERS = frozenset({"thread", "reply", "document", "page", "method", "experience"})  # kinds that may answer a question
CLOSE = ANSWERS | {"plan"}
LOOKED_AT = 20  # hits; several are often of one thread or document
MOST_CLOSE = 20  # threads, documents …
CLOSE_HITS = 3 * MOST_CLOSE  # that they are picked from
SHORTEST_BEGINNING = 6  # letters
MUCH_RARER = 12  # times; so much rarer than all others, a word alone says what is asked
COUNTED = timedelta(days=90)
PARTS_OF_KEY = {
    "post": 1,
    "document": 1,
    "page": 2,
    "attachment": 1,
    "attachment_page": 2,
    "method": 1,
    "experience": 1,
    "collection": 1,
    "collection_item": 2,
    "plan": 1,
    "article": 1,
}


@cache
def _empty_words() -> frozenset[str]:
    """Words of a question that say nothing of what it is about, folded as the analysis folds them."""
    text = (Path(__file__).parent / "empty_words.txt").read_text(encoding="utf-8")
    return frozenset(map(fold, text.split())) | FUNCTION_WORDS


def content_words(title: str) -> list[str]:
    """The words of a title that say what it is about, each once."""
    words = (match[0] for match in WORD.finditer(title))
    return list(dict.fromkeys(word for word in words if len(word) > 1 and fold(word) not in _empty_words()))


def similar(session: Session, index: SearchIndex, actor: Actor, title: str, synonyms: Synonyms) -> tuple[ShownHit, ...]:
    """What the actor may read and what holds at least half of the title's words, the best of each thread or document.

    Nothing when the index cannot be used: asking goes on without it.
    """
    words = content_words(title)
    if not words:
        return ()
    try:
        half = ceil(len(words) / 2)
        wanted = Query(" ".join(words), half, ANSWERS, limit=LOOKED_AT, synonyms=synonyms)
        results = index.search(wanted, actor.terms)
    except SearchUnavailable:
        return ()
    first_of_group: dict[str, Hit] = {}
    for hit in results.hits:
        first_of_group.setdefault(hit.group, hit)
    return shown(session, actor, tuple(first_of_group.values()), results.terms, str)[:MOST]


def closest(
    session: Session,
    index: SearchIndex,
    actor: Actor,
    words: str,
    but: frozenset[str],
    most: int,
    synonyms: Synonyms,
) -> tuple[ShownHit, ...]:
    """What has some of the words, the best of each thing, where little or nothing has all of them. Raises
    SearchUnavailable.
    """
    hits, terms = closest_hits(index, actor, words, but, synonyms)
    return shown(session, actor, hits, terms, str)[:most]


def closest_hits(
    index: SearchIndex, actor: Actor, words: str, but: frozenset[str], synonyms: Synonyms
) -> tuple[tuple[Hit, ...], frozenset[str]]:
    """The best of each group but those named, and the terms that were sought."""
    typed = content_words(words)
    asked = _taken_apart(index, actor, typed)
    parts = [part for word in typed for part in compound_parts(word)]
    half = min(len(asked), max(2, ceil(len(asked) / 2)))
    # Each wider than the one before. Half of two words is either of them, and "hjælp" must not come before "købmand"
    nets = ((asked, half), (_telling(index, actor, asked), 1), (asked, 1), ([*asked, *parts], 1))
    begun = (tuple(map(_beginning, typed)), 1)  # for words that nobody has written, and that are no compounds
    first: dict[str, Hit] = {}
    terms: frozenset[str] = frozenset()
    for net in (*dict.fromkeys((tuple(wanted), least) for wanted, least in nets), begun):
        if len(first) >= MOST_CLOSE or (first and net == begun):
            break
        wider = Query(" ".join(net[0]), net[1], CLOSE, limit=CLOSE_HITS, synonyms=synonyms)
        results = index.search(wider, actor.terms)
        terms |= results.terms
        for hit in results.hits:
            if hit.group not in but:
                first.setdefault(hit.group, hit)
    return tuple(first.values())[:MOST_CLOSE], terms


def _telling(index: SearchIndex, actor: Actor, words: list[str]) -> list[str]:
    """The word that is much rarer than all the others; all of them where none is."""
    counts = index.known({term_of(word) for word in words}, actor.terms, fewest=1)
    rising = sorted((counts[term], word) for word in words if (term := term_of(word)) in counts)
    if len(rising) > 1 and MUCH_RARER * rising[0][0] <= rising[1][0]:
        return [rising[0][1]]
    return words


def _beginning(word: str) -> str:
    """What a long word begins with, as a query: iværksættehus is close to iværksætterhus."""
    return f"{word[: max(SHORTEST_BEGINNING, 2 * len(word) // 3)]}*" if len(word) > SHORTEST_BEGINNING else word


def _taken_apart(index: SearchIndex, actor: Actor, words: list[str]) -> list[str]:
    """The words; in the place of a compound that nobody has written, what it is made of."""
    of_word = {word: compound_parts(word) for word in words}
    known = index.known({term_of(word) for word, parts in of_word.items() if parts}, actor.terms)
    found = (parts if parts and term_of(word) not in known else (word,) for word, parts in of_word.items())
    return list(dict.fromkeys(word for one in found for word in one))


def place_of(session: Session, actor: Actor, key: str) -> str:
    """The address of what stands under a key of the index. Raises NotFound, also when it is not the actor's to know."""
    kind, _, numbers = key.partition(":")
    parts = numbers.split(":")
    if PARTS_OF_KEY.get(kind) != len(parts):
        raise NotFound
    if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
        raise NotFound
    found = shown(session, actor, (Hit(key, kind, "", 0, 0.0),), frozenset(), str)
    if not found:
        raise NotFound
    return found[0].url


def answered_count(session: Session) -> int:
    """How often somebody found the answer before asking, these last three months."""
    counted = select(func.count(AnsweredBefore.id)).where(AnsweredBefore.at > clock.now() - COUNTED)
    return session.scalar(counted) or 0
