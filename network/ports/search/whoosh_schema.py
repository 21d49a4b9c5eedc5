"""What Whoosh keeps of a document, and how it is turned into postings."""

from array import array
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from whoosh import columns, fields, formats

from network.ports.search import Document
from network.ports.search.danish import ANALYSIS_VERSION, analyse, width

LAYOUT_VERSION = 2
INDEX_NAME = f"posts{LAYOUT_VERSION}danish{ANALYSIS_VERSION}"  # another name is another index: the old one is not read

TITLE, TEXT, ALSO = "title", "text", "also"
KEY, KIND, AUDIENCE, FACET, CREATED = "key", "kind", "audience", "facet", "created"
BOOSTS = {TITLE: 3.0, TEXT: 1.0, ALSO: 0.3}  # searched fields with their weight
SAID = (TITLE, TEXT)  # what stands in a document itself: only for that is it left out


class PackedPositions(formats.Positions):  # type: ignore[misc]
    """Postings with word positions as 32-bit integers, which numpy reads without unpickling each list.

    Terms come straight from our own analysis, without Whoosh's analyzer and its token objects in between.
    """

    def word_values(self, value: str, analyzer: object, **_: object) -> Iterator[tuple[str, int, float, bytes]]:
        found: defaultdict[str, list[int]] = defaultdict(list)
        base = 0
        for piece in value.split():
            tokens = analyse(piece)
            for token in tokens:
                found[token.term].append(base + token.position)
            base += width(tokens)
        for term, positions in found.items():
            yield term, len(positions), float(len(positions)), self.encode(positions)

    def encode(self, positions: list[int]) -> bytes:
        return array("I", positions).tobytes()

    def decode_positions(self, packed: bytes) -> list[int]:
        return list(array("I", packed))

    def decode_frequency(self, packed: bytes) -> int:
        return len(packed) // 4


def _danish() -> Any:
    return fields.FieldType(PackedPositions(), analyzer=None, scorable=True)


SCHEMA = fields.Schema(
    **{
        KEY: fields.ID(stored=True),
        KIND: fields.ID(stored=True),
        "group": fields.STORED,
        "version": fields.STORED,
        CREATED: fields.COLUMN(columns.NumericColumn("q")),  # microseconds; NUMERIC would add 16 terms a value
        AUDIENCE: fields.ID,
        FACET: fields.ID,
        TITLE: _danish(),
        TEXT: _danish(),
        ALSO: _danish(),
    }
)


def facet_term(name: str, value: str) -> str:
    return f"{name}={value}"


def whoosh_fields(document: Document) -> dict[str, object]:
    """Arguments for Whoosh's `add_document`."""
    facets = [facet_term(name, value) for name, values in document.facets.items() for value in values]
    return {
        KEY: document.key,
        KIND: document.kind,
        "group": document.group,
        "version": document.version,
        CREATED: int(document.created.timestamp() * 1_000_000),
        AUDIENCE: document.audience,
        FACET: facets,
        TITLE: document.title,
        TEXT: document.text,
        ALSO: document.also,
    }
