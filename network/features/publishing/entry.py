"""What is written into an article's form, checked and made ready to be stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from network.core.errors import N_, Invalid
from network.core.page_text import render_page
from network.core.text import checked_body, clean_line
from network.features.publishing.fields import FACTS, WORDS
from network.features.publishing.models import ArticleKind

MIN_TITLE, MAX_TITLE = 3, 160
MAX_LEAD = 400
MAX_FACT = 300
MOST_SEATS = 10_000


@dataclass(frozen=True, slots=True)
class Entry:
    """All that a form holds."""

    title: str = ""
    lead: str = ""
    body: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    publish_at: datetime | None = None  # None: at once
    documents: tuple[int, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    capacity: int | None = None  # None: as many as come
    typed: Mapping[str, str] = field(default_factory=dict)  # all of it as it was typed, for the history


@dataclass(frozen=True, slots=True)
class Written:
    """The texts of an entry as they are stored."""

    title: str
    lead: str
    facts: dict[str, str]
    markdown: str
    html: str
    plain: str


def written(kind: ArticleKind, entry: Entry, *, publish: bool) -> Written:
    """A draft may lack anything but a word; what is published has what its kind cannot be without. Raises Invalid."""
    title, lead = clean_line(entry.title), clean_line(entry.lead)
    facts = {name: clean_line(entry.facts.get(name, "")) for name in FACTS[kind]}
    if len(title) > MAX_TITLE:
        raise Invalid(N_("The title can have at most %(limit)s characters."), "title", limit=MAX_TITLE)
    if len(lead) > MAX_LEAD:
        message = N_("At most %(limit)s characters; there are %(length)s. Say the rest further down.")
        raise Invalid(message, "lead", limit=MAX_LEAD, length=len(lead))
    body = checked_body(entry.body, required=False).strip()
    for name, text in facts.items():
        if len(text) > MAX_FACT:
            raise Invalid(N_("At most %(limit)s characters."), name, limit=MAX_FACT)
        if name in ("link", "online") and text:
            _check_address(name, text)
    if entry.capacity is not None and not 1 <= entry.capacity <= MOST_SEATS:
        raise Invalid(N_("Between 1 and %(limit)s seats."), "capacity", limit=MOST_SEATS)
    if entry.starts_at and entry.ends_at and entry.ends_at <= entry.starts_at:
        raise Invalid(N_("The event ends before it begins."), "ends_time")
    if facts.get("year") and not _is_year(facts["year"]):
        raise Invalid(N_("Write the year with four digits, for example 2025."), "year")
    if not title and not lead and not body:
        raise Invalid(N_("Write something first."), "title")
    if publish:
        _check_whole(kind, entry, title, lead, facts)
    rendered = render_page(body)
    words = (facts[name] for name in facts if name in WORDS and facts[name])
    return Written(title, lead, facts, body, rendered.html, "\n".join((*words, rendered.plain)).strip())


def _check_whole(kind: ArticleKind, entry: Entry, title: str, lead: str, facts: Mapping[str, str]) -> None:
    if sum(character.isalnum() for character in title) < MIN_TITLE:
        raise Invalid(N_("Write a title."), "title")
    if not lead:
        raise Invalid(N_("Write in a sentence or two what it is about."), "lead")
    if kind is ArticleKind.PUBLICATION:
        if not facts["year"]:
            raise Invalid(N_("Write the year with four digits, for example 2025."), "year")
        if not entry.documents:
            raise Invalid(N_("Choose the document of the library that is published."), "documents")
    if kind is ArticleKind.EVENT:
        if not entry.starts_at:
            raise Invalid(N_("Write when the event begins."), "starts_date")
        if not entry.ends_at:
            raise Invalid(N_("Write when the event ends."), "ends_date")
        if not facts["place"] and not facts["online"]:
            raise Invalid(N_("Write where the event is, or its address on the internet."), "place")


def _check_address(name: str, text: str) -> None:
    try:
        parts = urlsplit(text)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in text
    except ValueError:
        is_whole = False
    if not is_whole:
        raise Invalid(N_("Write the whole address, beginning with https://."), name)


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) == 4
