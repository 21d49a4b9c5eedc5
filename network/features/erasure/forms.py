"""The forms of erasing."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, PasswordField
from wtforms.validators import DataRequired

from network.web.forms import Form


class EraseOwnForm(Form):
    current_password = PasswordField(_l("Present password"), [DataRequired(_l("Write the password."))])


class EraseForm(Form):
    sure = BooleanField(
        _l("The person has asked for it, or there is no reason to keep it any more."),
        [DataRequired(_l("Say that you are sure: it cannot be undone."))],
    )
