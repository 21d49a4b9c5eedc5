"""Where the search index of a test lives, so that other instances and other processes can open the same one."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import create_engine, text

from network.ports.search import Document, Hit, Query, Results, SearchIndex
from network.ports.search.postgres.index import PostgresIndex
from network.ports.search.whoosh.index import WhooshIndex

ROOT = Path(__file__).parents[2]
EVERYONE = frozenset({"public"})
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Place(Protocol):
    def open(self) -> SearchIndex:
        """A new instance on the same index."""

    def destroy(self) -> None:
        """Take the index away behind the back of whoever has it open."""


@dataclass(frozen=True)
class WhooshPlace:
    folder: Path

    def open(self) -> WhooshIndex:
        return WhooshIndex(self.folder)

    def destroy(self) -> None:
        shutil.rmtree(self.folder)


@dataclass(frozen=True)
class PostgresPlace:
    url: str

    def open(self) -> PostgresIndex:
        return PostgresIndex(create_engine(self.url))

    def destroy(self) -> None:
        engine = create_engine(self.url)
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA search CASCADE"))
        engine.dispose()


def in_another_process(place: Place, statements: str) -> "subprocess.Popen[str]":
    """Run statements that may use `index` and whatever this module names, in a new process."""
    program = (
        "from pathlib import *; from tests.contracts.search_places import *;"
        f"PosixPath = Path; index = {place!r}.open()\n{statements}"
    )
    return subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, text=True, stdout=subprocess.PIPE)


def document(key: str, text: str = "", title: str = "", **others: Any) -> Document:
    """A document with everything filled in that a test does not care about."""
    day = others.pop("day", 0)
    defaults: dict[str, Any] = {"kind": "reply", "group": "thread:1", "audience": "public"}
    return Document(key=key, text=text, title=title, created=MONDAY + timedelta(days=day), **(defaults | others))


def search(index: SearchIndex, words: str, audiences: frozenset[str] = EVERYONE, **others: Any) -> Results:
    return index.search(Query(words, **others), audiences)


def found(index: SearchIndex, words: str, audiences: frozenset[str] = EVERYONE, **others: Any) -> list[str]:
    """Keys of the hits, in order; also checks that the total counts them."""
    results = search(index, words, audiences, limit=1000, **others)
    assert results.total == len(results.hits)
    return [hit.key for hit in results.hits]


__all__ = [
    "EVERYONE",
    "Document",
    "Hit",
    "Place",
    "PostgresPlace",
    "Query",
    "WhooshPlace",
    "document",
    "found",
    "in_another_process",
    "search",
]
