"""Forms about municipalities."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import DataRequired

from network.web.forms import CHOOSE, Form


class ParticipantForm(Form):
    municipality = SelectField(
        _l("Municipality"), [DataRequired(_l("Choose a municipality."))], invalid_choice_message=CHOOSE
    )
