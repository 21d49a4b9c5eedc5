"""A consistent view of the index, shared by threads and swapped for a newer one when a writer has committed."""

import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.index import TOC, EmptyIndexError

from network.ports.search import Kept, SearchUnavailable
from network.ports.search.priors import FRESH_WEIGHT, HALF_LIFE_SECONDS, KIND_WEIGHTS, MOST_USEFUL, USEFUL_WEIGHT
from network.ports.search.whoosh.array_cache import ArrayCache
from network.ports.search.whoosh.bm25 import Statistics
from network.ports.search.whoosh.facets import OFTEN, FacetTable, by_group, joined
from network.ports.search.whoosh.postings import Ids
from network.ports.search.whoosh.rising import distinct
from network.ports.search.whoosh.schema import INDEX_NAME, KIND, SCHEMA
from network.ports.search.whoosh.segment import Segment
from network.ports.search.whoosh.storage import DurableStorage, toc_path
from network.ports.search.whoosh.whole import Whole

CACHE_BYTES = 24 * 2**20
MOST_KEPT = 128  # queries; some 30 kB each when it has been asked for with a page of results
PAUSE = 0.01  # seconds; a writer removes a generation's files as soon as the next one is there

_HELPED = USEFUL_WEIGHT * np.log2(1 + np.arange(MOST_USEFUL + 1))  # by how many found it useful


@dataclass(frozen=True, slots=True)
class LiveSegment:
    """A segment with the documents that are not deleted, as of one snapshot."""

    files: Segment
    base: int  # document number of its first document in the whole index
    live: NDArray[np.bool_]  # shape (files.size,)


@dataclass(frozen=True)
class Snapshot:
    generation: int
    identity: tuple[int, ...]  # of the table of contents on disk
    segments: tuple[LiveSegment, ...]
    cache: ArrayCache
    _facets: dict[str, FacetTable] = field(default_factory=dict)
    _by_group: dict[str, Ids | None] = field(default_factory=dict)
    _counted: Counter[str] = field(default_factory=Counter)
    _kept: dict[frozenset[str], Kept] = field(default_factory=dict)

    @cached_property
    def _bases(self) -> tuple[int, ...]:
        return tuple(segment.base for segment in self.segments)

    def kept_for(self, terms: frozenset[str]) -> Kept:
        """What was made of hits for these terms. Gone with the snapshot, and when there is too much of it."""
        if len(self._kept) >= MOST_KEPT and terms not in self._kept:
            self._kept.clear()
        return self._kept.setdefault(terms, {})

    @cached_property
    def whole(self) -> Whole:
        return Whole(self.segments, self.identity, self.cache)

    @cached_property
    def statistics(self) -> Statistics:
        return Statistics(self.whole)

    def stored(self, number: int) -> tuple[str, str, str, int]:
        """Key, kind, group and version of a document of the whole index."""
        at, own = self.place(number)
        return self.segments[at].files.hit(own)

    def place(self, number: int) -> tuple[int, int]:
        """The segment of a document of the whole index, and its number there."""
        at = bisect_right(self._bases, number) - 1
        return at, number - self._bases[at]

    @cached_property
    def crowds(self) -> tuple[NDArray[np.int32], int]:
        """For each document the number of its group, from 0, and how many groups there are."""
        own = [one.files.own_crowds for one in self.segments]
        if not own:
            return np.empty(0, np.int32), 0
        known = distinct(np.concatenate([groups for groups, _ in own]))
        joined = [np.searchsorted(known, groups).astype(np.int32)[places] for groups, places in own]
        return np.concatenate(joined), len(known)

    @cached_property
    def helped(self) -> NDArray[np.float64]:
        """For each document what its usefulness adds to the factor of its score."""
        added: NDArray[np.float64] = _HELPED[np.minimum(self.whole.useful, MOST_USEFUL)]
        return added

    @cached_property
    def kinds(self) -> NDArray[np.float64]:
        """For each document what its kind multiplies its score by."""
        factors = np.ones(self.size)
        for kind, weight in KIND_WEIGHTS.items():
            factors[self.whole.any_of(KIND, frozenset({kind}))] = weight
        return factors

    @cached_property
    def freshness(self) -> NDArray[np.float64]:
        """For each document half of what a document that is HALF_LIFE_SECONDS younger has; the newest has 1."""
        created = self.whole.created
        age = (created.max() - created) / 1_000_000 if len(created) else np.empty(0)
        fresh: NDArray[np.float64] = np.exp2(-age / HALF_LIFE_SECONDS)
        return fresh

    @cached_property
    def highest_prior(self) -> float:
        """What usefulness, freshness and kind multiply no score by more than."""
        return float((1 + FRESH_WEIGHT + self.helped.max(initial=0)) * self.kinds.max(initial=1))

    def facet(self, name: str) -> FacetTable:
        """Who has which value of a facet."""
        if name not in self._facets:
            self._facets[name] = joined((one.base, one.files.facet(name)) for one in self.segments)
        return self._facets[name]

    def facet_by_group(self, name: str) -> Ids | None:
        """Which value each group has; None where they have several, and where that is not known yet."""
        if name not in self._by_group:
            self._counted[name] += 1
            if self._counted[name] < OFTEN:
                return None
            self._by_group[name] = by_group(self.facet(name), *self.crowds)
        return self._by_group[name]

    @property
    def size(self) -> int:
        """Documents, the deleted ones among them, as Whoosh counts them for its scores."""
        return self.whole.size

    def find(self, key: str) -> Iterator[int]:
        """Numbers in the whole index of the documents with that key that are not deleted."""
        for segment in self.segments:
            number = segment.files.find(key)
            if number is not None and segment.live[number]:
                yield segment.base + number


