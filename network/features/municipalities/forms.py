"""Forms about municipalities, and what their ways of taking part are called."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from network.features.municipalities.models import Participation
from network.web.forms import CHOOSE, Form

PARTICIPATIONS = {
    Participation.PARTICIPANT: _l("Takes part"),
    Participation.ASSOCIATED: _l("Associated"),
    Participation.NONE: _l("Not yet in the network"),
}


class ParticipantForm(Form):
    municipality = SelectField(
        _l("Municipality"), [DataRequired(_l("Choose a municipality."))], invalid_choice_message=CHOOSE
    )
    participation = RadioField(
        _l("How does it take part?"),
        choices=[SelectChoice(value.value, label) for value, label in PARTICIPATIONS.items()],
        default=Participation.PARTICIPANT.value,
        invalid_choice_message=CHOOSE,
    )
