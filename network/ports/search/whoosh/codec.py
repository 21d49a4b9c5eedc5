"""How Whoosh itself reads our segments: the reference that our own evaluator is held against, hit for hit."""

from collections.abc import Iterable
from typing import Any

from whoosh.codec.base import TermsReader
from whoosh.codec.whoosh3 import W3Codec, W3PerDocReader
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from network.ports.search.whoosh.arrays import Arrays
from network.ports.search.whoosh.columns import LENGTHS, read_columns, stored_of
from network.ports.search.whoosh.merging import ARRAYS
from network.ports.search.whoosh.postings import COUNTED, FIELDS, POSITIONS, Streams
from network.ports.search.whoosh.schema import IN_ORDER
from network.ports.search.whoosh.terms import Terms


class ArrayCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's segments and table of contents, with files of our own."""

    def per_document_reader(self, storage: Any, segment: Any) -> "DocumentReader":
        return DocumentReader(storage, segment)

    def terms_reader(self, storage: Any, segment: Any) -> "ArrayTerms":
        return ArrayTerms(storage, segment)


def opened(storage: Any, segment: Any) -> Arrays:
    return Arrays(segment.open_file(storage, ARRAYS), storage.file_length(segment.make_filename(ARRAYS)))


class DocumentReader(W3PerDocReader):  # type: ignore[misc]
    def __init__(self, storage: Any, segment: Any) -> None:
        super().__init__(storage, segment)
        self._columns = read_columns(opened(storage, segment))

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(LENGTHS[self._columns.lengths[fieldname][docnum]]) if fieldname in COUNTED else default

    def min_field_length(self, fieldname: str) -> int:
        return int(LENGTHS[self._columns.lengths[fieldname].min()])

    def max_field_length(self, fieldname: str) -> int:
        return int(LENGTHS[self._columns.lengths[fieldname].max()])

    def stored_fields(self, docnum: int) -> dict[str, object]:
        ends = self._columns.ends
        found = stored_of(self._columns.stored[ends[docnum] : ends[docnum + 1]])
        return dict(zip(("key", "kind", "group", "version"), found, strict=True))


class ArrayTerms(TermsReader):  # type: ignore[misc]
    def __init__(self, storage: Any, segment: Any) -> None:
        arrays = opened(storage, segment)
        self._streams = Streams(storage, segment, arrays)
        self._terms = {field: Terms(arrays, field) for field in FIELDS}

    def _row(self, fieldname: str, text: bytes) -> int:
        row = self._terms[fieldname].row(text.decode()) if fieldname in self._terms else None
        if row is None:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return row

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        try:
            self._row(*term)
        except TermNotFound:
            return False
        return True

    def indexed_field_names(self) -> Iterable[str]:
        return FIELDS

    def term_info(self, fieldname: str, text: bytes) -> Any:
        row, terms = self._row(fieldname, text), self._terms[fieldname]
        found = self._streams.postings(fieldname, terms, row)
        counts = [1] if found.counts is None else found.counts.tolist()
        weight = len(found.ids) if found.counts is None else sum(counts)
        return TermInfo(weight, len(found.ids), 1, 10**6, max(counts), int(found.ids[0]), int(found.ids[-1]))

    def frequency(self, fieldname: str, text: bytes) -> int:
        return int(self.term_info(fieldname, text).weight()) if (fieldname, text) in self else 0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return self._terms[fieldname].frequency(self._row(fieldname, text)) if (fieldname, text) in self else 0

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        row, terms = self._row(fieldname, text), self._terms[fieldname]
        found = self._streams.postings(fieldname, terms, row)
        ids = found.ids.tolist()
        counts = [1] * len(ids) if found.counts is None else found.counts.tolist()
        values = None
        if fieldname in IN_ORDER and terms.places is not None:
            positions = self._streams.read(POSITIONS, terms.places[row], terms.places[row + 1]).astype("u4").tobytes()
            values, at = [], 0
            for count in counts:
                values.append(positions[at : at + 4 * count])
                at += 4 * count
        weights = [float(count) for count in counts]
        return ListMatcher(ids, weights, values, format_, scorer=scorer, term=(fieldname, text))

    def close(self) -> None:
        pass
