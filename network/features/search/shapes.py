"""What programs get of a search. The document for programs (OpenAPI) is made from these classes."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str  # as a parameter takes it
    label: str
    count: int  # of results the reader may see


@dataclass(frozen=True, slots=True)
class FoundHit:
    """A place in a result where the words stand."""

    kind: str
    id: str
    title: str
    url: str
    page: int | None  # of a document
    snippet: str
    score: float
    created: datetime | None


@dataclass(frozen=True, slots=True)
class Result:
    """A thread, a document, a method …, with the best that was found in it."""

    kind: str
    id: str
    title: str
    url: str
    score: float
    count: int  # of all that was found in it
    hits: tuple[FoundHit, ...]


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    total: int
    facets: dict[str, tuple[FacetValue, ...]]
    results: tuple[Result, ...]
    next: str | None  # goes into `after`
