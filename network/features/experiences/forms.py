"""The form of an experience card."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from network.core.access import Audience
from network.core.errors import N_, Invalid
from network.features.experiences.models import Again, Origin, Stage
from network.features.experiences.queries import CardView
from network.features.experiences.service import TEXTS, NewCard
from network.web.forms import CHOOSE, CheckedForm, Correcting, audience_field

STAGES = {
    Stage.CARRIED_OUT: _l("Carried out"),
    Stage.UNDER_WAY: _l("Under way"),
    Stage.CONSIDERING: _l("Considering it"),
    Stage.DROPPED: _l("Dropped again"),
}
ORIGINS = {
    Origin.ADAPTED: _l("Adapted to our own place"),
    Origin.COPIED: _l("Copied as it was"),
    Origin.FIRST: _l("The first of its kind"),
}
AGAIN = {
    Again.YES: _l("Yes"),
    Again.WITH_CHANGES: _l("Yes, but in another way"),
    Again.NO: _l("No"),
}
_DIGITS = re.compile(r"[\s.\u00a0]")


def _choices(labels: Any) -> list[SelectChoice]:
    return [SelectChoice(value.value, label) for value, label in labels.items()]


class CardForm(Correcting, CheckedForm):
    stage = RadioField(
        _l("How far are you?"),
        [DataRequired(_l("Say how far you are."))],
        choices=_choices(STAGES),
        invalid_choice_message=CHOOSE,
    )
    worked = TextAreaField(_l("What worked?"))
    failed = TextAreaField(
        _l("What did not work?"), description=_l("This is what the others need most, and what nobody else tells them.")
    )
    otherwise = TextAreaField(_l("What would you do differently?"))
    again = SelectField(
        _l("Would you do it again?"),
        choices=[SelectChoice("", _l("Not known yet")), *_choices(AGAIN)],
        invalid_choice_message=CHOOSE,
    )
    year = StringField(_l("Year"), description=_l("When it began, for example 2025."))
    place = StringField(_l("Where?"), description=_l("The village, the town, or the whole municipality."))
    cost = StringField(_l("What did it cost in kroner?"), description=_l("Beside your own hours; a whole number."))
    hours = StringField(_l("How many of your own hours?"), description=_l("As near as you know."))
    origin = RadioField(
        _l("Where did it come from?"),
        choices=_choices(ORIGINS),
        default=Origin.ADAPTED.value,
        invalid_choice_message=CHOOSE,
    )
    copied_from = SelectField(_l("From which municipality?"), invalid_choice_message=CHOOSE)
    links = TextAreaField(_l("Links to materials"), description=_l("One address on each line, also to documents here."))
    contact = TextAreaField(
        _l("Contact"), description=_l("Whom can others call? Everybody who can read the card sees it.")
    )
    audience = audience_field()

    def new_card(self) -> NewCard:
        """What was typed; only once the form has been validated. Raises Invalid."""
        return NewCard(
            stage=Stage(self.stage.data),
            origin=Origin(self.origin.data),
            copied_from=self.copied_from.data or "",
            year=_number(self.year.data, "year"),
            place=self.place.data or "",
            cost=_number(self.cost.data, "cost"),
            hours=_number(self.hours.data, "hours"),
            again=Again(self.again.data) if self.again.data else None,
            texts={name: self[name].data or "" for name in TEXTS},
            audience=Audience(self.audience.data),
        )

    def take(self, card: CardView) -> None:
        """Show what a card holds."""
        for name in TEXTS:
            self[name].data = card.texts[name]
        for name in ("year", "cost", "hours"):
            self[name].data = "" if getattr(card, name) is None else str(getattr(card, name))
        self.stage.data, self.origin.data, self.again.data = card.stage, card.origin, card.again
        self.place.data, self.copied_from.data = card.place, card.copied_from_slug or ""
        self.audience.data, self.version.data = card.chosen, str(card.version)


def _number(text: str | None, name: str) -> int | None:
    """A whole number as people write it ("25.000"), or None. Raises Invalid."""
    digits = _DIGITS.sub("", text or "").removesuffix("kr").removesuffix("timer")
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) < 11):
        if name == "year":
            raise Invalid(N_("Write the year with four digits, for example 2025."), name)
        raise Invalid(N_("Write a whole number, for example 25000."), name)
    return int(digits)
