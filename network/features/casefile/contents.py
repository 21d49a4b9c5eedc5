"""What stands in a package, as its reader may see it. Whoever hides their name is a mask in it, whoever fetches it:
packages travel, as tables do. What a moderator has hidden is not in it.
"""

from dataclasses import dataclass
from datetime import datetime

from network.features.plans.entry import Step
from network.features.plans.models import Phase


@dataclass(frozen=True, slots=True)
class By:
    """Who wrote something: for a hidden name the mask alone."""

    name: str
    title: str
    organisation: str
    code: str | None  # of the municipality


@dataclass(frozen=True, slots=True)
class FileInside:
    key: str  # in the store
    name: str  # as its owner had it
    path: str  # in the package
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class PostInside:
    id: int
    position: int
    by: By
    at: datetime
    edited_at: datetime | None
    html: str
    is_best: bool
    is_hidden: bool
    files: tuple[FileInside, ...]


@dataclass(frozen=True, slots=True)
class SummaryInside:
    html: str
    by: By
    at: datetime


@dataclass(frozen=True, slots=True)
class ThreadInside:
    id: int
    title: str
    url: str
    kind: str
    term: str
    topic: str
    at: datetime
    resolved_at: datetime | None
    summary: SummaryInside | None
    posts: tuple[PostInside, ...]


@dataclass(frozen=True, slots=True)
class CardInside:
    id: int
    url: str
    by: By
    term: str
    stage: str
    origin: str
    copied_from: str
    year: int | None
    place: str
    cost: int | None
    hours: int | None
    again: str
    html: dict[str, str]
    at: datetime


@dataclass(frozen=True, slots=True)
class DocumentInside:
    id: int
    title: str
    url: str
    by: By
    term: str
    html: str
    at: datetime
    version: int
    file: FileInside


@dataclass(frozen=True, slots=True)
class MethodInside:
    id: int
    title: str
    url: str
    by: By
    kind: str
    term: str
    summary: str
    html: dict[str, str]
    cost_band: str
    licence: str
    topics: tuple[str, ...]
    at: datetime
    looked_through_at: datetime
    version: int
    withdrawn_at: datetime | None
    withdrawn_reason: str
    documents: tuple[DocumentInside, ...]
    cards: tuple[CardInside, ...]
    contributors: tuple[By, ...]


@dataclass(frozen=True, slots=True)
class LinkInside:
    """Something that belongs to a plan and is not in the package itself."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class PlanInside:
    id: int
    title: str
    url: str
    by: By
    term: str
    summary: str
    html: dict[str, str]
    advisers: str
    grant: int | None
    topics: tuple[str, ...]
    steps: dict[Phase, Step]
    at: datetime
    changed_at: datetime
    version: int
    documents: tuple[DocumentInside, ...]
    links: tuple[LinkInside, ...]  # methods and threads


Part = ThreadInside | MethodInside | DocumentInside | PlanInside


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing in its place. `path`: the page that it has in the package; none for the only one, and for a document."""

    kind: str
    part: Part
    html: str  # what a collection says before it
    path: str


@dataclass(frozen=True, slots=True)
class CaseFile:
    kind: str  # "collection", "thread", "method" or "plan"
    id: int
    title: str
    url: str
    term: str  # of the whole
    by: By | None  # of a collection
    html: str  # a collection's introduction
    at: datetime
    entries: tuple[Entry, ...]
    files: tuple[FileInside, ...]
    file_paths: dict[int, str]  # of posts' files, by the id in their addresses
    fetched_at: datetime
    fetched_by: By
