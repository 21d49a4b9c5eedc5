"""Forms for merging threads and splitting them."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import DataRequired

from network.core.db import MAX_ID
from network.features.merging.service import MOST_CHOSEN
from network.features.moderation.forms import WHY
from network.features.threads.forms import KINDS
from network.web.forms import CHOOSE, Form


def ids_in(texts: Iterable[str]) -> list[int]:
    """The numbers that may be ids, each once, in their order; not many more than can be used."""
    numbers = (int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 11)
    return list(dict.fromkeys(number for number in numbers if number <= MAX_ID))[: 2 * MOST_CHOSEN]


class MergeForm(Form):
    target = HiddenField()
    reason = StringField(_l("Why are they merged?"), [DataRequired(WHY)])

    def target_id(self) -> int:
        return next(iter(ids_in([self.target.data or ""])), 0)


class SplitForm(Form):
    chosen = HiddenField(default="")  # ids, with commas between them
    from_post = HiddenField(default="")  # instead of them: this post and all after it
    title = StringField(_l("Title of the new thread"), [DataRequired(_l("Write a title that says what it is about."))])
    topic = SelectField(_l("Topic"), [DataRequired(_l("Choose a topic."))], invalid_choice_message=CHOOSE)
    kind = SelectField(_l("What is it?"), choices=KINDS, invalid_choice_message=CHOOSE)
    reason = StringField(_l("Why are the posts moved?"), [DataRequired(WHY)])

    def chosen_ids(self) -> list[int]:
        return ids_in((self.chosen.data or "").split(","))

    def from_post_id(self) -> int | None:
        return next(iter(ids_in([self.from_post.data or ""])), None)

    def choose(self, ids: Iterable[int]) -> None:
        self.chosen.data = ",".join(map(str, ids))
