"""The forms of a municipality's members: its mail domains, and handing over."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from network.web.forms import CHOOSE, Form


class DomainsForm(Form):
    domains = StringField(_l("Mail domains"))


class HandoverForm(Form):
    colleague = SelectField(
        _l("Who takes over?"), [DataRequired(_l("Choose a colleague."))], invalid_choice_message=CHOOSE
    )
    drafts = BooleanField(_l("Unsent drafts go along"))
    as_coordinator = BooleanField(_l("The colleague becomes a coordinator too"))
    close = BooleanField(_l("Close the leaver's access at once"))
    reason = StringField(
        _l("Why is the access closed?"),
        [Length(max=300, message=_l("The reason can have at most 300 characters."))],
    )
