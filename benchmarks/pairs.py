"""Which Danish words meet which: a labelled set of pairs, asked of the search index itself.

`python -m benchmarks.pairs` prints recall and precision, by kind of pair, and each pair that goes wrong.
"""

import sys
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from network.features.search.spelling import near_terms
from network.ports.search import Document, Hit, Query, SearchIndex
from network.ports.search.whoosh.index import WhooshIndex

PAIRS = Path(__file__).resolve().parent.parent / "tests" / "data" / "search_pairs.tsv"
EVERYONE = frozenset({"public"})
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LEAST_RECALL, LEAST_PRECISION = 0.96, 0.97


@dataclass(frozen=True, slots=True)
class Pair:
    query: str
    form: str  # as it stands in a document
    kind: str
    must_meet: bool


def pairs() -> list[Pair]:
    """The labelled set."""
    lines = (line for line in PAIRS.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    rows = (line.split("\t") for line in lines)
    return [Pair(query, form, kind, label == "1") for query, form, kind, label in rows]


@dataclass(frozen=True, slots=True)
class Measured:
    missed: tuple[Pair, ...]
    wrong: tuple[Pair, ...]
    met: int
    kinds: dict[str, tuple[int, int]]  # met, of how many that must

    @property
    def recall(self) -> float:
        return self.met / (self.met + len(self.missed))

    @property
    def precision(self) -> float:
        return self.met / (self.met + len(self.wrong))


def measured(index: SearchIndex, asked: list[Pair]) -> Measured:
    """Each form is a document of its own in an index of all of them."""
    forms = sorted({pair.form for pair in asked})
    numbers = {form: number for number, form in enumerate(forms)}
    for copy in ("", "0"):  # a word is offered instead of another one when two documents hold it
        index.put(
            Document(f"reply:{n}{copy and ':0'}", "reply", f"thread:{n}", "", form, "public", MONDAY)
            for form, n in numbers.items()
        )
    missed, wrong, kinds = [], [], defaultdict(Counter)  # type: ignore[var-annotated]
    met = 0
    for pair in asked:
        key = f"reply:{numbers[pair.form]}"
        hits = {hit.key for hit in index.search(Query(pair.query, limit=1000), EVERYONE).hits}
        if not hits:  # what is then searched for without being asked
            hits = {hit.key for word in _meant(index, pair.query) for hit in _found(index, word)}
        meets = key in hits
        if pair.must_meet:
            kinds[pair.kind].update(met=int(meets), all=1)
            met += meets
            if not meets:
                missed.append(pair)
        elif meets:
            wrong.append(pair)
    shown = {kind: (counts["met"], counts["all"]) for kind, counts in sorted(kinds.items())}
    return Measured(tuple(missed), tuple(wrong), met, shown)


def _meant(index: SearchIndex, query: str) -> list[str]:
    return [word for _term, word in near_terms(index, EVERYONE, query)[:1]]


def _found(index: SearchIndex, query: str) -> tuple[Hit, ...]:
    return index.search(Query(query, limit=1000), EVERYONE).hits


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        index = WhooshIndex(Path(folder) / "index")
        index.clear()
        found = measured(index, pairs())
        index.close()
    for kind, (met, every) in found.kinds.items():
        print(f"{kind:<12} {met:>4} of {every}")
    for pair in found.missed:
        print(f"missed  {pair.query} → {pair.form} ({pair.kind})")
    for pair in found.wrong:
        print(f"wrong   {pair.query} → {pair.form} ({pair.kind})")
    print(f"recall {found.recall:.3f} (bar {LEAST_RECALL}), precision {found.precision:.3f} (bar {LEAST_PRECISION})")
    return 0 if found.recall >= LEAST_RECALL and found.precision >= LEAST_PRECISION else 1


if __name__ == "__main__":
    sys.exit(main())
