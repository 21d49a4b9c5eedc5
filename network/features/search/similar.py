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
from network.ports.search import Hit, Query, SearchIndex, SearchUnavailable
from network.ports.search.danish import WORD, fold

MOST = 3
ANSWERS = frozenset({"thread", "reply", "document", "page", "method", "experience"})  # kinds that may answer a question
LOOKED_AT = 20  # hits; several are often of one thread or document
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
    return frozenset(map(fold, text.split()))


def content_words(title: str) -> list[str]:
    """The words of a title that say what it is about, each once."""
    words = (match[0] for match in WORD.finditer(title))
    return list(dict.fromkeys(word for word in words if len(word) > 1 and fold(word) not in _empty_words()))


def similar(
    session: Session, index: SearchIndex, actor: Actor, title: str, *, most: int = MOST, but: str = ""
) -> tuple[ShownHit, ...]:
    """What the actor may read and what holds at least half of the title's words, the best of each thread or document.

    `but` names a group that is not to be among them.

    Nothing when the index cannot be used: asking goes on without it.
    """
    words = content_words(title)
    if not words:
        return ()
    try:
        wanted = Query(" ".join(words), at_least=ceil(len(words) / 2), limit=LOOKED_AT, kinds=ANSWERS)
        results = index.search(wanted, actor.terms)
    except SearchUnavailable:
        return ()
    first_of_group: dict[str, Hit] = {}
    for hit in results.hits:
        if hit.group == but:
            continue
        first_of_group.setdefault(hit.group, hit)
    return shown(session, actor, tuple(first_of_group.values()), results.terms, str)[:most]


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
