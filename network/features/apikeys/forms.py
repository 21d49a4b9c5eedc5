"""The form of a new key."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired

from network.web.forms import Form


class KeyForm(Form):
    name = StringField(_l("What is the key for?"), [DataRequired(_l("Write what the key is for."))])
