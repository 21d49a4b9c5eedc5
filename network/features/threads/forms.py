"""Forms about threads."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField

from network.features.threads.models import ThreadKind
from network.web.forms import Form, audience_field

KINDS = (
    (ThreadKind.QUESTION.value, _l("Question")),
    (ThreadKind.EXPERIENCE.value, _l("Experience")),
    (ThreadKind.DISCUSSION.value, _l("Discussion")),
    (ThreadKind.CALL.value, _l("Call for experience")),
)


class ThreadForm(Form):
    kind = RadioField(_l("What is it?"), choices=KINDS, default=ThreadKind.QUESTION.value)
    topic = SelectField(_l("Topic"))
    title = StringField(_l("Title"))
    body = TextAreaField(_l("Text"))
    audience = audience_field()


class ReplyForm(Form):
    body = TextAreaField(_l("Your reply"))
