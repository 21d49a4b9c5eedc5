"""What Whoosh keeps of a document, and how it is turned into postings."""

from array import array
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from whoosh import columns, fields, formats

from network.ports.search import Document
from network.ports.search.danish import ANALYSIS_VERSION, CACHED_PIECES, analyse, tokens, width
from network.ports.search.query_text import name_term

LAYOUT_VERSION = 4
INDEX_NAME = f"posts{LAYOUT_VERSION}danish{ANALYSIS_VERSION}"  # another name is another index: the old one is not read

TITLE, TEXT, ALSO, PARTS = "title", "text", "also", "parts"
KEY, KIND, AUDIENCE, FACET, CREATED = "key", "kind", "audience", "facet", "created"
USEFUL, CROWD = "useful", "crowd"
BOOSTS = {TITLE: 3.0, TEXT: 1.0, ALSO: 0.3, PARTS: 0.6}  # searched fields with their weight
SAID = (TITLE, TEXT)  # what stands in a document itself: only for that is it left out
IN_ORDER = (TITLE, TEXT, ALSO)  # where words may be said to stand together


Placed = tuple[tuple[str, int], ...]  # terms, each with its position in its piece


@lru_cache(CACHED_PIECES)
def _piece(piece: str) -> tuple[Placed, Placed, int]:
    """Terms of a piece of text without white space, parts of its compounds, and how many positions it takes."""
    found = analyse(piece)
    terms = tuple((token.term, token.position) for token in found)
    parts = tuple((part, token.position) for token in found for part in token.parts)
    return terms, parts, width(found)


class PackedTerms(formats.Positions):  # type: ignore[misc]
    """Postings with word positions as 32-bit integers, which numpy reads without unpickling each list.

    Terms come straight from our own analysis, without Whoosh's analyzer and its token objects in between.
    """

    def word_values(self, value: str, analyzer: object, **_: object) -> Iterator[tuple[str, int, float, bytes]]:
        for term, positions in self.places(value).items():
            yield term, len(positions), float(len(positions)), self.encode(positions)

    def places(self, value: str) -> dict[str, list[int]]:
        found: defaultdict[str, list[int]] = defaultdict(list)
        base = 0
        for piece in value.split():
            terms, _parts, places = _piece(piece)
            for term, position in terms:
                found[term].append(base + position)
            base += places
        return found

    def encode(self, positions: list[int]) -> bytes:
        return array("I", positions).tobytes()

    def decode_positions(self, packed: bytes) -> list[int]:
        return list(array("I", packed))

    def decode_frequency(self, packed: bytes) -> int:
        return len(packed) // 4


class PackedParts(PackedTerms):
    """The words that the compounds of a text are made of, each where its compound stands."""

    def places(self, value: str) -> dict[str, list[int]]:
        found: defaultdict[str, list[int]] = defaultdict(list)
        base = 0
        for piece in value.split():
            _terms, parts, places = _piece(piece)
            for part, position in parts:
                found[part].append(base + position)
            base += places
        return found


def _danish(kept: type[PackedTerms] = PackedTerms) -> Any:
    return fields.FieldType(kept(), analyzer=None, scorable=True)


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
        PARTS: _danish(PackedParts),
        USEFUL: fields.COLUMN(columns.NumericColumn("i")),
        CROWD: fields.COLUMN(columns.NumericColumn("q")),
    }
)


def facet_term(name: str, value: str) -> str:
    return f"{name}={value}"


def whoosh_fields(document: Document) -> dict[str, object]:
    """Arguments for Whoosh's `add_document`."""
    facets = [facet_term(name, value) for name, values in document.facets.items() for value in values]
    names = [term for name, value in document.names.items() for term in _named(name, value)]
    return {
        KEY: document.key,
        KIND: document.kind,
        "group": document.group,
        "version": document.version,
        CREATED: int(document.created.timestamp() * 1_000_000),
        AUDIENCE: document.audience,
        FACET: list(dict.fromkeys((*facets, *names))),
        TITLE: document.title,
        TEXT: document.text,
        ALSO: document.also,
        PARTS: f"{document.title}\n{document.text}",
        USEFUL: min(document.useful, 2**31 - 1),
        CROWD: crowd_of(document.group),
    }


@lru_cache(2_048)
def _named(name: str, value: str) -> tuple[str, ...]:
    """Kept, because thousands of documents are named by the same topics, municipalities and people."""
    return tuple(name_term(name, token.term) for token in tokens(value))


def crowd_of(group: str) -> int:
    """A number for a group, the same in every segment: eight bytes, so that two groups do not share one."""
    return int.from_bytes(blake2b(group.encode(errors="replace"), digest_size=8).digest(), "big", signed=True)
