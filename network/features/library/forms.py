"""Forms about documents."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, MultipleFileField
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired

from network.core.cpr import HoldsCpr
from network.core.errors import Invalid
from network.web.forms import CHOOSE, CheckedForm, Correcting, Form, audience_field


class DocumentForm(CheckedForm):
    file = FileField(_l("File"))
    staged = HiddenField()
    title = StringField(_l("Title"), [DataRequired(_l("Write a title that says what it is about."))])
    description = TextAreaField(_l("Description"))
    topic = SelectField(_l("Topic"), invalid_choice_message=CHOOSE)
    audience = audience_field()


class ManyForm(CheckedForm):
    """What is the same for all of the files; each has a row of its own beside."""

    file = MultipleFileField(_l("Files"))
    topic = SelectField(_l("Topic"), invalid_choice_message=CHOOSE)
    audience = audience_field()

    def notice_cpr(self, error: Invalid) -> None:
        """Ask about the number that a row's title seems to hold."""
        self._has_found_cpr = self._has_found_cpr or isinstance(error, HoldsCpr)


class DescriptionForm(Correcting, CheckedForm):
    """What is said of a document that is shared already."""

    title = StringField(_l("Title"), [DataRequired(_l("Write a title that says what it is about."))])
    description = TextAreaField(_l("Description"))
    topic = SelectField(_l("Topic"), invalid_choice_message=CHOOSE)
    language = SelectField(_l("Language"), invalid_choice_message=CHOOSE)
    licence = SelectField(_l("How may it be used?"), invalid_choice_message=CHOOSE)
    review_on = StringField(
        _l("Look at it again on"),
        description=_l("Day, month and year, for example 24-12-2026. Its readers see when the day has passed."),
    )
    audience = audience_field()


class ReplaceForm(Form):
    file = FileField(_l("New file"))
    staged = HiddenField()


class WithdrawForm(Form):
    reason = StringField(_l("Why is it withdrawn?"), [DataRequired(_l("Write why."))])
