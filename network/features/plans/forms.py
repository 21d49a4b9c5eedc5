"""The form of a plan."""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput

from network.core.access import Actor, Audience
from network.core.errors import N_, Invalid
from network.core.text import clean_line
from network.features.drafts.forms import is_pressed
from network.features.plans.bonds import DOCUMENTS, METHODS, THREADS, Kind, readable_of, taken
from network.features.plans.entry import Entry, Step
from network.features.plans.fields import PHASES, TEXTS, documents_field, phase_field
from network.features.plans.guide import HEADINGS, PROGRESS, PROMPTS
from network.features.plans.models import Phase, Progress
from network.features.plans.months import parsed_month, typed_month
from network.web.forms import CHOOSE, CheckedForm, Correcting, audience_field

KEEP = "keep"  # the button that saves a draft, whatever is missing
BOUND: Mapping[str, Kind] = {
    **{documents_field(phase): DOCUMENTS for phase in PHASES},
    "methods": METHODS,
    "threads": THREADS,
}
_DIGITS = re.compile(r"[\s.\u00a0]")


class PlanForm(Correcting, CheckedForm):
    topic_headings: Mapping[str, str] = {}
    title = StringField(_l("Title"))
    summary = TextAreaField(_l("What is it?"))
    # The service says what is wrong with a topic: the field itself would say it in English
    topics = SelectMultipleField(_l("Topics"), option_widget=CheckboxInput(), validate_choice=False)
    grant = StringField(
        _l("Grant for external advice, in kroner"), description=_l("The campaign gives up to 500,000 kroner.")
    )
    advisers = StringField(_l("Advisers"), description=_l("Companies and people from outside who help you."))
    methods = TextAreaField(
        HEADINGS["methods"], description=_l("One on each line: the method's title, or its address here.")
    )
    threads = TextAreaField(
        HEADINGS["threads"], description=_l("One on each line: the thread's title, or its address here.")
    )
    audience = audience_field()

    @property
    def keeps_draft(self) -> bool:
        return is_pressed(KEEP)

    def entry(self, session: Session, actor: Actor) -> Entry:
        """What was typed; only once the form has been validated. Raises Invalid."""
        documents: dict[int, Phase] = {}
        for phase in PHASES:
            for number in self._taken(session, actor, documents_field(phase)):
                documents.setdefault(number, phase)
        return Entry(
            title=clean_line(self.title.data or ""),
            summary=clean_line(self.summary.data or ""),
            advisers=clean_line(self.advisers.data or ""),
            grant=_kroner(self.grant.data or ""),
            texts={name: self[name].data or "" for name in TEXTS},
            steps={phase: self._step(phase) for phase in PHASES},
            audience=Audience(self.audience.data),
            topics=tuple(self.topics.data or ()),
            documents=documents,
            methods=self._taken(session, actor, "methods"),
            threads=self._taken(session, actor, "threads"),
        )

    def _taken(self, session: Session, actor: Actor, name: str) -> tuple[int, ...]:
        return taken(session, actor, BOUND[name], self[name].data or "", name)

    def _step(self, phase: Phase) -> Step:
        name = phase_field(phase)
        begins, ends = (_month(self[f"{name}_{end}"].data or "", f"{name}_{end}") for end in ("begins", "ends"))
        return Step(Progress(self[f"{name}_progress"].data), begins, ends)

    def take(self, session: Session, actor: Actor, fields: Mapping[str, Any]) -> None:
        """Show what a version holds, as far as the actor may read it."""
        for name in ("title", "summary", "advisers", "audience", *TEXTS):
            self[name].data = fields[name]
        self.grant.data = "" if fields["grant"] is None else str(fields["grant"])
        self.topics.data = list(fields["topics"])
        for phase in PHASES:
            name = phase_field(phase)
            progress, begins, ends = fields[name]
            self[f"{name}_progress"].data = progress
            self[f"{name}_begins"].data, self[f"{name}_ends"].data = typed_month(begins), typed_month(ends)
        for name, kind in BOUND.items():
            self[name].data = "\n".join(bound.line for bound in readable_of(session, actor, kind, fields[name]))


for _name in TEXTS:
    setattr(PlanForm, _name, TextAreaField(PROMPTS[_name].label, description=PROMPTS[_name].hint))
for _phase in PHASES:
    _progress = SelectField(
        _l("How far?"),
        choices=[SelectChoice(value.value, label) for value, label in PROGRESS.items()],
        default=Progress.AHEAD.value,
        invalid_choice_message=CHOOSE,
    )
    setattr(PlanForm, f"{phase_field(_phase)}_progress", _progress)
    setattr(PlanForm, f"{phase_field(_phase)}_begins", StringField(_l("From month")))
    setattr(PlanForm, f"{phase_field(_phase)}_ends", StringField(_l("To month")))
    setattr(PlanForm, documents_field(_phase), TextAreaField(_l("Documents of the phase")))


def _month(text: str, name: str) -> str:
    if not text.strip():
        return ""
    month = parsed_month(text, ends=name.endswith("_ends"))
    if month is None:
        raise Invalid(N_("Write the month and the year, for example 05-2026."), name)
    return month


def _kroner(text: str) -> int | None:
    digits = _DIGITS.sub("", text.casefold()).removesuffix("kr").removesuffix("kroner")
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise Invalid(N_("Write a whole number, for example 25000."), "grant")
    return int(digits)
