"""The form with which somebody asks to join, and that with which the secretariat answers."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, Length

from network.features.joining.models import RequestState
from network.features.joining.service import Asked
from network.web.forms import CHOOSE, CheckedForm, Form

_short = Length(max=120, message=_l("At most 120 characters."))


class AskForm(CheckedForm):
    municipality = SelectField(
        _l("Municipality"), [DataRequired(_l("Choose a municipality."))], invalid_choice_message=CHOOSE
    )
    name = StringField(_l("Your name"), [DataRequired(_l("Write your name.")), _short])
    title = StringField(_l("Job title"), [_short])
    email = EmailField(
        _l("Work e-mail"),
        [
            DataRequired(_l("Write the e-mail address.")),
            Email(_l("That does not look like an e-mail address.")),
            Length(max=200, message=_l("That does not look like an e-mail address.")),
        ],
    )
    reason = TextAreaField(_l("Why do you want to join?"), [DataRequired(_l("Write why you want to join."))])

    def asked(self) -> Asked:
        """What was typed; only once the form has been validated."""
        return Asked(self.name.data, self.title.data or "", self.email.data, self.reason.data)


class AnswerForm(Form):
    decision = RadioField(
        _l("What do you answer?"),
        choices=[
            SelectChoice(
                RequestState.ACCEPTED.value, _l("Accept: the municipality takes part, and an invitation is sent")
            ),
            SelectChoice(RequestState.REFUSED.value, _l("Refuse: the reason is mailed")),
        ],
        invalid_choice_message=CHOOSE,
    )
    keep_domain = BooleanField(_l("The municipality invites addresses of the same domain alone"), default=True)
    reason = TextAreaField(_l("Reason for a refusal"))
