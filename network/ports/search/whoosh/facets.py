"""Which documents have which value of a facet: in a segment, worked out once, and in the whole index, put together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from network.ports.search.whoosh.postings import NOBODY, Ids

OFTEN = 3  # times that a facet is counted before its values are known by group: a snapshot may soon be replaced


@dataclass(frozen=True, slots=True)
class FacetTable:
    """The values of a facet that documents have, of a segment or of the whole index.

    only: by document its one value, or a place past all labels; None where a document has several. Then there are
    pairs of a document and a value instead.
    """

    labels: tuple[str, ...]
    size: int  # documents
    only: Ids | None
    documents: Ids
    values: Ids  # places in `labels`

    def pairs(self, numbers: NDArray[np.signedinteger]) -> tuple[NDArray[Any], NDArray[Any]]:
        """The pairs of these documents."""
        found = np.zeros(self.size, np.bool_)
        found[numbers] = True
        inside = found[self.documents]
        return self.documents[inside], self.values[inside]

    def all_pairs(self) -> tuple[Ids, Ids]:
        if self.only is None:
            return self.documents, self.values
        documents = np.flatnonzero(self.only < len(self.labels)).astype(np.int32)
        return documents, self.only.take(documents)


def table_of(found: Sequence[tuple[str, Ids]], size: int) -> FacetTable:
    """Of a segment: each value with the documents that have it."""
    labels = tuple(value for value, _ in found)
    documents = np.concatenate([NOBODY, *(ids for _, ids in found)])
    values = np.repeat(np.arange(len(labels), dtype=np.int32), [len(ids) for _, ids in found])
    only = np.full(size, len(labels), np.int32)
    only[documents] = values
    if np.count_nonzero(only < len(labels)) == len(documents):
        return FacetTable(labels, size, only, NOBODY, NOBODY)
    return FacetTable(labels, size, None, documents, values)


def joined(tables: Iterable[tuple[int, FacetTable]]) -> FacetTable:
    """Of the whole index: the tables of its segments, each with the number of the segment's first document."""
    places: dict[str, int] = {}
    known = [(base, table, [places.setdefault(label, len(places)) for label in table.labels]) for base, table in tables]
    size = sum(table.size for _, table, _ in known)
    only, documents, values = [NOBODY], [NOBODY], [NOBODY]
    single = [(table.only, own) for _, table, own in known if table.only is not None]
    if len(single) == len(known):
        only += [np.array([*own, len(places)], np.int32).take(values_of) for values_of, own in single]
        return FacetTable(tuple(places), size, np.concatenate(only), NOBODY, NOBODY)
    for base, table, own in known:
        of_segment, own_values = table.all_pairs()
        documents.append(of_segment + np.int32(base))
        values.append(np.array(own, np.int32).take(own_values))
    return FacetTable(tuple(places), size, None, np.concatenate(documents), np.concatenate(values))


def by_group(table: FacetTable, crowds: Ids, count: int) -> Ids | None:
    """The same by group, where all documents of each group have the same one value. `crowds`: each document's group."""
    if table.only is None:
        return None
    found = np.full(count, len(table.labels), np.int32)
    found[crowds] = table.only
    return found if np.array_equal(found[crowds], table.only) else None
