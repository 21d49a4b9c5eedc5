"""Forms about documents."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired

from network.web.forms import CHOOSE, CheckedForm, audience_field


class DocumentForm(CheckedForm):
    file = FileField(_l("File"))
    staged = HiddenField()
    title = StringField(_l("Title"), [DataRequired(_l("Write a title that says what it is about."))])
    description = TextAreaField(_l("Description"))
    topic = SelectField(_l("Topic"), invalid_choice_message=CHOOSE)
    audience = audience_field()
