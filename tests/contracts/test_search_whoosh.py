"""What holds for the embedded index alone: scores equal to Whoosh's own, and files that survive what may happen."""

import os
import random
import shutil
import stat
from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from whoosh import query as stock
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from network.ports.search import Document, SearchUnavailable
from network.ports.search.query_text import Clause, Conditions, Sequence, parse
from network.ports.search.whoosh import writer
from network.ports.search.whoosh.index import WhooshIndex
from network.ports.search.whoosh.schema import AUDIENCE, BOOSTS, FACET, IN_ORDER, INDEX_NAME, KIND, SAID
from network.ports.search.whoosh.storage import LOCK_NAME, DurableStorage
from tests.contracts.search_places import WhooshPlace, document, found, search

WORDS = ["og", "i", "at", "by", "plan", "kommune", "hus", "strand", "havn", "skov", "ældrebolig", "e-mail", "§", "5c"]
ASKED = [*(word for word in WORDS if word != "ældrebolig"), "bolig"]  # halves that stand apart are our own
AUDIENCES = ["public", "network", "own:0360"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def index(folder: Path) -> Iterator[WhooshIndex]:
    opened = WhooshIndex(folder)
    opened.clear()
    yield opened
    opened.close()


def random_document(number: int, chance: random.Random) -> Document:
    weights = [1 / (rank + 1) for rank in range(len(WORDS))]
    return document(
        f"reply:{number}",
        " ".join(chance.choices(WORDS, weights, k=chance.choice([0, 1, 5, 40, 300]))),
        " ".join(chance.choices(WORDS, k=chance.randrange(4))),
        audience=chance.choice(AUDIENCES),
        kind=chance.choice(["thread", "reply"]),
        facets={"topic": tuple(chance.sample("123", chance.randrange(3)))},
    )


def fill(index: WhooshIndex, chance: random.Random) -> None:
    """Several segments, some merged, with documents replaced and deleted."""
    for _ in range(chance.randrange(1, 16)):
        index.put([random_document(chance.randrange(400), chance) for _ in range(chance.choice([1, 3, 40]))])
        index.delete([f"reply:{chance.randrange(400)}" for _ in range(3)])


def random_query(chance: random.Random) -> str:
    parts = [chance.choice(ASKED) for _ in range(chance.randrange(1, 4))]
    if chance.random() < 0.4:
        parts.append(f'"{chance.choice(WORDS)} {chance.choice(WORDS)}"')
    if chance.random() < 0.3:
        parts.append("-" + chance.choice(ASKED))
    return " ".join(parts)


def stock_sequence(field: str, sequence: Sequence) -> Any:
    if len(sequence) == 1:
        return stock.Term(field, sequence[0], boost=BOOSTS[field])
    return stock.Phrase(field, list(sequence), boost=BOOSTS[field])


def stock_clause(clause: Clause, searched: tuple[str, ...] = tuple(BOOSTS)) -> Any:
    parts = [
        stock_sequence(field, sequence)
        for sequence in clause.sequences
        for field in searched
        if len(sequence) == 1 or field in IN_ORDER
    ]
    return reduce(lambda left, right: stock.Or([left, right]), parts)


def stock_query(conditions: Conditions) -> Any:
    """The query for Whoosh itself: in pairs, so that it adds in the order in which we do."""
    return reduce(lambda left, right: stock.And([left, right]), map(stock_clause, conditions.required))


def one_of(field: str, values: frozenset[str]) -> Any:
    return stock.Or([stock.Term(field, value) for value in sorted(values)])


def stock_search(folder: Path, conditions: Conditions, scope: Any) -> list[tuple[str, float]]:
    """Keys and scores from Whoosh, every document scored, best first.

    What is excluded goes in as a mask: as `Not` within `And` it adds 1.0 to each score.
    """
    mask = stock.Or([stock_clause(clause, SAID) for clause in conditions.excluded]) if conditions.excluded else None
    with FileIndex(DurableStorage(folder), indexname=INDEX_NAME).searcher() as searcher:
        results = searcher.search(stock_query(conditions), limit=None, filter=scope, mask=mask, optimize=False)
        return [(results[rank]["key"], results.score(rank)) for rank in range(len(results))]


@pytest.mark.parametrize("seed", range(8))
def test_hits_scores_and_order_are_those_of_whoosh_scoring_every_document(
    seed: int, index: WhooshIndex, folder: Path
) -> None:
    chance = random.Random(seed)
    fill(index, chance)
    for _ in range(12):
        query = random_query(chance)
        readable = frozenset(chance.sample(AUDIENCES, chance.randrange(1, 4)))
        facets = {"topic": chance.choice("123")} if chance.random() < 0.3 else {}
        kinds = frozenset({"thread"} if chance.random() < 0.3 else ())
        scope = [one_of(AUDIENCE, readable), *(stock.Term(FACET, f"topic={value}") for value in facets.values())]
        scope += [one_of(KIND, kinds)] if kinds else []
        expected = stock_search(folder, parse(query), stock.And(scope))
        ours = search(index, query, readable, facets=facets, kinds=kinds, limit=10_000)
        assert [(hit.key, hit.score) for hit in ours.hits] == expected
        top = search(index, query, readable, facets=facets, kinds=kinds, limit=7, offset=2)
        assert top.hits == ours.hits[2:9]
        assert top.total == len(expected)


def test_one_put_is_one_commit_and_there_are_never_a_dozen_segments(index: WhooshIndex) -> None:
    before = index._snapshots.current().generation
    index.put([document(f"reply:{number}", "plan") for number in range(500)])
    assert index._snapshots.current().generation == before + 1
    for number in range(30):
        index.put([document(f"reply:new{number}", "plan")])
        assert len(index._snapshots.current().segments) < 12
    assert len(found(index, "plan")) == 530


def test_made_small_an_index_is_one_segment_without_what_was_deleted(index: WhooshIndex) -> None:
    for number in range(5):
        index.put([document(f"reply:{number}", "plan")])
    index.delete(["reply:2"])
    index.compact()
    (segment,) = index._snapshots.current().segments
    assert segment.live.tolist() == [True] * 4
    index.delete(["reply:1"])
    index.compact()
    assert index._snapshots.current().whole.size == 3


def test_deleting_everything_leaves_an_index_that_works(index: WhooshIndex) -> None:
    for number in range(14):
        index.put([document(f"reply:{number}", "plan")])
    index.delete([f"reply:{number}" for number in range(14)])
    assert found(index, "plan") == []
    index.put([document("reply:1", "plan")])
    assert found(index, "plan") == ["reply:1"]


def test_only_the_owner_may_look_into_the_folder(index: WhooshIndex, folder: Path) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    folder.chmod(0o755)
    index.clear()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_a_killed_writer_left_behind_is_swept_away(index: WhooshIndex, folder: Path) -> None:
    index.put([document("reply:1", "plan")])
    wanted = {path.name for path in folder.iterdir()}
    (folder / f"{INDEX_NAME}_0123456789abcdef.ids").write_bytes(b"half")
    (folder / f"_{INDEX_NAME}_9.toc.171").write_bytes(b"half")
    (folder / f"{INDEX_NAME}.tmp").mkdir()
    (folder / f"{INDEX_NAME}.tmp" / "run").write_bytes(b"half")
    index.delete(["reply:none"])
    left = {path.name for path in folder.iterdir() if not path.name.endswith(".toc")}
    assert left == {name for name in wanted if not name.endswith(".toc")}
    assert found(index, "plan") == ["reply:1"]


@pytest.mark.parametrize("suffix", [".arr", ".ids", ".cnt", ".pos", ".toc"])
@pytest.mark.parametrize("damage", ["gone", "empty", "cut", "overwritten"])
def test_a_damaged_file_means_unavailable_and_never_wrong(
    index: WhooshIndex, folder: Path, suffix: str, damage: str
) -> None:
    index.put([document(f"reply:{number}", "plan " * number) for number in range(50)])
    expected = found(index, "plan")
    path = next(path for path in folder.iterdir() if path.name.endswith(suffix))
    content = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(
            {"empty": b"", "cut": content[: len(content) // 2], "overwritten": b"x" * len(content)}[damage]
        )
    fresh = WhooshIndex(folder)
    try:
        keys = found(fresh, "plan")
    except SearchUnavailable:
        keys = expected
    assert keys == expected
    fresh.clear()
    fresh.put([document("reply:1", "plan")])
    assert found(fresh, "plan") == ["reply:1"]


def test_files_that_are_cut_short_under_an_open_index_do_not_kill_the_process(index: WhooshIndex, folder: Path) -> None:
    index.put([document(f"reply:{number}", f"plan ord{number}") for number in range(900)])
    assert len(found(index, "plan")) == 900
    for path in folder.iterdir():
        if path.suffix in (".arr", ".ids", ".cnt", ".pos"):
            os.truncate(path, 10)
    with pytest.raises(SearchUnavailable):
        search(index, "ord77")


def test_a_full_disk_refuses_the_batch_and_keeps_the_index(
    index: WhooshIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.put([document("reply:1", "plan")])
    before = {path.name for path in folder.iterdir()}

    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(SearchUnavailable):
            index.put([document("reply:1", "andet"), document("reply:2", "plan")])
    assert {path.name for path in folder.iterdir()} == before
    assert found(index, "plan") == ["reply:1"]
    index.put([document("reply:2", "plan")])
    assert sorted(found(index, "plan")) == ["reply:1", "reply:2"]


def test_a_document_that_cannot_be_written_refuses_its_batch_and_lets_the_next_one_in(index: WhooshIndex) -> None:
    broken = document("reply:2", None)  # type: ignore[arg-type]
    with pytest.raises(SearchUnavailable):
        index.put([document("reply:1", "plan"), document("reply:3", "plan", audience=7), broken])
    assert index.versions() == {}
    index.put([document("reply:1", "plan")])
    assert found(index, "plan") == ["reply:1"]


def test_two_writers_at_once_is_refused_in_time(
    index: WhooshIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "LOCK_SECONDS", 0.2)
    lock = FileStorage(str(folder)).lock(LOCK_NAME)
    assert lock.acquire()
    with pytest.raises(SearchUnavailable):
        index.put([document("reply:1", "plan")])
    lock.release()
    index.put([document("reply:1", "plan")])
    assert found(index, "plan") == ["reply:1"]


def test_a_copy_of_the_folder_is_the_same_index(index: WhooshIndex, folder: Path, tmp_path: Path) -> None:
    index.put([document("reply:1", "plan")])
    shutil.copytree(folder, tmp_path / "copy")
    assert found(WhooshPlace(tmp_path / "copy").open(), "plan") == ["reply:1"]


def test_the_cache_stays_within_its_bytes(index: WhooshIndex) -> None:
    index.put([document(f"reply:{number}", " ".join(f"ord{word}" for word in range(60))) for number in range(200)])
    cache = index._snapshots._cache
    cache.limit = 20_000
    for word in range(60):
        assert len(found(index, f"ord{word}")) == 200
        assert cache.held <= cache.limit
