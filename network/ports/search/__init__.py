"""Full-text search: what the features hand over and what they get back.

The index is derived data. It may be deleted at any time and is rebuilt from the database.
There is no search without audiences: whoever asks says what they may read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


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


@dataclass(frozen=True, slots=True)
class Hit:
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


class SearchUnavailable(Exception):
    """The index is missing, damaged or being rebuilt; the caller says so and serves everything else."""


class SearchIndex(Protocol):
    """Both implementations keep the same promises; `tests/contracts/test_search_index.py` holds them to it."""

    def put(self, documents: Iterable[Document]) -> None:
        """Add or replace by key, durable when it returns. Raises SearchUnavailable when the index cannot be written."""

    def delete(self, keys: Iterable[str]) -> None:
        """Remove by key; a key that is not there is no error."""

    def search(self, query: Query, audiences: frozenset[str]) -> Results:
        """Documents whose audience is among `audiences`, best first. Raises SearchUnavailable."""

    def versions(self) -> Mapping[str, int]:
        """Every key with its version, for reconciling with the database. Raises SearchUnavailable."""

    def clear(self) -> None:
        """Empty the index, creating it where it is missing or damaged."""

    def close(self) -> None:
        """Let go of files and connections."""
