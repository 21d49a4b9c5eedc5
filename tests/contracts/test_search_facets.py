"""Values of a facet, put together from segments, against the documents one by one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from network.ports.search.whoosh.facets import FacetTable, by_group, joined, table_of

LABELS = "abcd"
SEGMENT = st.lists(st.sets(st.sampled_from(LABELS), max_size=2), max_size=6)


def _table(segment: list[set[str]]) -> FacetTable:
    found = {label: [number for number, has in enumerate(segment) if label in has] for label in LABELS}
    return table_of([(label, np.array(ids, np.int32)) for label, ids in found.items() if ids], len(segment))


@given(st.lists(SEGMENT, max_size=4))
def test_the_whole_index_has_the_values_of_its_segments(segments: list[list[set[str]]]) -> None:
    everything = [has for segment in segments for has in segment]
    bases = np.cumsum([0, *map(len, segments)]).tolist()
    table = joined(zip(bases, map(_table, segments), strict=False))
    assert table.size == len(everything)
    documents, values = table.all_pairs()
    pairs = [(number, table.labels[value]) for number, value in zip(documents.tolist(), values.tolist(), strict=True)]
    assert sorted(pairs) == sorted((number, label) for number, has in enumerate(everything) for label in has)
    assert (table.only is not None) == all(len(has) < 2 for has in everything)


@given(st.lists(SEGMENT, min_size=1, max_size=3), st.data())
def test_a_group_has_a_value_where_all_its_documents_have_it(
    segments: list[list[set[str]]], data: st.DataObject
) -> None:
    everything = [has for segment in segments for has in segment]
    crowds = data.draw(st.lists(st.integers(0, 2), min_size=len(everything), max_size=len(everything)))
    bases = np.cumsum([0, *map(len, segments)]).tolist()
    table = joined(zip(bases, map(_table, segments), strict=False))
    found = by_group(table, np.array(crowds, np.int32), 3)
    of_group = [
        {frozenset(has) for has, crowd in zip(everything, crowds, strict=True) if crowd == at} for at in range(3)
    ]
    is_shared = all(len(has) < 2 for has in everything) and all(len(different) < 2 for different in of_group)
    assert (found is not None) == is_shared
    if found is not None:
        told = [
            {frozenset(table.labels[value : value + 1])} if of_group[at] else set() for at, value in enumerate(found)
        ]
        assert told == of_group
