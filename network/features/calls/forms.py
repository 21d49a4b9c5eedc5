"""What is asked of who calls for experience."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput

from network.core.errors import Invalid
from network.features.anonymity.service import KINDS as GROUPS
from network.features.calls.service import NewCall, checked_columns, checked_deadline
from network.web.forms import CheckedForm, Form

CALL_FIELDS = ("deadline", "columns", "topics", "groups")


def _deadline() -> StringField:
    return StringField(_l("Last day for answers"), description=_l("Day, month and year, for example 24-12-2026."))


class DeadlineForm(Form):
    deadline = _deadline()


class CallForm(CheckedForm):
    deadline = _deadline()
    columns = TextAreaField(
        _l("What should each answer hold?"),
        description=_l("One thing on each line, at most 8. They become the columns of the table."),
    )
    topics = SelectMultipleField(
        _l("Other topics"),
        description=_l("Those who follow them are told of your call too."),
        option_widget=CheckboxInput(),
        validate_choice=False,  # what was not offered is left out; in the form of another kind nobody asks for it
    )
    groups = SelectMultipleField(
        _l("Kinds of municipality"),
        description=_l("Stands at the call. Everybody who can read it may answer."),
        choices=[SelectChoice(name, name) for name in GROUPS],
        option_widget=CheckboxInput(),
        validate_choice=False,
    )

    def new_call(self) -> NewCall | None:
        """The call that was typed, or None with the reasons at the fields."""
        deadline, columns = None, None
        try:
            deadline = checked_deadline(self.deadline.data or "")
        except Invalid as error:
            self.add_error(error)
        try:
            columns = checked_columns(self.columns.data or "")
        except Invalid as error:
            self.add_error(error)
        if deadline is None or columns is None:
            return None
        topics, groups = (
            tuple(choice.data for choice in field if choice.checked) for field in (self.topics, self.groups)
        )
        return NewCall(deadline, columns, topics, groups)
