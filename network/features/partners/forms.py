"""Forms about partners."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired

from network.web.forms import CheckedForm, Form


class PartnerForm(Form):
    name = StringField(_l("What is the partner called?"), [DataRequired(_l("Write what the partner is called."))])


class WordsForm(CheckedForm):
    words = TextAreaField(_l("In your own words"))
