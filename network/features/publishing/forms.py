"""The forms of articles, one for each kind."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import StringField, TextAreaField

from network.core.access import Actor
from network.core.errors import N_, Invalid
from network.core.text import clean_body, clean_line
from network.features.drafts.forms import is_pressed
from network.features.plans.bonds import DOCUMENTS, readable_of, taken
from network.features.publishing.entry import Entry
from network.features.publishing.fields import FACTS, HAS_DOCUMENTS, fields_of_kind
from network.features.publishing.guide import HEADINGS
from network.features.publishing.models import ArticleKind
from network.features.publishing.moments import read_moment
from network.web.forms import CheckedForm, Correcting

KEEP = "keep"  # the button that saves a draft, whatever is missing
MORNING = "9.00"  # when something is published for which only the day was chosen


class ArticleForm(Correcting, CheckedForm):
    kind: ArticleKind
    title = StringField(HEADINGS["title"])
    lead = TextAreaField(HEADINGS["lead"])
    body = TextAreaField(HEADINGS["body"])
    publish_date = StringField(HEADINGS["publish_date"], description=_l("For example 01-12-2026. Empty: at once."))
    publish_time = StringField(HEADINGS["publish_time"], description=_l("In Danish time, for example 9.00."))

    @property
    def keeps_draft(self) -> bool:
        return is_pressed(KEEP)

    def entry(self, session: Session, actor: Actor) -> Entry:
        """What was typed; only once the form has been validated. Raises Invalid."""
        documents: tuple[int, ...] = ()
        if self.kind in HAS_DOCUMENTS:
            documents = taken(session, actor, DOCUMENTS, self["documents"].data or "", "documents")
        starts_at, ends_at = None, None
        if self.kind is ArticleKind.EVENT:
            starts_at = self._moment("starts")
            ends_at = self._moment("ends", after=starts_at)
        return Entry(
            title=clean_line(self.title.data or ""),
            lead=clean_line(self.lead.data or ""),
            body=self.body.data or "",
            facts={name: self[name].data or "" for name in FACTS[self.kind]},
            publish_at=self._moment("publish", midday=MORNING),
            documents=documents,
            starts_at=starts_at,
            ends_at=ends_at,
            capacity=_seats(self["capacity"].data or "") if self.kind is ArticleKind.EVENT else None,
            typed=self.typed(documents),
        )

    def typed(self, documents: tuple[int, ...]) -> dict[str, str]:
        """As a version keeps it: each field as it was typed, documents by their ids."""
        kept = {name: clean_body(self[name].data or "").strip() for name in fields_of_kind(self.kind)}
        return kept | ({"documents": " ".join(map(str, documents))} if "documents" in kept else {})

    def _moment(self, name: str, **more: Any) -> Any:
        return read_moment(self[f"{name}_date"].data or "", self[f"{name}_time"].data or "", name, **more)

    def take(self, session: Session, actor: Actor, fields: Mapping[str, str]) -> None:
        """Show what a version holds, as far as the actor may read it."""
        for name in fields_of_kind(self.kind):
            self[name].data = fields.get(name, "")
        if self.kind in HAS_DOCUMENTS:
            self["documents"].data = document_lines(session, actor, fields.get("documents", ""))


def document_lines(session: Session, actor: Actor, ids: str) -> str:
    """The documents of a version, one a line, those that the actor may read."""
    numbers = [int(number) for number in ids.split()]
    return "\n".join(bound.line for bound in readable_of(session, actor, DOCUMENTS, numbers))


def _seats(text: str) -> int | None:
    digits = text.strip()
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) < 8):
        raise Invalid(N_("Write a whole number, for example 40."), "capacity")
    return int(digits)


class NewsForm(ArticleForm):
    kind = ArticleKind.NEWS


class ProjectForm(ArticleForm):
    kind = ArticleKind.PROJECT
    holder = StringField(HEADINGS["holder"], description=_l("An organisation, a ministry, a university."))
    period = StringField(HEADINGS["period"], description=_l("For example 2024–2027."))
    link = StringField(HEADINGS["link"], description=_l("Where one can read on, beginning with https://."))


class PublicationForm(ArticleForm):
    kind = ArticleKind.PUBLICATION
    authors = StringField(HEADINGS["authors"], description=_l("Names, or the organisation that has written it."))
    year = StringField(HEADINGS["year"], description=_l("Four digits, for example 2025."))
    series = StringField(HEADINGS["series"], description=_l("If it is one of several."))
    documents = TextAreaField(
        _l("Document of the library"),
        description=_l("Its title, or its address here. Everyone must be able to read it."),
    )


class EventForm(ArticleForm):
    kind = ArticleKind.EVENT
    body = TextAreaField(_l("Programme"))
    starts_date = StringField(HEADINGS["starts_date"], description=_l("For example 14-01-2027."))
    starts_time = StringField(HEADINGS["starts_time"], description=_l("In Danish time, for example 9.30."))
    ends_date = StringField(HEADINGS["ends_date"], description=_l("For example 14-01-2027."))
    ends_time = StringField(HEADINGS["ends_time"], description=_l("In Danish time, for example 15.00."))
    place = StringField(HEADINGS["place"], description=_l("Name and address."))
    online = StringField(
        HEADINGS["online"], description=_l("Beginning with https://. Only those who have a seat see it.")
    )
    capacity = StringField(
        HEADINGS["capacity"], description=_l("Empty: as many as come. When it is full, one can wait.")
    )
    documents = TextAreaField(
        _l("Materials"), description=_l("Documents of the library, one on each line: the title, or the address here.")
    )


FORMS: Mapping[ArticleKind, type[ArticleForm]] = {
    form.kind: form for form in (NewsForm, ProjectForm, PublicationForm, EventForm)
}
