"""Whole result pages over a snapshot: groups with their best hits, the total, and counts of facets.

Only documents within the audiences are ever counted, and a group is there because one of them is.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from network.ports.search import BEST_OF_GROUP, Gathered, Group, Order, Query
from network.ports.search.priors import FRESH_WEIGHT, MOST_USEFUL, USEFUL_WEIGHT
from network.ports.search.query_text import Conditions
from network.ports.search.whoosh_bm25 import Scores, Statistics
from network.ports.search.whoosh_evaluator import Numbers, Page, Scope, best, hit, matching, score
from network.ports.search.whoosh_schema import AUDIENCE, SAID, facet_term
from network.ports.search.whoosh_segment import Mask
from network.ports.search.whoosh_snapshot import Snapshot

_HELPED: Scores = USEFUL_WEIGHT * np.log2(1 + np.arange(MOST_USEFUL + 1))  # by how many found it useful
FEWEST_KNOWING = 2  # documents that a term must stand in to be offered instead of another one


def scope_of(query: Query, conditions: Conditions, audiences: frozenset[str], without: str = "") -> Scope:
    """Which documents the query may find at all; `without` names a facet that is left out of account."""
    chosen = (facet_term(name, value) for name, value in query.facets.items() if name != without)
    return Scope(
        audiences=audiences,
        kinds=query.kinds,
        facets=(*chosen, *conditions.named),
        not_facets=conditions.not_named,
        since=_microseconds(conditions.since),
        until=_microseconds(conditions.until),
    )


def gather(
    snapshot: Snapshot, query: Query, conditions: Conditions, audiences: frozenset[str], counted: tuple[str, ...]
) -> Gathered:
    """The page of groups, how many there are, and how many have which value of the facets."""
    wide = Query(query.text, kinds=query.kinds)  # no facet is chosen yet
    masks = [matching(segment, conditions, scope_of(wide, conditions, audiences)) for segment in snapshot.segments]
    found = np.concatenate(masks) if masks else np.empty(0, np.bool_)
    chosen = {name: _with_facet(snapshot, name, value) for name, value in query.facets.items()}
    narrowed = _all_but(found, chosen, "")
    numbers = np.flatnonzero(narrowed)
    crowd = snapshot.crowds[0][numbers]
    counts = {}
    for name in counted:
        if name in chosen:
            wider = np.flatnonzero(_all_but(found, chosen, name))
            counts[name] = _count(snapshot, name, wider, snapshot.crowds[0][wider])
        else:
            counts[name] = _count(snapshot, name, numbers, crowd)
    keys, scores = _keys(snapshot, narrowed, numbers, query.order, conditions)
    groups, total = _groups(snapshot, numbers, crowd, keys, scores, query)
    return Gathered(groups, total, counts, conditions.terms)


def known(snapshot: Snapshot, terms: Collection[str], audiences: frozenset[str]) -> Mapping[str, int]:
    """Those of the terms that enough documents of the audiences have, and how many."""
    found = dict.fromkeys(terms, 0)
    for segment in snapshot.segments:
        allowed = segment.live & segment.files.any_of(AUDIENCE, audiences)
        there = [found.keys() & segment.files.vocabulary(field) for field in SAID]
        for term in there[0] | there[1]:
            lists = [segment.files.ids_once(field, term) for field in SAID]
            ids = np.union1d(*lists) if all(map(len, lists)) else max(lists, key=len)
            found[term] += int(np.count_nonzero(allowed[ids]))
    return {term: count for term, count in found.items() if count >= FEWEST_KNOWING}


def _all_but(found: Mask, chosen: Mapping[str, Mask], name: str) -> Mask:
    for other, mask in chosen.items():
        if other != name:
            found = found & mask
    return found


def _with_facet(snapshot: Snapshot, name: str, value: str) -> Mask:
    mask = np.zeros(snapshot.size, np.bool_)
    table = snapshot.facet(name)
    if value in table.labels:
        mask[table.documents[table.values == table.labels.index(value)]] = True
    return mask


def _count(snapshot: Snapshot, name: str, numbers: Numbers, crowd: NDArray[np.int32]) -> Mapping[str, int]:
    """How many groups of what was found have each value of the facet. `crowd` holds the group of each document."""
    table, (crowds, group_count) = snapshot.facet(name), snapshot.crowds
    width = len(table.labels) + 1  # the last is for those that have none
    if width == 1:
        return {}
    if table.only is not None:
        pairs = crowd.astype(np.int64) * width + table.only[numbers]
    else:
        documents, values = table.pairs(numbers)
        pairs = crowds[documents].astype(np.int64) * width + values
    if group_count * width < 30 * len(pairs):
        seen = np.zeros(group_count * width, np.bool_)
        seen[pairs] = True
        counts = np.count_nonzero(seen.reshape(group_count, width), axis=0)
    else:
        counts = np.bincount(np.unique(pairs) % width, minlength=width)
    return {label: int(count) for label, count in zip(table.labels, counts[:-1], strict=True) if count}


def _keys(
    snapshot: Snapshot, found: Mask, numbers: Numbers, order: Order, conditions: Conditions
) -> tuple[Scores, Scores]:
    """What to sort the found documents by, and their scores."""
    useful, created = snapshot.priors
    if order is Order.NEWEST or not conditions.required:
        return created[numbers].astype(np.float64), np.zeros(len(numbers))
    statistics = Statistics([segment.files for segment in snapshot.segments])
    parts = []
    for segment in snapshot.segments:
        mask = found[segment.base : segment.base + segment.files.size]
        parts.append(score(segment.files, mask, conditions, statistics)[mask])
    scores = np.concatenate(parts) if parts else np.empty(0)
    scores = scores * _priors(useful[numbers], snapshot.freshness[numbers])
    if order is Order.USEFUL:
        return useful[numbers] + scores / (1 + scores), scores
    return scores, scores


def _priors(useful: NDArray[np.int32], freshness: Scores) -> Scores:
    """What usefulness and freshness multiply a score by. Freshness is counted from the newest document found."""
    if not len(useful):
        return np.empty(0)
    factors: Scores = freshness * (FRESH_WEIGHT / freshness.max())
    factors += 1
    factors += _HELPED[np.minimum(useful, MOST_USEFUL)]
    return factors


def _groups(
    snapshot: Snapshot, numbers: Numbers, crowd: NDArray[np.int32], keys: Scores, scores: Scores, query: Query
) -> tuple[tuple[Group, ...], int]:
    group_count = snapshot.crowds[1]
    tops = np.full(group_count, -np.inf)
    np.maximum.at(tops, crowd, keys)
    there = np.flatnonzero(tops > -np.inf)
    if not len(there):
        return (), 0
    # Among equals the group whose first document came first: numbers rise, so the first place of each is its oldest.
    chosen = there[best(tops[there], Page(max(0, query.offset), max(0, query.limit)))]
    place = np.full(group_count, -1, np.int32)
    place[chosen] = np.arange(len(chosen))
    shown = np.flatnonzero(place[crowd] >= 0)
    order = shown[np.lexsort((numbers[shown], -keys[shown], place[crowd[shown]]))]
    sizes = np.bincount(place[crowd[shown]], minlength=len(chosen))
    groups, at = [], 0
    for size in sizes.tolist():
        members = order[at : at + min(size, BEST_OF_GROUP)]
        hits = tuple(hit(snapshot, int(numbers[one]), float(scores[one])) for one in members)
        groups.append(Group(hits[0].group, hits, size))
        at += size
    return tuple(groups), len(there)


def _microseconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp() * 1_000_000)
