"""The reply to a call: a field for each thing that was asked for."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import Field, TextAreaField

from network.core.access import Actor
from network.features.calls.queries import call_of
from network.features.calls.service import MOST_COLUMNS
from network.features.drafts.places import answer_field
from network.features.threads.forms import WRITE_SOMETHING, ReplyForm
from network.features.threads.guided import FREE_HEADING
from network.features.threads.sections import composed


class CallReplyForm(ReplyForm):
    body = TextAreaField(_l("Anything else"))

    def __init__(self, columns: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._columns = tuple(columns)
        for number in range(MOST_COLUMNS):
            if number < len(columns):
                self[answer_field(number)].label.text = columns[number]
            else:
                del self[answer_field(number)]

    @property
    def answers(self) -> tuple[Field, ...]:
        return tuple(self[answer_field(number)] for number in range(len(self._columns)))

    def text(self) -> str:
        answers = ((column, field.data or "") for column, field in zip(self._columns, self.answers, strict=True))
        return composed(answers, self.body.data or "", str(FREE_HEADING))

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        is_valid: bool = super().validate(*args, **kwargs)
        if not self.text().strip():
            self.body.errors = [WRITE_SOMETHING]
            return False
        return is_valid


for _number in range(MOST_COLUMNS):
    setattr(CallReplyForm, answer_field(_number), TextAreaField())


def reply_form(session: Session, actor: Actor, thread_id: int) -> ReplyForm:
    """The form that answers this thread, as it was sent."""
    call = call_of(session, actor, thread_id)
    return CallReplyForm(call.columns) if call else ReplyForm()
