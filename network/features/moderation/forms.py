"""Forms about reports, hiding and threads that are looked after."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from network.features.moderation.models import ReportReason
from network.features.threads.forms import KINDS
from network.web.forms import CHOOSE, Form

REASONS = {
    ReportReason.PERSONAL_DATA: _l("It contains personal data"),
    ReportReason.TONE: _l("The tone is offensive"),
    ReportReason.WRONG: _l("The information is wrong"),
    ReportReason.ADVERTISING: _l("It is advertising"),
    ReportReason.ELSEWHERE: _l("It belongs somewhere else"),
    ReportReason.OTHER: _l("Something else"),
}
WHY = _l("Write why. Those concerned read it.")


class ReportForm(Form):
    reason = RadioField(
        _l("What is wrong?"),
        [DataRequired(_l("Choose what is wrong."))],
        choices=[SelectChoice(reason.value, label) for reason, label in REASONS.items()],
        invalid_choice_message=CHOOSE,
    )
    note = TextAreaField(_l("Note to the moderators"))


class HideForm(Form):
    reason = StringField(_l("Why is it hidden?"), [DataRequired(WHY)])


class AnswerForm(Form):
    answer = TextAreaField(_l("Answer to the moderator"), [DataRequired(_l("Write something first."))])


class LockForm(Form):
    reason = StringField(_l("Why is it closed?"), [DataRequired(WHY)])


class KindForm(Form):
    kind = SelectField(_l("What is it?"), choices=KINDS, invalid_choice_message=CHOOSE)


class TopicForm(Form):
    topic = SelectField(_l("Move to the topic"), invalid_choice_message=CHOOSE)


class SuspendForm(Form):
    reason = StringField(_l("Why is the access closed?"), [DataRequired(_l("Write why the access is closed."))])
