"""What is written into a method's form, checked and made ready to be stored."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from network.core.access import Audience
from network.core.errors import N_, Invalid
from network.core.text import checked_body, clean_body, clean_line, render
from network.features.methods.fields import TEXTS
from network.features.methods.models import CostBand, Licence, MethodKind

MIN_TITLE, MAX_TITLE = 5, 160
MAX_SUMMARY = 280
MAX_TEXT = 10_000  # characters of one field
MOST_TOPICS = 4
MOST_DOCUMENTS = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """All that a form holds."""

    kind: MethodKind = MethodKind.METHOD
    title: str = ""
    summary: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    cost_band: CostBand | None = None
    licence: Licence = Licence.CREDIT
    audience: Audience = Audience.NETWORK
    topics: tuple[str, ...] = ()  # slugs, the main one first
    keywords: tuple[str, ...] = ()  # slugs
    new_keyword: str = ""
    documents: tuple[int, ...] = ()

    def fields(self) -> dict[str, Any]:
        """As a version keeps it: line ends alike, as browsers send others than what was not typed in one."""
        return {
            "kind": self.kind.value,
            "title": self.title,
            "summary": self.summary,
            "cost_band": self.cost_band.value if self.cost_band else "",
            "licence": self.licence.value,
            "audience": self.audience.value,
            "topics": list(self.topics),
            "keywords": sorted(self.keywords),
            "documents": sorted(self.documents),
            **{name: clean_body(self.texts.get(name, "")).strip() for name in TEXTS},
        }


def entry_of(fields: Mapping[str, Any]) -> Entry:
    """The entry that a version keeps."""
    return Entry(
        kind=MethodKind(fields["kind"]),
        title=fields["title"],
        summary=fields["summary"],
        texts={name: fields.get(name, "") for name in TEXTS},
        cost_band=CostBand(fields["cost_band"]) if fields["cost_band"] else None,
        licence=Licence(fields["licence"]),
        audience=Audience(fields["audience"]),
        topics=tuple(fields["topics"]),
        keywords=tuple(fields["keywords"]),
        documents=tuple(fields["documents"]),
    )


@dataclass(frozen=True, slots=True)
class Written:
    """The texts of an entry as they are stored."""

    title: str
    summary: str
    texts: dict[str, str]
    html: dict[str, str]
    plain: str


def lacking(entry: Entry) -> list[Invalid]:
    """What has to be there before others may read it, each thing at its field."""
    lacks = []
    if sum(character.isalnum() for character in clean_line(entry.title)) < MIN_TITLE:
        lacks.append(Invalid(N_("Write a title that says what it is about."), "title"))
    if not clean_line(entry.summary):
        lacks.append(Invalid(N_("Write in a sentence or two what it is."), "summary"))
    if not entry.topics:
        lacks.append(Invalid(N_("Choose a topic."), "topic"))
    return lacks


def written(entry: Entry, *, is_shared: bool) -> Written:
    """A draft may lack anything; what is shared has a title and says what it is. Raises Invalid."""
    title, summary = clean_line(entry.title), clean_line(entry.summary)
    if len(title) > MAX_TITLE:
        raise Invalid(N_("The title can have at most %(limit)s characters."), "title", limit=MAX_TITLE)
    if len(summary) > MAX_SUMMARY:
        message = N_("At most %(limit)s characters; there are %(length)s. Say the rest further down.")
        raise Invalid(message, "summary", limit=MAX_SUMMARY, length=len(summary))
    lacks = lacking(entry) if is_shared else []
    if lacks:
        raise lacks[0]
    if len(entry.topics) > MOST_TOPICS:
        raise Invalid(N_("At most %(limit)s topics."), "more_topics", limit=MOST_TOPICS)
    if len(entry.documents) > MOST_DOCUMENTS:
        raise Invalid(N_("At most %(limit)s documents."), "documents", limit=MOST_DOCUMENTS)
    texts = {name: _checked(entry.texts.get(name, ""), name) for name in TEXTS}
    if not is_shared and not title and not summary and not any(texts.values()):
        raise Invalid(N_("Write something first."), "title")
    rendered = {name: render(text, anchor=secrets.token_hex(4)) for name, text in texts.items() if text.strip()}
    html = {name: text.html for name, text in rendered.items()}
    return Written(title, summary, texts, html, "\n\n".join(text.plain for text in rendered.values()))


def _checked(text: str, name: str) -> str:
    body = checked_body(text, field=name, required=False).strip()
    if len(body) > MAX_TEXT:
        raise Invalid(N_("At most %(limit)s characters. Share the rest as a document."), name, limit=MAX_TEXT)
    return body


def merged(
    base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Both changes together, and the names of the fields that both have changed: those keep what is mine."""
    both = {name: theirs[name] if mine[name] == base[name] else mine[name] for name in mine}
    clashes = tuple(name for name in mine if mine[name] != base[name] != theirs[name] and mine[name] != theirs[name])
    return both, clashes
