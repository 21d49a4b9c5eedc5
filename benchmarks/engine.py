"""The search engine alone, on 100,000 documents, against SQLite's FTS5 and tantivy: make bench ONLY=search-engine

One core, CPU time of the process, top 20. Each query is asked once and no two are the same, so that nothing is measured
that was found before; words come back in several queries, as they do from people. Each engine is handed what was typed,
makes terms of it with our analysis, and answers with which documents it found. NETWORK_BENCH_DOCUMENTS says another
number of documents. ONLY=search-engine-large compares our own index with one five times as large.
"""

import gc
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from time import process_time
from typing import Any

from benchmarks import corpus, rivals
from benchmarks.data import MAKERS, cache_folder, digest
from benchmarks.report import Row
from network.features.search.facets import KIND, MUNICIPALITY, TOPIC, YEAR
from network.features.search.spelling import near_terms
from network.ports.search import Document, Query
from network.ports.search.danish import fold, term_of
from network.ports.search.snippets import snippet
from network.ports.search.whoosh.index import WhooshIndex

NAME, LARGE = "search-engine", "search-engine-large"
TIMES = 5
COUNT = int(os.environ.get("NETWORK_BENCH_DOCUMENTS", "100000"))
BATCH = 2_000
ASKED = 200  # queries of each kind, so that more than one of them is slower than p99
COMMITS = 40
IN_TURN = 20  # queries of one engine, then of the next, so that all have the same minutes of a machine
COUNTED = (KIND, TOPIC, MUNICIPALITY, YEAR)
EVERYBODY = frozenset({"public", "network", "municipalities", *(f"own:{n}" for n in range(corpus.ORGANISATIONS))})
REBUILD, INDEX_SIZE = 3_000, 1.3
OPENING, OPENED, SEARCHED = 5.0, 25.0, 200.0  # ms; MB that a process gains by opening the index, and by searching in it
SLOWER, WORST = 6, 50.0  # times; ms
WITH_TEXTS = "whole result page"

Ask = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Kind:
    """Queries of one kind, what each engine does for them, and the bars: share of a rival's p50, of its p99, or ms."""

    name: str
    asked: Sequence[str]
    ours: Ask
    theirs: Callable[[rivals.Rival, str], object] | None = None
    bars: tuple[tuple[str, int, float], ...] = ()  # (rival, percentile, ratio)
    most: tuple[tuple[int, float], ...] = ()  # (percentile, milliseconds)


def rows(only: str) -> list[Row]:
    if LARGE in only.casefold():
        return _large()
    if NAME not in only.casefold():
        return []
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    folder, made = prepared()
    index = WhooshIndex(folder / "ours")
    texts = {document.key: document.text for document in corpus.documents(COUNT)}
    others: list[rivals.Rival] = [rivals.Fts5.opened(folder / "fts5.sqlite3")]
    if rivals.has_tantivy():
        others.append(rivals.Tantivy.opened(folder / "tantivy"))
    else:
        print(f"{NAME}: tantivy is not installed; measured against FTS5 alone")
    gc.collect()
    gc.freeze()  # a hundred thousand texts, which no web process has
    found = [*made]
    for kind in kinds(index, texts):
        found += _measured(kind, others)
    return [*found, _after_a_commit(folder)]


def prepared() -> tuple[Path, list[Row]]:
    """The folder of all indexes, made when it is not there; and what making ours took, as it was written down then."""
    name = digest("benchmarks/corpus.py", "benchmarks/rivals.py", "benchmarks/generate.py", *MAKERS)
    folder = cache_folder() / f"engine-{COUNT}-{name}"
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        for outdated in folder.parent.glob(f"engine-{COUNT}-*"):
            shutil.rmtree(outdated)
        _make(folder)
    taken = float((folder / "seconds").read_text())
    size = _size(folder / "ours") / _size(folder / "fts5.sqlite3")
    return folder, [
        Row(f"{NAME}: documents a second, built anew", round(COUNT / taken), "docs/s CPU", bar=REBUILD, floor=True),
        Row(f"{NAME}: size", round(_size(folder / "ours") / 2**20, 1), "MB", "FTS5", round(size, 2), INDEX_SIZE),
    ]


def _make(folder: Path) -> None:
    print(f"Preparing {COUNT:,} documents in three engines once (some minutes) …", flush=True)
    part = folder.with_name("engine-unfinished")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    _ours(part, COUNT)
    rivals.Fts5.made(part / "fts5.sqlite3", corpus.documents(COUNT))
    if rivals.has_tantivy():
        rivals.Tantivy.made(part / "tantivy", corpus.documents(COUNT))
    part.rename(folder)


