"""The form that corrects a post."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired

from network.features.attachments.forms import AttachingForm
from network.features.keywords.forms import keywords_field, new_keyword_field
from network.web.forms import CHOOSE, Correcting


class ReplyEditForm(Correcting, AttachingForm):
    body = TextAreaField(_l("Text"), [DataRequired(_l("Write something first."))])


class QuestionEditForm(ReplyEditForm):
    """The first post's: it carries the thread's title and topic."""

    title = StringField(_l("Title"))
    keywords = keywords_field()
    new_keyword = new_keyword_field()
    topic = SelectField(_l("Topic"), invalid_choice_message=CHOOSE)
