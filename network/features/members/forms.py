"""The form of one's own profile."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TelField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput

from network.features.accounts.forms import LANGUAGES
from network.features.members.models import ReachBy
from network.web.forms import CHOOSE, CheckedForm

_short = Length(max=120, message=_l("At most 120 characters."))

REACH_BY = {
    ReachBy.ANY: _l("However it suits you"),
    ReachBy.PHONE: _l("Please call"),
    ReachBy.MAIL: _l("Please write a mail"),
    ReachBy.THREAD: _l("Please ask in a thread, so that others read the answer too"),
}


class ProfileForm(CheckedForm):
    name = StringField(_l("Your name"), [DataRequired(_l("Write your name.")), _short])
    title = StringField(_l("Job title"), [_short])
    phone = TelField(_l("Phone"))
    reach_by = RadioField(
        _l("How would you rather be reached?"),
        choices=[SelectChoice(by.value, label) for by, label in REACH_BY.items()],
        default=ReachBy.ANY.value,
        invalid_choice_message=CHOOSE,
    )
    competences = SelectMultipleField(
        _l("What do you know about?"), option_widget=CheckboxInput(), choices=(), invalid_choice_message=CHOOSE
    )
    ask_about = StringField(_l("Ask me about"))
    wants_questions = BooleanField(_l("Send me unanswered questions that I can answer"))
    language = SelectField(_l("Language"), choices=LANGUAGES, invalid_choice_message=CHOOSE)
