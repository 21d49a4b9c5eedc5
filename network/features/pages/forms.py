"""The form in which a page about the network is rewritten."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired

from network.web.forms import CheckedForm, Correcting


class PageForm(Correcting, CheckedForm):
    body = TextAreaField(_l("Text"), [DataRequired(_l("Write something first."))])
