"""The form of whoever takes something down."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired

from network.web.forms import Form


class TakeDownForm(Form):
    reason = StringField(_l("Why is it taken down?"), [DataRequired(_l("Write why. Those concerned read it."))])
