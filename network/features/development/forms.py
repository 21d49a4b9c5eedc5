"""A form with one field of each kind, for the component page."""

from flask_wtf.file import FileField
from wtforms import BooleanField, EmailField, PasswordField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from network.web.forms import AUDIENCES, Form


class ComponentForm(Form):
    title = StringField("Titel", [InputRequired("Skriv en titel.")])
    email = EmailField("E-mail", [InputRequired("Skriv din e-mail.")])
    password = PasswordField("Adgangskode", [InputRequired("Skriv din adgangskode.")])
    kind = SelectField("Slags", [InputRequired("Vælg en slags.")], choices=[SelectChoice("question", "Spørgsmål")])
    audience = RadioField(
        "Hvem kan læse det?",
        [InputRequired("Vælg, hvem der kan læse det.")],
        choices=[SelectChoice(audience.value, label) for audience, label in AUDIENCES.items()],
    )
    body = TextAreaField("Dit svar", [InputRequired("Skriv noget.")])
    note = TextAreaField("Bemærkning")
    agree = BooleanField("Send mig besked, når nogen svarer")
    file = FileField("Fil", [InputRequired("Vælg en fil.")])
