"""The form of a topic."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from network.features.topics.groups import GROUP_TITLES
from network.web.forms import CHOOSE, Form


class TopicForm(Form):
    title = StringField(_l("Title"), [DataRequired(_l("Write what the topic is called."))])
    group = SelectField(
        _l("Group"),
        choices=[SelectChoice(group, label) for group, label in GROUP_TITLES.items()],
        invalid_choice_message=CHOOSE,
    )
    description = TextAreaField(_l("Description"))
    synonyms = TextAreaField(_l("Synonyms"))
    responsible = TextAreaField(_l("Who looks after the topic"))
