"""Forms about threads."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from network.features.drafts.forms import WritingForm, is_pressed
from network.features.keywords.forms import keywords_field, new_keyword_field
from network.features.threads.models import ThreadKind
from network.web.forms import CHOOSE, audience_field

ANYWAY = "anyway"  # the button that sends a reply although others came first
KINDS = (
    SelectChoice(ThreadKind.QUESTION.value, _l("Question")),
    SelectChoice(ThreadKind.EXPERIENCE.value, _l("Experience")),
    SelectChoice(ThreadKind.DISCUSSION.value, _l("Discussion")),
    SelectChoice(ThreadKind.CALL.value, _l("Call for experience")),
)


class ThreadForm(WritingForm):
    kind = RadioField(
        _l("What is it?"), choices=KINDS, default=ThreadKind.QUESTION.value, invalid_choice_message=CHOOSE
    )
    topic = SelectField(_l("Topic"), [DataRequired(_l("Choose a topic."))], invalid_choice_message=CHOOSE)
    title = StringField(_l("Title"), [DataRequired(_l("Write a title that says what it is about."))])
    body = TextAreaField(_l("Text"), [DataRequired(_l("Write something first."))])
    keywords = keywords_field()
    new_keyword = new_keyword_field()
    audience = audience_field()


class ReplyForm(WritingForm):
    body = TextAreaField(_l("Your reply"), [DataRequired(_l("Write something first."))])
    seen = HiddenField()  # the newest position when the page was opened

    def last_seen(self) -> int | None:
        """None when the form does not say, or its writer wants to send whatever came meanwhile."""
        value = self.seen.data or ""
        known = value.isascii() and value.isdigit() and len(value) < 10
        return int(value) if known and not is_pressed(ANYWAY) else None
