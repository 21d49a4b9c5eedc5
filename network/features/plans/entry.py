"""What is written into a plan's form, checked and made ready to be stored."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from network.core.access import Audience
from network.core.errors import N_, Invalid
from network.core.text import checked_body, clean_body, clean_line, render
from network.features.plans.fields import MOST_GRANT, PHASES, TEXTS, documents_field, phase_field
from network.features.plans.models import UNDATED, Phase, Progress

MIN_TITLE, MAX_TITLE = 3, 160
MAX_SUMMARY = 280
MAX_ADVISERS = 200
MAX_TEXT = 10_000  # characters of one field
MOST_TOPICS = 8
MOST_BONDS = 20  # documents, methods or threads


@dataclass(frozen=True, slots=True)
class Step:
    """How far a phase is, and its first and last month; empty where nobody knows."""

    progress: Progress = Progress.AHEAD
    begins: str = ""
    ends: str = ""

    @property
    def is_told(self) -> bool:
        return bool(self.begins or self.ends or self.progress != Progress.AHEAD)

    def kept(self) -> list[str]:
        return [self.progress.value, self.begins, self.ends]


def step_of(kept: list[str] | None) -> Step:
    """The step that is kept so."""
    return Step(Progress(kept[0]), kept[1], kept[2]) if kept else Step()


@dataclass(frozen=True, slots=True)
class Entry:
    """All that a form holds."""

    title: str = ""
    summary: str = ""
    advisers: str = ""
    grant: int | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    steps: Mapping[Phase, Step] = field(default_factory=dict)
    audience: Audience = Audience.NETWORK
    topics: tuple[str, ...] = ()  # slugs
    documents: Mapping[int, Phase] = field(default_factory=dict)
    methods: tuple[int, ...] = ()
    threads: tuple[int, ...] = ()

    def step(self, phase: Phase) -> Step:
        return self.steps.get(phase, Step())

    def fields(self) -> dict[str, Any]:
        """As a version keeps it: line ends alike, as browsers send others than what was not typed in one."""
        return {
            "title": self.title,
            "summary": self.summary,
            "advisers": self.advisers,
            "grant": self.grant,
            "audience": self.audience.value,
            "topics": sorted(self.topics),
            "methods": sorted(self.methods),
            "threads": sorted(self.threads),
            **{name: clean_body(self.texts.get(name, "")).strip() for name in TEXTS},
            **{phase_field(phase): self.step(phase).kept() for phase in PHASES},
            **{
                documents_field(phase): sorted(n for n, at in self.documents.items() if at == phase) for phase in PHASES
            },
        }


@dataclass(frozen=True, slots=True)
class Written:
    """The texts of an entry as they are stored."""

    title: str
    summary: str
    advisers: str
    texts: dict[str, str]
    html: dict[str, str]
    plain: str


def written(entry: Entry, *, is_shared: bool) -> Written:
    """A draft may lack anything but a word; what is shared has a title, a topic and says what it is. Raises Invalid."""
    title, summary, advisers = map(clean_line, (entry.title, entry.summary, entry.advisers))
    if len(title) > MAX_TITLE:
        raise Invalid(N_("The title can have at most %(limit)s characters."), "title", limit=MAX_TITLE)
    if len(summary) > MAX_SUMMARY:
        message = N_("At most %(limit)s characters; there are %(length)s. Say the rest further down.")
        raise Invalid(message, "summary", limit=MAX_SUMMARY, length=len(summary))
    if len(advisers) > MAX_ADVISERS:
        raise Invalid(N_("At most %(limit)s characters."), "advisers", limit=MAX_ADVISERS)
    if is_shared and sum(character.isalnum() for character in title) < MIN_TITLE:
        raise Invalid(N_("Write the plan's title."), "title")
    if is_shared and not summary:
        raise Invalid(N_("Write in a sentence or two what it is."), "summary")
    if is_shared and not entry.topics:
        raise Invalid(N_("Choose a topic."), "topics")
    if len(entry.topics) > MOST_TOPICS:
        raise Invalid(N_("At most %(limit)s topics."), "topics", limit=MOST_TOPICS)
    if entry.grant is not None and entry.grant > MOST_GRANT:
        raise Invalid(N_("The campaign gives at most %(limit)s kroner."), "grant", limit=MOST_GRANT)
    texts = {name: _checked(entry.texts.get(name, ""), name) for name in TEXTS}
    if not is_shared and not title and not summary and not any(texts.values()):
        raise Invalid(N_("Write something first."), "title")
    for phase in PHASES:
        _check_step(phase, entry.step(phase))
    rendered = {name: render(text, anchor=secrets.token_hex(4)) for name, text in texts.items() if text.strip()}
    html = {name: text.html for name, text in rendered.items()}
    plain = "\n\n".join((advisers, *(text.plain for text in rendered.values()))).strip()
    return Written(title, summary, advisers, texts, html, plain)


def _checked(text: str, name: str) -> str:
    body = checked_body(text, field=name, required=False).strip()
    if len(body) > MAX_TEXT:
        raise Invalid(N_("At most %(limit)s characters. Share the rest as a document."), name, limit=MAX_TEXT)
    return body


def _check_step(phase: Phase, step: Step) -> None:
    if step.begins and step.ends and step.ends < step.begins:
        raise Invalid(N_("The phase ends before it begins."), f"{phase_field(phase)}_ends")


def current_phase(steps: Mapping[Phase, Step]) -> Phase | None:
    """The phase that is under way, the last of them if there are several, else the last that is done."""
    for progress in (Progress.UNDER_WAY, Progress.DONE):
        found = [phase for phase in PHASES if steps.get(phase, Step()).progress == progress]
        if found:
            return found[-1]
    return None


def first_month(steps: Mapping[Phase, Step]) -> str:
    """The month in which the plan began, or UNDATED."""
    return min((step.begins for step in steps.values() if step.begins), default=UNDATED)
