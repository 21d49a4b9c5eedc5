"""The form of a municipality's portrait."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput

from network.core.errors import N_, Invalid
from network.features.portraits.models import CyclePhase
from network.features.portraits.service import Said
from network.web.forms import CHOOSE, CheckedForm

CYCLE = {
    CyclePhase.LOOKING_BACK: _l("Looks back on the plan that is in force"),
    CyclePhase.STRATEGY: _l("Writes the planning strategy"),
    CyclePhase.STRATEGY_HEARD: _l("Has the planning strategy out for comments"),
    CyclePhase.PLAN: _l("Revises the municipal plan"),
    CyclePhase.PLAN_HEARD: _l("Has the municipal plan out for comments"),
    CyclePhase.CARRYING_OUT: _l("Carries the municipal plan out"),
}


class PortraitForm(CheckedForm):
    words = TextAreaField(_l("In your own words"))
    # The service says what is wrong with a topic: the field itself would say it in English
    challenges = SelectMultipleField(_l("Challenges"), option_widget=CheckboxInput(), validate_choice=False)
    potentials = SelectMultipleField(_l("Potentials"), option_widget=CheckboxInput(), validate_choice=False)
    cycle_phase = SelectField(
        _l("Where do you stand in the four-year planning cycle?"),
        choices=[
            SelectChoice("", _l("Not told")),
            *(SelectChoice(phase.value, label) for phase, label in CYCLE.items()),
        ],
        invalid_choice_message=CHOOSE,
    )
    cycle_year = StringField(_l("Year"), description=_l("In which it is so, for example 2026."))

    def said(self) -> Said:
        """What was typed; only once the form has been validated. Raises Invalid."""
        year = (self.cycle_year.data or "").strip()
        if year and not (year.isascii() and year.isdigit() and len(year) == 4):
            raise Invalid(N_("Write the year with four digits, for example 2025."), "cycle_year")
        return Said(
            challenges=frozenset(self.challenges.data or ()),
            potentials=frozenset(self.potentials.data or ()),
            cycle_phase=CyclePhase(self.cycle_phase.data) if self.cycle_phase.data else None,
            cycle_year=int(year) if year else None,
            words=self.words.data or "",
        )
