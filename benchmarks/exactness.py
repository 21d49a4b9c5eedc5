"""Whether the search engine answers exactly: make bench ONLY=exactness (some minutes; only when it is named).

Random queries against Whoosh scoring every document of the same index; random readers, of whom none may be shown a
document that is not for them, nor be told of one by a count; many threads at a small switch interval, all of whom must
be told the same as one alone.
"""

import os
import random
import sys
import tempfile
import threading
from pathlib import Path

from benchmarks.report import Row
from network.ports.search import Query
from network.ports.search.query_text import parse
from network.ports.search.whoosh.index import WhooshIndex
from network.ports.search.whoosh.schema import AUDIENCE
from tests.contracts.search_places import search
from tests.contracts.test_search_whoosh import (
    AUDIENCES,
    fill,
    one_of,
    random_document,
    random_query,
    stock_search,
)

NAME = "exactness"
QUERIES = int(os.environ.get("NETWORK_BENCH_QUERIES", "10000"))
PAIRS, SEARCHES = 10 * QUERIES, 10 * QUERIES
A_FILL = 100  # queries of each index
THREADS, SWITCH = 8, 0.0002


def rows(only: str) -> list[Row]:
    if NAME not in only.casefold():
        return []
    with tempfile.TemporaryDirectory(prefix="exactness-") as name:
        folder = Path(name)
        return [
            Row(f"{NAME}: {QUERIES} queries that differ from Whoosh", _unlike(folder / "queries"), "queries", bar=0),
            Row(f"{NAME}: {PAIRS} readers and queries, beyond the audience", _beyond(folder / "pairs"), "hits", bar=0),
            Row(
                f"{NAME}: {SEARCHES} searches in {THREADS} threads, wrong", _mixed_up(folder / "threads"), "hits", bar=0
            ),
        ]


def _unlike(folder: Path) -> int:
    unlike = 0
    for seed in range(QUERIES // A_FILL):
        chance, index = random.Random(seed), WhooshIndex(folder / str(seed))
        index.clear()
        fill(index, chance)
        for _ in range(A_FILL):
            words, readable = random_query(chance), frozenset(chance.sample(AUDIENCES, chance.randrange(1, 4)))
            expected = stock_search(folder / str(seed), parse(words), one_of(AUDIENCE, readable))
            found = search(index, words, readable, limit=10_000)
            unlike += [(hit.key, hit.score) for hit in found.hits] != expected or found.total != len(expected)
        index.close()
    return unlike


def _filled(folder: Path, chance: random.Random) -> tuple[WhooshIndex, dict[str, str]]:
    """An index of 2,000 documents, and the audience of each."""
    index, audience = WhooshIndex(folder), {}
    index.clear()
    for start in range(0, 2_000, 250):
        documents = [random_document(number, chance) for number in range(start, start + 250)]
        audience.update((document.key, document.audience) for document in documents)
        index.put(documents)
    return index, audience


def _beyond(folder: Path) -> int:
    chance = random.Random(7)
    index, audience = _filled(folder, chance)
    beyond = 0
    for _ in range(PAIRS):
        words, readable = random_query(chance), frozenset(chance.sample(AUDIENCES, chance.randrange(0, 3)))
        found = index.gather(Query(words), readable, ("topic",))
        hits = [hit for group in found.groups for hit in group.hits]
        beyond += sum(audience[hit.key] not in readable for hit in hits)
        beyond += bool(not readable and (found.total or any(found.counts["topic"].values())))
    index.close()
    return beyond


def _mixed_up(folder: Path) -> int:
    chance = random.Random(8)
    index, _audience = _filled(folder, chance)
    asked = [(random_query(chance), frozenset(chance.sample(AUDIENCES, chance.randrange(1, 4)))) for _ in range(400)]
    alone = [index.search(Query(words), readable) for words, readable in asked]
    fresh, wrong, before = WhooshIndex(folder), [0] * THREADS, sys.getswitchinterval()

    def search_on(number: int) -> None:
        own = random.Random(number)
        for _ in range(SEARCHES // THREADS):
            at = own.randrange(len(asked))
            wrong[number] += fresh.search(Query(asked[at][0]), asked[at][1]) != alone[at]

    threads = [threading.Thread(target=search_on, args=(number,)) for number in range(THREADS)]
    sys.setswitchinterval(SWITCH)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(before)
    index.close()
    fresh.close()
    return sum(wrong)
