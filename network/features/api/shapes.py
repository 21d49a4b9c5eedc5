"""What the answers look like. The document for programs (OpenAPI) is made from these classes."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """A part of a list. `next` goes into `after` for the part that follows; null: this is the last."""

    items: tuple[Row, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Topic:
    slug: str
    title: str
    group: str
    description: str
    url: str


@dataclass(frozen=True, slots=True)
class Municipality:
    code: str  # kommunekode, four digits
    name: str
    full_name: str
    region: str
    group: str
    participation: str
    url: str


@dataclass(frozen=True, slots=True)
class Partner:
    """A ministry, a foundation or an association."""

    slug: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Thread:
    id: int
    title: str
    kind: str
    topic: str
    author: str | None  # null: hidden, or erased
    organisation: str  # for a hidden name what others see instead
    audience: str
    created_at: datetime
    last_post_at: datetime
    replies: int
    best_replies: int
    resolved_at: datetime | None
    deadline: date | None  # of a call for experience
    keywords: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Post:
    id: int
    position: int
    author: str | None
    organisation: str
    created_at: datetime
    edited_at: datetime | None
    is_best: bool
    is_hidden: bool  # by a moderator; then it has no text
    thanks: int
    html: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Method:
    id: int
    title: str
    kind: str
    summary: str
    organisation: str
    audience: str
    cost_band: str
    topics: tuple[str, ...]
    looked_through_at: datetime
    reviewed_at: datetime | None
    url: str


@dataclass(frozen=True, slots=True)
class MethodText:
    """A method with all that it says."""

    id: int
    title: str
    kind: str
    summary: str
    organisation: str
    owner: str | None
    audience: str
    cost_band: str
    licence: str
    topics: tuple[str, ...]
    keywords: tuple[str, ...]
    version: int
    shared_at: datetime | None
    looked_through_at: datetime
    reviewed_at: datetime | None
    withdrawn_at: datetime | None
    texts: dict[str, str]  # Markdown by the name of the field
    url: str


@dataclass(frozen=True, slots=True)
class Experience:
    id: int
    organisation: str
    stage: str
    origin: str
    year: int | None
    place: str
    cost: int | None  # kroner
    hours: int | None
    again: str
    worked: str  # how it begins
    failed: str
    audience: str
    url: str


@dataclass(frozen=True, slots=True)
class ExperienceText:
    """An experience with all that it says."""

    id: int
    method_id: int
    organisation: str
    author: str | None
    stage: str
    origin: str
    copied_from: str | None
    year: int | None
    place: str
    cost: int | None
    hours: int | None
    again: str
    texts: dict[str, str]  # Markdown by the name of the field
    audience: str
    changed_at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class Document:
    id: int
    title: str
    description: str
    organisation: str
    owner: str
    topic: str | None
    audience: str
    media_type: str
    size: int  # bytes
    pages: int
    shared_at: datetime
    url: str
    file_url: str


@dataclass(frozen=True, slots=True)
class DocumentText:
    """A document with the text of its pages, 50 at a time."""

    id: int
    title: str
    organisation: str
    owner: str
    topic: str | None
    audience: str
    language: str
    licence: str
    media_type: str
    size: int
    version: int
    shared_at: datetime
    pages: tuple["DocumentPage", ...]
    next: str | None  # goes into `after`
    url: str
    file_url: str


@dataclass(frozen=True, slots=True)
class DocumentPage:
    number: int
    text: str
    is_recognised: bool  # read from a picture
    url: str


@dataclass(frozen=True, slots=True)
class Plan:
    id: int
    title: str
    summary: str
    organisation: str
    phase: str
    topics: tuple[str, ...]
    audience: str
    changed_at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class Phase:
    phase: str
    progress: str
    begins: str | None  # the month, "2026-05"
    ends: str | None


@dataclass(frozen=True, slots=True)
class PlanText:
    """A strategy plan with all that it says."""

    id: int
    title: str
    summary: str
    organisation: str
    author: str | None
    advisers: str
    grant: int | None  # kroner
    phase: str
    phases: tuple[Phase, ...]
    topics: tuple[str, ...]
    texts: dict[str, str]  # Markdown by the name of the field
    audience: str
    changed_at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class Article:
    """News, a publication, an event or a related project, as lists have it."""

    id: int
    title: str
    lead: str
    facts: dict[str, str]  # what its kind is told with: authors, year, place …
    published_at: datetime | None
    starts_at: datetime | None  # of an event
    ends_at: datetime | None
    url: str


@dataclass(frozen=True, slots=True)
class Link:
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ArticleText:
    """The same with all that it says."""

    id: int
    title: str
    lead: str
    facts: dict[str, str]
    published_at: datetime | None
    changed_at: datetime
    html: str
    text: str
    documents: tuple[Link, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong (RFC 9457)."""

    status: int
    title: str
    detail: str
    parameter: str | None = None
