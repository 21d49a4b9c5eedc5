"""What a search may be about while it is typed: threads, documents, topics, people by their titles."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from network.core.access import Actor
from network.features.search.queries import shown_groups
from network.ports.search import Query, SearchIndex, SearchUnavailable, Synonyms

MOST = 8
SHORTEST = 2  # characters


@dataclass(frozen=True, slots=True)
class Suggestion:
    kind: str
    title: str
    context: str
    url: str


def suggestions(
    session: Session, index: SearchIndex, actor: Actor, words: str, synonyms: Synonyms
) -> tuple[Suggestion, ...]:
    """What the actor may read and has the words, the last of them begun, in its title; nothing without an index."""
    if len(words) < SHORTEST:
        return ()
    query = Query(words, begun=True, titles_only=True, limit=MOST, synonyms=synonyms)
    try:
        results = index.gather(query, actor.terms)
    except SearchUnavailable:
        return ()
    groups = shown_groups(session, actor, results.groups, frozenset())
    return tuple(
        Suggestion(
            group.kind, "".join(text for text, _ in group.title), group.context or group.organisation_name, group.url
        )
        for group in groups
    )
