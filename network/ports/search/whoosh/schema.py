"""What the index keeps of a document."""

from array import array
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from whoosh import fields, formats

from network.ports.search import Document
from network.ports.search.danish import ANALYSIS_VERSION, tokens
from network.ports.search.query_text import name_term

LAYOUT_VERSION = 6
INDEX_NAME = f"posts{LAYOUT_VERSION}danish{ANALYSIS_VERSION}"  # another name is another index: the old one is not read

TITLE, TEXT, ALSO, PARTS = "title", "text", "also", "parts"
KEY, KIND, AUDIENCE, FACET = "key", "kind", "audience", "facet"
BOOSTS = {TITLE: 5.0, TEXT: 1.0, ALSO: 0.5, PARTS: 0.4}  # searched fields with their weight
LEAD = 30  # pieces that a text begins with
SAID = (TITLE, TEXT)  # what stands in a document itself: only for that is it left out
IN_ORDER = (TITLE, TEXT, ALSO)  # where words may be said to stand together


class PackedTerms(formats.Positions):  # type: ignore[misc]
    """Word positions as Whoosh is handed them by our codec: 32-bit integers one after another."""

    def decode_positions(self, packed: bytes) -> list[int]:
        return list(array("I", packed))

    def decode_frequency(self, packed: bytes) -> int:
        return len(packed) // 4


def _danish(kept: formats.Format) -> Any:
    return fields.FieldType(kept, analyzer=None, scorable=True)


SCHEMA = fields.Schema(
    **{
        KEY: fields.ID(stored=True),
        KIND: fields.ID(stored=True),
        "group": fields.STORED,
        "version": fields.STORED,
        AUDIENCE: fields.ID,
        FACET: fields.ID,
        TITLE: _danish(PackedTerms()),
        TEXT: _danish(PackedTerms()),
        ALSO: _danish(PackedTerms()),
        PARTS: _danish(formats.Frequency()),
    }
)


def facet_term(name: str, value: str) -> str:
    return f"{name}={value}"


def facet_terms(document: Document) -> tuple[str, ...]:
    """What a document is filtered and counted by, and what names it."""
    facets = [facet_term(name, value) for name, values in document.facets.items() for value in values]
    names = [term for name, value in document.names.items() for term in _named(name, value)]
    return tuple(dict.fromkeys((*facets, *names)))


@lru_cache(2_048)
def _named(name: str, value: str) -> tuple[str, ...]:
    """Kept, because thousands of documents are named by the same topics, municipalities and people."""
    return tuple(name_term(name, token.term) for token in tokens(value))


def crowd_of(group: str) -> int:
    """A number for a group, the same in every segment: eight bytes, so that two groups do not share one."""
    return int.from_bytes(blake2b(group.encode(errors="replace"), digest_size=8).digest(), "big", signed=True)
