"""Forms about municipalities."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import DataRequired

from network.web.forms import Form


class ParticipantForm(Form):
    municipality = SelectField(_l("Municipality"), [DataRequired(_l("Choose a municipality."))])
