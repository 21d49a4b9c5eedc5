"""A page of results: threads, documents, people, each with the best that was found in it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from network.core.access import Actor, Audience
from network.features.search.facets import COUNTED
from network.features.search.hits import ShownHit, WithWords, shown
from network.ports.search import Group, Kept, Query, SearchIndex
from network.ports.search.snippets import Segments

PAGE_SIZE = 20
MAX_PAGE = 50
IN_FULL, OF_OTHERS = 5, 2  # results with all that the index gives of each; and how much of the others
METHODS = frozenset({"method", "tool"})


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """One result."""

    key: str
    kind: str
    title: Segments
    url: str
    hits: tuple[ShownHit, ...]  # the best, best first
    count: int  # of all that was found in it
    score: float

    @property
    def first(self) -> ShownHit:
        return self.hits[0]

    @property
    def more_count(self) -> int:
        return self.count - len(self.hits)

    @property
    def snippet(self) -> Segments:
        return self.first.snippet

    @property
    def context(self) -> str:
        return self.first.context

    @property
    def author_name(self) -> str:
        return self.first.author_name

    @property
    def author_url(self) -> str | None:
        return self.first.author_url

    @property
    def organisation_name(self) -> str:
        return self.first.organisation_name

    @property
    def page(self) -> int | None:
        return self.first.page

    @property
    def audience(self) -> Audience:
        return self.first.audience

    @property
    def created_at(self) -> datetime | None:
        return self.first.created_at


@dataclass(frozen=True, slots=True)
class SearchPage:
    groups: tuple[ShownGroup, ...]
    total: int
    number: int  # of this page, from 1
    has_more: bool
    counts: Mapping[str, Mapping[str, int]]
    terms: frozenset[str]


def search_page(
    session: Session, index: SearchIndex, actor: Actor, query: Query, with_words: WithWords = str
) -> SearchPage:
    """One page of results with the counts of all facets. Raises SearchUnavailable."""
    results = index.gather(query, actor.terms, COUNTED)
    chosen = (*results.groups[:IN_FULL], *map(_briefly, results.groups[IN_FULL:]))
    groups = shown_groups(session, actor, chosen, results.terms, with_words, results.kept)
    number = query.offset // query.limit + 1 if query.limit else 1
    return SearchPage(
        groups=groups,
        # A result that the database no longer vouches for is counted no more than it is shown.
        total=results.total - (len(results.groups) - len(groups)),
        number=number,
        has_more=query.offset + query.limit < results.total and number < MAX_PAGE,
        counts=results.counts,
        terms=results.terms,
    )


def _briefly(group: Group) -> Group:
    return replace(group, hits=group.hits[:OF_OTHERS]) if len(group.hits) > OF_OTHERS else group


def shown_groups(
    session: Session,
    actor: Actor,
    groups: tuple[Group, ...],
    terms: frozenset[str],
    with_words: WithWords = str,
    kept: Kept | None = None,
) -> tuple[ShownGroup, ...]:
    """Those of the groups in which there is something that the actor may read."""
    of_groups = (hit for one in groups for hit in one.hits)
    hits = {hit.key: hit for hit in shown(session, actor, of_groups, terms, with_words, kept)}
    found = []
    for group in groups:
        readable = tuple(hits[hit.key] for hit in group.hits if hit.key in hits)
        if readable:
            found.append(_shown_group(group, readable))
    return tuple(found)


def _shown_group(group: Group, hits: tuple[ShownHit, ...]) -> ShownGroup:
    named = next((hit for hit in hits if hit.kind != "attachment"), hits[0])
    count = group.count - (len(group.hits) - len(hits))
    return ShownGroup(group.key, _kind(group, hits, count), named.title, hits[0].url, hits, count, group.hits[0].score)


def _kind(group: Group, hits: tuple[ShownHit, ...], count: int) -> str:
    """What the whole is, unless it is one thing that was found."""
    if count > 1 and group.key.startswith("thread:"):
        return "thread"
    return next((hit.kind for hit in hits if hit.kind in METHODS), hits[0].kind)
