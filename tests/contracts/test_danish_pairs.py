"""The labelled pairs of Danish words: those that must meet do, and few others."""

from pathlib import Path

from benchmarks.pairs import LEAST_PRECISION, LEAST_RECALL, measured, pairs
from network.ports.search.whoosh.index import WhooshIndex


def test_danish_words_that_must_meet_do_and_few_others(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path / "index")
    index.clear()
    found = measured(index, pairs())
    index.close()
    assert found.recall >= LEAST_RECALL, found.missed
    assert found.precision >= LEAST_PRECISION, found.wrong
