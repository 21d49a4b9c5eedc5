"""Full-text search: what the features hand over and what they get back.

The index is derived data. It may be deleted at any time and is rebuilt from the database.
There is no search without audiences: whoever asks says what they may read. Among the audiences may be the key of a
group, such as "thread:9": then all of that group is found, whomever it is for.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from network.core.access import Invitable

Synonyms = Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]]  # terms as asked → others that mean the same

Kept = dict[Hashable, Any]


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that can be found: a thread's first post, a reply, a library document, a page of one."""

    key: str  # unique, "<kind>:<id>", e.g. "post:4711" or "page:12:7"
    kind: str  # what it is: "thread", "reply", "document", "page"
    group: str  # the key that hits are gathered under, e.g. "thread:9"
    title: str  # weighs more than the text
    text: str  # plain text
    audience: str  # one audience term: "public", "network", "municipalities", "own:<organisation id>"
    created: datetime  # aware, UTC
    also: str = ""  # what else it is found by, which stands nowhere in it; weighs less than the text
    version: int = 1  # rises with each change of the row it was made from
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # {"topic": ("3",), "municipality": ("0360",)}
    names: Mapping[str, str] = field(default_factory=dict)  # by a field of a query: {"forfatter": "Inger Klitmose"}
    useful: int = 0  # how many found it so


class Order(StrEnum):
    BEST = "best"
    NEWEST = "newest"
    USEFUL = "useful"


@dataclass(frozen=True, slots=True)
class Query:
    """What a person asks. `text` is taken as typed; nothing in it is an error."""

    text: str
    at_least: int = 0  # how many of the words must be there; 0: all of them
    kinds: frozenset[str] = frozenset()  # empty: every kind
    facets: Mapping[str, str] = field(default_factory=dict)  # name -> the one value that must be there
    newest_first: bool = False
    offset: int = 0
    limit: int = 20
    order: Order = Order.BEST  # of what is gathered
    begun: bool = False  # the last word may be unfinished
    titles_only: bool = False
    since: datetime | None = None  # made after that moment
    synonyms: Synonyms = field(default_factory=dict)


class Hit(NamedTuple):
    key: str
    kind: str
    group: str
    version: int
    score: float  # the higher the better; 0.0 when the newest come first


@dataclass(frozen=True, slots=True)
class Results:
    hits: tuple[Hit, ...]
    total: int  # all documents that match and may be read, not only those on this page
    terms: frozenset[str] = frozenset()  # analysed terms of the query, for marking words in a snippet


@dataclass(frozen=True, slots=True)
class Group:
    """All that was found of one thing: the posts of a thread, the pages of a document."""

    key: str
    hits: tuple[Hit, ...]  # the best of them, best first
    count: int  # all of them


@dataclass(frozen=True, slots=True)
class Gathered:
    groups: tuple[Group, ...]
    total: int  # groups that match and may be read, not only those on this page
    counts: Mapping[str, Mapping[str, int]]  # facet → value → groups that have it, as if nothing of it were chosen
    terms: frozenset[str] = frozenset()
    # For who shows the hits: what was made of them for these terms, as long as the index stays as it is
    kept: Kept = field(default_factory=dict, compare=False)


FEWEST_KNOWING = 2  # documents that a term must stand in to be offered instead of another one
BEST_OF_GROUP = 3  # hits that are handed out of each group


_THINGS = tuple(kind.key("") for kind in Invitable)


def groups_among(audiences: frozenset[str]) -> list[str]:
    """Those of the audiences that are keys of groups: what has been opened to an adviser."""
    return sorted(term for term in audiences if term.startswith(_THINGS))


class SearchUnavailable(Exception):
    """The index is missing, damaged or being rebuilt; the caller says so and serves everything else."""


class RebuiltAlready(SearchUnavailable):
    """Somebody else is building the index anew just now."""


class SearchIndex(Protocol):
    """Both implementations keep the same promises; `tests/contracts/test_search_index.py` holds them to it."""

    def put(self, documents: Iterable[Document]) -> None:
        """Add or replace by key, durable when it returns. Raises SearchUnavailable when the index cannot be written."""

    def delete(self, keys: Iterable[str]) -> None:
        """Remove by key; a key that is not there is no error."""

    def search(self, query: Query, audiences: frozenset[str]) -> Results:
        """Documents whose audience or group is among `audiences`, best first. Raises SearchUnavailable."""

    def gather(self, query: Query, audiences: frozenset[str], counted: tuple[str, ...] = ()) -> Gathered:
        """The same, a group being one result, with counts of the facets named. Raises SearchUnavailable.

        Usefulness and freshness weigh in: of two that match alike, the one that helped others comes first.
        """

    def known(
        self, terms: Collection[str], audiences: frozenset[str], fewest: int = FEWEST_KNOWING
    ) -> Mapping[str, int]:
        """Those of the terms that stand in at least so many documents of these audiences, and in how many.

        Raises SearchUnavailable.
        """

    def versions(self) -> Mapping[str, int]:
        """Every key with its version, for reconciling with the database. Raises SearchUnavailable."""

    def clear(self) -> None:
        """Empty the index, creating it where it is missing or damaged."""

    def renewed(self) -> AbstractContextManager["SearchIndex"]:
        """An empty index beside this one, which goes on answering; at the end of the context it takes this one's place.

        All at once for everybody who searches; after an error this one stays as it is. Raises RebuiltAlready, and
        SearchUnavailable when nothing can be written.
        """

    def compact(self) -> None:
        """Make searching cheaper, when there is time for it. Raises SearchUnavailable."""

    def close(self) -> None:
        """Let go of files and connections."""
