"""Forms about advisers."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, StringField, ValidationError
from wtforms.validators import DataRequired, Email, Length

from network.core.danish_dates import parsed_date
from network.web.forms import Form

_short = Length(max=120, message=_l("At most 120 characters."))


class InviteAdviserForm(Form):
    email = EmailField(
        _l("The adviser's e-mail"),
        [DataRequired(_l("Write the e-mail address.")), Email(_l("That does not look like an e-mail address."))],
    )
    name = StringField(_l("The adviser's name"), [DataRequired(_l("Write the adviser's name.")), _short])
    firm = StringField(_l("Firm"), [DataRequired(_l("Write which firm the adviser comes from."))])
    last_day = StringField(
        _l("Last day of the access"),
        description=_l("Day, month and year, for example 24-12-2026. Empty: until you end the access yourself."),
    )

    def validate_last_day(self, field: StringField) -> None:
        if (field.data or "").strip() and self.chosen_day is None:
            raise ValidationError(_("Write the date as day, month and year, for example 24-12-2026."))

    @property
    def chosen_day(self) -> date | None:
        return parsed_date(self.last_day.data or "")


class WhereForm(Form):
    address = StringField(
        _l("The page's address"),
        [DataRequired(_l("Paste the address of the thread, the document or the plan."))],
        description=_l("Open the thread, the document or the plan, and copy the address from the top of your browser."),
    )
