"""Forms about accounts."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, Length

from network.web.forms import Form

_short = Length(max=120, message=_l("At most 120 characters."))
_address = [DataRequired(_l("Write the e-mail address.")), Email(_l("That does not look like an e-mail address."))]
_password = [DataRequired(_l("Write the password."))]


LANGUAGES = [SelectChoice("da", "Dansk"), SelectChoice("en", "English")]


class SignInForm(Form):
    email = EmailField(_l("E-mail"), [DataRequired(_l("Write the e-mail address."))])
    password = PasswordField(_l("Password"), _password)


class AcceptForm(Form):
    name = StringField(_l("Your name"), [DataRequired(_l("Write your name.")), _short])
    title = StringField(_l("Job title"), [_short])
    password = PasswordField(_l("Password"), _password)


class ForgottenForm(Form):
    email = EmailField(_l("E-mail"), _address)


class ResetForm(Form):
    password = PasswordField(_l("New password"), _password)


class PasswordForm(Form):
    current_password = PasswordField(_l("Present password"), _password)
    new_password = PasswordField(_l("New password"), _password)


class AddressForm(Form):
    email = EmailField(_l("New e-mail address"), _address)
    current_password = PasswordField(_l("Present password"), _password)


class InviteForm(Form):
    email = EmailField(_l("E-mail"), _address)
    name = StringField(_l("Name"), [_short])
