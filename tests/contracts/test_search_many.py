"""Where thousands of documents are found, most of them are neither scored nor sorted: the answers are the same."""

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from network.ports.search import Document, Order, Query
from network.ports.search.query_text import parse
from network.ports.search.whoosh.index import WhooshIndex
from network.ports.search.whoosh.schema import AUDIENCE
from tests.contracts.search_places import document, search
from tests.contracts.test_search_whoosh import ASKED, AUDIENCES, WORDS, one_of, stock_search

COUNT = 9_000
READER = frozenset({"public", "network"})


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    """Posts of threads; few have a title, and some say a word very often."""
    chance = random.Random(3)
    return [
        document(
            f"reply:{number}",
            " ".join(chance.choices(WORDS, k=chance.choice([0, 1, 3, 12, 40])) + ["havn"] * chance.choice([0, 0, 60])),
            " ".join(chance.choices(WORDS, k=3)) if chance.random() < 0.04 else "",
            audience=chance.choice(AUDIENCES),
            group=f"thread:{chance.randrange(COUNT // 4)}",
            day=chance.randrange(900),
            facets={"municipality": (f"{chance.randrange(98)}",), "topic": tuple(chance.sample("123", 2))},
        )
        for number in range(COUNT)
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("many") / "index"


@pytest.fixture(scope="module")
def index(folder: Path, documents: list[Document]) -> Iterator[WhooshIndex]:
    opened = WhooshIndex(folder)
    opened.clear()
    for start in range(0, COUNT, 3_000):
        opened.put(documents[start : start + 3_000])
    yield opened
    opened.close()


@pytest.mark.parametrize("query", [*ASKED, "plan OR skov", "strand havn", "plan hus -skov", '"by plan"'])
def test_the_best_of_many_are_those_of_whoosh_scoring_every_document(
    index: WhooshIndex, folder: Path, query: str
) -> None:
    expected = stock_search(folder, parse(query), one_of(AUDIENCE, READER))
    for offset, limit in ((0, 5), (3, 20), (100, 400)):
        found = search(index, query, READER, offset=offset, limit=limit)
        assert [(hit.key, hit.score) for hit in found.hits] == expected[offset : offset + limit]
        assert found.total == len(expected)


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("query", ["plan", "havn", "by hus", "e-mail OR skov"])
def test_a_page_of_groups_is_what_every_group_in_order_begins_with(
    index: WhooshIndex, documents: list[Document], query: str, order: Order
) -> None:
    every = index.gather(Query(query, limit=COUNT, order=order), READER, ("municipality", "topic"))
    page = index.gather(Query(query, offset=10, limit=10, order=order), READER, ("municipality", "topic"))
    assert page.groups == every.groups[10:20]
    assert (page.total, page.counts) == (every.total, every.counts)
    assert every.total == len(every.groups)
    by_key = {one.key: one for one in documents}
    found = [by_key[hit.key] for hit in search(index, query, READER, limit=COUNT).hits]
    assert Counter(one.group for one in found) == {group.key: group.count for group in every.groups}
    for name in ("municipality", "topic"):
        pairs = {(one.group, value) for one in found for value in one.facets[name]}
        assert every.counts[name] == Counter(value for _group, value in pairs)
