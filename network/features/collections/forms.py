"""The form of a collection, and that of what is said before one of its things."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from network.core.access import Actor, Audience
from network.features.collections.models import PRIVATE
from network.features.collections.service import Said
from network.web.forms import AUDIENCES, CHOOSE, CheckedForm, Correcting, audience_choices

PRIVATE_LABEL = _l("Only me")


class CollectionForm(Correcting, CheckedForm):
    title = StringField(_l("Title"))
    introduction = TextAreaField(_l("Introduction"))
    audience = RadioField(_l("Who may read it?"), default=PRIVATE, invalid_choice_message=CHOOSE)

    def offer(self, actor: Actor, chosen: str = PRIVATE) -> None:
        """The audiences that the actor may choose, and the one that it has already."""
        self.audience.choices = [SelectChoice(PRIVATE, PRIVATE_LABEL), *reversed(audience_choices(actor))]
        if chosen not in {choice.value for choice in self.audience.choices}:
            self.audience.choices.append(SelectChoice(chosen, AUDIENCES[Audience(chosen)]))

    def said(self) -> Said:
        """What was typed; only once the form has been validated."""
        return Said(self.title.data or "", self.introduction.data or "", self.audience.data)


class NewCollectionForm(CollectionForm):
    """On the page on which something is put into a collection: a title is enough."""


class ItemForm(Correcting, CheckedForm):
    introduction = TextAreaField(_l("What do you want to say about it?"))
