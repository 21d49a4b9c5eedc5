"""The reply to a call: a field for each thing that was asked for."""

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import Field, TextAreaField

from network.core.access import Actor
from network.features.attachments.uploads import bring_back
from network.features.calls.queries import CallView, call_of, columns_once
from network.features.calls.service import MOST_COLUMNS
from network.features.drafts.places import answer_field
from network.features.threads.forms import WRITE_SOMETHING, ReplyForm
from network.features.threads.guided import FREE_HEADING
from network.features.threads.head import ThreadHead
from network.features.threads.sections import composed
from network.web.database import read_connection


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


def reply_form(actor: Actor, thread_id: int) -> ReplyForm:
    """The form that answers this thread, as it was sent: only for what looks like a call's it is looked up.

    Where it is no call any more – it was merged, or a moderator changed its kind – the answers go on as text.
    """
    if answer_field(0) not in request.form:
        return ReplyForm()
    with read_connection() as reader:
        call = call_of(reader, actor, thread_id)
        columns = call.columns if call else columns_once(reader, actor, thread_id)
    answered = CallReplyForm(columns)
    if call:
        return answered
    form = ReplyForm()
    form.body.data = answered.text()
    return form


def begun_reply(actor: Actor, head: ThreadHead, call: CallView | None) -> ReplyForm:
    """The form for a reply to this thread, with what the actor has begun."""
    given = {"seen": str(head.post_count), "hide_name": hides_name(actor, head)}
    form = CallReplyForm(call.columns, **given) if call else ReplyForm(**given)
    if head.draft:
        form.take(head.draft.fields, head.draft.version)
        bring_back(form, actor)
    return form


def hides_name(actor: Actor, head: ThreadHead) -> bool:
    """Who has hidden their name once in a thread would else tell it by the first "thank you"."""
    return head.mask is not None and head.author_id == actor.id
