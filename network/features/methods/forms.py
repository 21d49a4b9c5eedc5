"""The form of a method, and those about who keeps it."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput

from network.core.access import Audience
from network.core.errors import Invalid
from network.core.text import clean_line
from network.features.drafts.forms import is_pressed
from network.features.keywords.forms import keywords_field, new_keyword_field
from network.features.methods.entry import Entry, lacking
from network.features.methods.fields import TEXTS
from network.features.methods.guide import COSTS, KINDS, LICENCES, PROMPTS
from network.features.methods.models import CostBand, Licence, MethodKind
from network.web.forms import CHOOSE, CheckedForm, Correcting, Form, audience_field

KEEP = "keep"  # the button that saves a draft, whatever is missing


class MethodForm(Correcting, CheckedForm):
    topic_headings: Mapping[str, str] = {}
    kind = RadioField(
        _l("Kind"),
        choices=[SelectChoice(kind.value, label) for kind, label in KINDS.items()],
        default=MethodKind.METHOD.value,
        invalid_choice_message=CHOOSE,
    )
    title = StringField(_l("Title"))
    summary = TextAreaField(_l("What is it?"))
    topic = SelectField(_l("Topic"), invalid_choice_message=CHOOSE)
    more_topics = SelectMultipleField(_l("Other topics"), option_widget=CheckboxInput())
    cost_band = SelectField(
        _l("What does it cost beside your own hours?"),
        choices=[
            SelectChoice("", _l("Not known")),
            *(SelectChoice(band.value, label) for band, label in COSTS.items()),
        ],
        invalid_choice_message=CHOOSE,
    )
    documents = SelectMultipleField(_l("Documents from the library"), option_widget=CheckboxInput())
    licence = SelectField(
        _l("What may others do with it?"),
        choices=[SelectChoice(licence.value, label) for licence, label in LICENCES.items()],
        default=Licence.CREDIT.value,
        invalid_choice_message=CHOOSE,
    )
    keywords = keywords_field()
    new_keyword = new_keyword_field()
    audience = audience_field()

    @property
    def keeps_draft(self) -> bool:
        return is_pressed(KEEP)

    def add_error(self, error: Invalid) -> None:
        """What is wrong, and with it all that is missing yet: one reads what there is to do once."""
        super().add_error(error)
        if not self.keeps_draft:
            for other in lacking(self.entry()):
                if other.field != error.field:
                    super().add_error(other)

    def entry(self) -> Entry:
        """What was typed; only once the form has been validated."""
        topics = [slug for slug in (self.topic.data, *(self.more_topics.data or ())) if slug]
        return Entry(
            kind=MethodKind(self.kind.data),
            title=clean_line(self.title.data or ""),
            summary=clean_line(self.summary.data or ""),
            texts={name: self[name].data or "" for name in TEXTS},
            cost_band=CostBand(self.cost_band.data) if self.cost_band.data else None,
            licence=Licence(self.licence.data),
            audience=Audience(self.audience.data),
            topics=tuple(dict.fromkeys(topics)),
            keywords=tuple(self.keywords.slugs),
            new_keyword=self.new_keyword.data or "",
            documents=tuple(int(number) for number in self.documents.data or ()),
        )

    def take(self, fields: dict[str, Any]) -> None:
        """Show what a version holds."""
        for name in ("kind", "title", "summary", "cost_band", "licence", "audience", *TEXTS):
            self[name].data = fields[name]
        self.topic.data, self.more_topics.data = (fields["topics"] or [""])[0], fields["topics"][1:]
        self.keywords.data = " ".join(fields["keywords"])
        self.documents.data = [str(number) for number in fields["documents"]]


for _name in TEXTS:
    setattr(MethodForm, _name, TextAreaField(PROMPTS[_name].label, description=PROMPTS[_name].hint))


class KeepersForm(Form):
    keepers = TextAreaField(_l("E-mail addresses of those who keep the method with its owner"))


class WithdrawForm(Form):
    reason = StringField(_l("Why?"), [DataRequired(_l("Write a reason; others may have built on the method."))])