def _ours(folder: Path, count: int) -> None:
    """Our index of so many documents, and a file that says how long it took."""
    index = WhooshIndex(folder / "ours")
    index.clear()
    written = corpus.documents(count)
    began, aside = process_time(), 0.0
    with index.renewed() as new:
        while True:
            paused = process_time()
            batch = list(islice(written, BATCH))
            aside += process_time() - paused  # writing the texts is no part of the work
            if not batch:
                break
            new.put(batch)
    (folder / "seconds").write_text(str(process_time() - began - aside))
    index.close()


def _large() -> list[Row]:
    """What becomes of our index when it holds TIMES as many documents."""
    found, p95 = [], []
    with tempfile.TemporaryDirectory(prefix="search-engine-") as name:
        for count in (COUNT, TIMES * COUNT):
            folder = Path(name) / str(count)
            _ours(folder, count)
            told = _told(folder / "ours", count)
            p95.append({kind: _at(taken, 95) for kind, taken in told["taken"].items()})
            at = f"{NAME}, {count:,} documents"
            found += [
                Row(f"{at}: built anew", round(count / float((folder / "seconds").read_text())), "docs/s CPU"),
                Row(f"{at}: opening", round(told["ms"], 2), "ms CPU", bar=OPENING),
                Row(f"{at}: memory of opening", round(told["opened"], 1), "MB", bar=OPENED),
                Row(f"{at}: memory of searching", round(told["searched"], 1), "MB", bar=SEARCHED),
                Row(f"{at}: worst query", _at(told["taken"]["worst query"], 100), "ms CPU", bar=WORST),
            ]
    for kind, few in p95[0].items():
        many = p95[1][kind]
        found.append(Row(f"{at}: {kind}, p95", many, "ms CPU", f"{COUNT:,}: {few}", round(many / few, 2), SLOWER))
    return found


