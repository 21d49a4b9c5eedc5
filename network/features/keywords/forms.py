"""Forms that choose keywords, and those with which the secretariat keeps them."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField, StringField
from wtforms.validators import DataRequired

from network.core.text import printable
from network.web.forms import CHOOSE, Form


class KeywordsField(Field):  # type: ignore[misc]
    """Boxes to tick, whose data is one string: the slugs with spaces between, as a draft keeps it."""

    options: Sequence[tuple[str, str]] = ()  # (slug, title); the view sets those that can be chosen

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = " ".join(printable(str(value)) for value in valuelist)

    @property
    def slugs(self) -> list[str]:
        return list(dict.fromkeys((self.data or "").split()))


def keywords_field() -> KeywordsField:
    return KeywordsField(_l("Keywords"))


def new_keyword_field() -> StringField:
    return StringField(_l("Propose a new keyword"))


class KeywordForm(Form):
    title = StringField(_l("Keyword"), [DataRequired(_l("Write the keyword."))])


class MergeForm(Form):
    into = SelectField(
        _l("Merge into"), [DataRequired(_l("Choose the keyword that it becomes."))], invalid_choice_message=CHOOSE
    )