class Snapshots:
    """Hands out the newest snapshot. Each search keeps the one it was given; nothing is closed under it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._cache = ArrayCache(CACHE_BYTES)
        self._lock = Lock()
        self._current: Snapshot | None = None

    def current(self) -> Snapshot:
        """The newest committed state. Raises SearchUnavailable when there is none or it cannot be read."""
        found = self._current
        if found is not None and _identity(self._folder, found.generation) == found.identity:
            return found
        with self._lock, unavailable_when_damaged():
            self._current = self._load()
            return self._current

    def forget(self) -> None:
        """Let go of all files."""
        self._current = None
        self._cache = ArrayCache(CACHE_BYTES)

    def _load(self) -> Snapshot:
        """Load what is newest; again when a writer replaced it meanwhile and took the old files away."""
        storage, tried = DurableStorage(self._folder), None
        while (generation := TOC._latest_generation(storage, INDEX_NAME)) != tried:
            try:
                return self._load_generation(storage, generation)
            except FileNotFoundError:
                tried = generation
                time.sleep(PAUSE)
        raise SearchUnavailable("a file of the search index is missing")

    def _load_generation(self, storage: DurableStorage, generation: int) -> Snapshot:
        identity = _identity(self._folder, generation)
        toc = TOC.read(storage, INDEX_NAME, schema=SCHEMA)
        previous = self._current
        known = {segment.files.name: segment.files for segment in previous.segments} if previous else {}
        segments, base = [], 0
        for entry in toc.segments:
            files = known.get(entry.segment_id()) or Segment(storage, entry, self._cache)
            segments.append(LiveSegment(files, base, live_of(entry)))
            base += files.size
        if identity is None or TOC._latest_generation(storage, INDEX_NAME) != generation:
            raise FileNotFoundError("a newer generation came, and some of these files may have been taken away")
        return Snapshot(generation, identity, tuple(segments), self._cache)


@contextmanager
def unavailable_when_damaged() -> Iterator[None]:
    """Whatever a missing or damaged file makes Whoosh, pickle or numpy raise becomes SearchUnavailable."""
    try:
        yield
    except SearchUnavailable:
        raise
    except EmptyIndexError as error:
        raise SearchUnavailable("there is no search index") from error
    except Exception as error:
        raise SearchUnavailable("the search index cannot be used") from error


def _identity(folder: Path, generation: int) -> tuple[int, ...] | None:
    try:
        status = toc_path(folder, generation).stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


def live_of(segment: Any) -> NDArray[np.bool_]:
    """Which documents of a segment of Whoosh's table of contents are not deleted."""
    live = np.ones(segment.doc_count_all(), np.bool_)
    live[list(segment.deleted_docs())] = False
    return live
