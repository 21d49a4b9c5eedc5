"""Forms about threads."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from network.features.threads.models import ThreadKind
from network.web.forms import CHOOSE, Form, audience_field

KINDS = (
    SelectChoice(ThreadKind.QUESTION.value, _l("Question")),
    SelectChoice(ThreadKind.EXPERIENCE.value, _l("Experience")),
    SelectChoice(ThreadKind.DISCUSSION.value, _l("Discussion")),
    SelectChoice(ThreadKind.CALL.value, _l("Call for experience")),
)


class ThreadForm(Form):
    kind = RadioField(
        _l("What is it?"), choices=KINDS, default=ThreadKind.QUESTION.value, invalid_choice_message=CHOOSE
    )
    topic = SelectField(_l("Topic"), invalid_choice_message=CHOOSE)
    title = StringField(_l("Title"))
    body = TextAreaField(_l("Text"), [DataRequired(_l("Write something first."))])
    audience = audience_field()


class ReplyForm(Form):
    body = TextAreaField(_l("Your reply"), [DataRequired(_l("Write something first."))])