def _told(folder: Path, count: int) -> Any:
    """What a process of its own says of the index."""
    command = [sys.executable, "-m", "benchmarks.reader", str(folder), str(count)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _size(path: Path) -> int:
    return (
        path.stat().st_size if path.is_file() else sum(one.stat().st_size for one in path.rglob("*") if one.is_file())
    )


def kinds(index: WhooshIndex, texts: dict[str, str]) -> list[Kind]:
    chance = random.Random(1)
    words = [word for word in dict.fromkeys(corpus.words()) if len(word) > 3 and word.isalpha()]
    common, middling, rare = words[:300], words[300:2500], words[-15_000:]

    def some(source: Sequence[str], count: int = 1, joined: str = " ") -> list[str]:
        return [joined.join(chance.sample(source, count)) for _ in range(ASKED)]

    def terms(query: str) -> list[str]:
        return [term_of(word) for word in query.strip('"').replace(" OR ", " ").split()]

    def plain(query: str) -> object:
        return index.search(Query(query), EVERYBODY)

    def page(query: str) -> object:
        found = index.gather(Query(query), corpus.READER, COUNTED)
        return [[snippet(texts[group.hits[0].key], found.terms)] for group in found.groups]

    top = lambda mode: lambda rival, query: rival.top(terms(query), mode)  # noqa: E731
    phrases = [f'"{phrase}"' for phrase in _phrases(chance, list(texts.values()), frozenset(words))]
    typed = [
        word[:3] + word[4] + word[3] + word[5:] for word in chance.sample([w for w in middling if len(w) > 7], ASKED)
    ]
    quick = (("tantivy", 50, 0.5), ("FTS5", 50, 0.1))
    return [
        Kind(
            WITH_TEXTS,
            [*some(common, 2)],
            page,
            lambda rival, query: rival.page(terms(query), corpus.READER),
            (("tantivy", 50, 1.0), ("FTS5", 50, 0.5), ("FTS5", 99, 0.4)),
        ),
        Kind("one common word", chance.sample(common, ASKED), plain, top("AND"), quick),
        Kind(
            "the same with audience filter",
            chance.sample(common, ASKED),
            lambda query: index.search(Query(query), corpus.READER),
            lambda rival, query: rival.top(terms(query), "AND", corpus.READER),
            quick,
        ),
        Kind(
            "the same with facets",
            chance.sample(common, ASKED),
            lambda query: index.gather(Query(query), corpus.READER, COUNTED),
            lambda rival, query: rival.faceted(terms(query), corpus.READER),
            quick,
        ),
        Kind("rare word", chance.sample(rare, ASKED), plain, top("AND"), (("tantivy", 50, 1.5),)),
        Kind("two words, AND", some([*common, *middling], 2), plain, top("AND"), (("tantivy", 50, 1.5),)),
        Kind(
            "newest first",
            chance.sample(common, ASKED),
            lambda query: index.search(Query(query, newest_first=True), EVERYBODY),
            lambda rival, query: rival.newest(terms(query)),
            (("tantivy", 50, 1.5),),
        ),
        Kind("three words, OR", some(middling, 3, " OR "), plain, top("OR"), (("tantivy", 50, 2.0),)),
        Kind("phrase", phrases, plain, lambda rival, query: rival.phrase(terms(query)), (("FTS5", 50, 1.0),)),
        Kind(
            "prefix",
            [f"{word[:4]}*" for word in chance.sample(middling, ASKED)],
            plain,
            lambda rival, query: rival.prefix(query[:-1]),
            (("FTS5", 50, 0.5),),
            ((99, 10.0),),
        ),
        Kind(
            "suggestions",
            [word[:3] for word in chance.sample(middling, ASKED)],
            lambda query: index.gather(Query(query, begun=True, titles_only=True, limit=8), corpus.READER),
            lambda rival, query: rival.prefix(query),
            (("FTS5", 50, 0.5),),
            ((99, 10.0),),
        ),
        Kind("typing error", typed, lambda query: near_terms(index, corpus.READER, fold(query)), most=((95, 5.0),)),
        Kind("worst query", _worst(chance, words), plain, most=((100, 50.0),)),
    ]


def _phrases(chance: random.Random, texts: Sequence[str], words: Set[str]) -> list[str]:
    """Two words that stand beside each other somewhere."""
    found: dict[str, None] = {}
    while len(found) < ASKED:
        run = chance.choice(texts).split()
        at = chance.randrange(len(run) - 1)
        if run[at] in words and run[at + 1] in words:
            found[f"{run[at]} {run[at + 1]}"] = None
    return list(found)


def _worst(chance: random.Random, words: Sequence[str]) -> list[str]:
    """What takes longest of all that can be typed: many common words, beginnings of a letter or two, both, phrases."""
    common = words[:40]
    return [
        *(" OR ".join(chance.sample(common, 32)) for _ in range(5)),
        *(" ".join(f"{word[:2]}*" for word in chance.sample(common, 8)) for _ in range(5)),
        *(" OR ".join(f"{word[:2]}*" for word in chance.sample(common, 16)) for _ in range(5)),
        *('"' + " ".join(chance.sample(common, 16)) + '"' for _ in range(5)),
        *(" ".join(f"-{word}" for word in chance.sample(common, 30)) + " fra:1990" for _ in range(5)),
    ]


def _measured(kind: Kind, others: Sequence[rivals.Rival]) -> list[Row]:
    ours: list[float] = []
    theirs: dict[str, list[float]] = {rival.name: [] for rival in others if kind.theirs is not None}
    for start in range(0, len(kind.asked), IN_TURN):
        queries = kind.asked[start : start + IN_TURN]
        ours += [ms(kind.ours, query) for query in queries]
        for rival in others if kind.theirs is not None else ():
            theirs[rival.name] += [ms(partial(kind.theirs, rival), query) for query in queries]
    name = f"{NAME}: {kind.name}"
    found = [Row(f"{name}, p{part}", _at(ours, part), "ms CPU", bar=most) for part, most in kind.most]
    for rival, part, bar in kind.bars:
        if rival in theirs:
            own, other = _at(ours, part), _at(theirs[rival], part)
            found.append(Row(f"{name}, p{part}", own, "ms CPU", f"{rival}, {other} ms", round(own / other, 3), bar))
    return found


def ms(call: Ask, query: str) -> float:
    """CPU time."""
    began = process_time()
    call(query)
    return (process_time() - began) * 1000


def _at(values: Sequence[float], part: int) -> float:
    if part in (50, 100):
        return round(median(values) if part == 50 else max(values), 3)
    return round(quantiles(values, n=100, method="inclusive")[part - 1], 3)


def _after_a_commit(folder: Path) -> Row:
    """The first page after one more post has been written."""
    copy = folder.with_name("engine-copy")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder / "ours", copy)
    index, words, taken = WhooshIndex(copy), corpus.words()[:200], []
    index.gather(Query("kommune"), corpus.READER, COUNTED)
    for number in range(COMMITS):
        index.put([Document(f"post:new{number}", "reply", "thread:new", "Nyt", "Et nyt", "public", datetime.now(UTC))])
        began = process_time()
        index.gather(Query(words[20 + number]), corpus.READER, COUNTED)
        taken.append((process_time() - began) * 1000)
    index.close()
    shutil.rmtree(copy)
    return Row(f"{NAME}: first query after a commit, p95", _at(taken, 95), "ms CPU", bar=20.0)
