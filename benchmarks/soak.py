"""Two processes search while one writes, merges and rebuilds: make bench ONLY=soak (ten minutes; SOAK=1: an hour).

Documents are replaced, never added or removed, and all of them have one word: whoever looks for it must find all of
them at any moment, also while a rebuilt index takes the place of the one before.
"""

import multiprocessing
import os
import random
import tempfile
import time
from dataclasses import replace
from itertools import islice
from multiprocessing.synchronize import Event
from pathlib import Path

from benchmarks import corpus
from benchmarks.report import Row
from network.ports.search import Document, Query
from network.ports.search.whoosh.index import WhooshIndex

NAME = "soak"
SECONDS = 3600 if os.environ.get("SOAK") == "1" else int(os.environ.get("NETWORK_BENCH_SOAK_SECONDS", "600"))
DOCUMENTS, READERS = 4_000, 2
IN_ALL = "fællesord"
REBUILDING = 40  # of the writer's rounds, one
PAUSE = 0.02  # seconds between rounds


def rows(only: str) -> list[Row]:
    if NAME not in only.casefold():
        return []
    context = multiprocessing.get_context("spawn")
    over, told = context.Event(), context.Queue()
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        folder = Path(name) / "index"
        _filled(folder).close()
        readers = [context.Process(target=_read, args=(folder, over, told, seed)) for seed in range(READERS)]
        for reader in readers:
            reader.start()
        rounds, rebuilds, failed = _write(folder)
        over.set()
        found = [told.get() for _ in readers]
        for reader in readers:
            reader.join()
    searches, wrong = sum(one[0] for one in found), sum(one[1] for one in found)
    return [
        Row(f"{NAME}: searches in {READERS} processes, {SECONDS} s", searches, "searches"),
        Row(f"{NAME}: batches written meanwhile", rounds, "batches"),
        Row(f"{NAME}: rebuilds meanwhile", rebuilds, "rebuilds"),
        Row(f"{NAME}: wrong or refused", wrong + failed, "answers", bar=0),
    ]


def _documents() -> list[Document]:
    return [
        replace(document, text=f"{document.text} {IN_ALL}", audience="public")
        for document in islice(corpus.documents(DOCUMENTS), DOCUMENTS)
    ]


def _filled(folder: Path) -> WhooshIndex:
    index = WhooshIndex(folder)
    index.clear()
    index.put(_documents())
    return index


def _write(folder: Path) -> tuple[int, int, int]:
    """Rounds, rebuilds and errors."""
    chance, documents, index = random.Random(1), _documents(), WhooshIndex(folder)
    rounds = rebuilds = failed = 0
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        try:
            if rounds % REBUILDING == REBUILDING - 1:
                with index.renewed() as new:
                    new.put(documents)
                rebuilds += 1
            else:
                index.put(chance.sample(documents, chance.choice((1, 1, 5, 60))))
        except Exception as error:
            print(f"{NAME}: {error!r}")
            failed += 1
        rounds += 1
        time.sleep(PAUSE)
    index.close()
    return rounds, rebuilds, failed


def _read(folder: Path, over: Event, told: "multiprocessing.Queue[tuple[int, int]]", seed: int) -> None:
    chance, words, index = random.Random(seed), corpus.words()[:2_000], WhooshIndex(folder)
    public = frozenset({"public"})
    searches, wrong, parent = 0, 0, os.getppid()
    while not over.is_set() and os.getppid() == parent:  # who is stopped by hand leaves nobody behind
        try:
            every = index.search(Query(IN_ALL, limit=3), public)
            page = index.gather(Query(" ".join(chance.sample(words, 2))), public, ("topic",))
            is_right = every.total == DOCUMENTS and all(hit.key.startswith("post:") for hit in every.hits)
            wrong += not is_right or any(not group.hits for group in page.groups)
        except Exception as error:
            print(f"{NAME}: {error!r}")
            wrong += 1
        searches += 2
    index.close()
    told.put((searches, wrong))
