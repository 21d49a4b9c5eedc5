"""Forms about threads."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from network.features.anonymity.forms import MaskingForm
from network.features.calls.forms import CALL_FIELDS, CallForm
from network.features.calls.service import NewCall
from network.features.cycle.forms import StepForm
from network.features.drafts.forms import WritingForm, is_pressed
from network.features.keywords.forms import keywords_field, new_keyword_field
from network.features.threads.guided import FREE_HEADING, GUIDES, PROMPTS, Guide, Prompt
from network.features.threads.models import ThreadKind
from network.features.threads.sections import ALL_ASKED, ASKED, composed
from network.web.forms import CHOOSE, audience_field

WRITE_SOMETHING = _l("Write something first.")
ANYWAY = "anyway"  # the button that sends a reply although others came first
KINDS = (
    SelectChoice(ThreadKind.QUESTION.value, _l("Question")),
    SelectChoice(ThreadKind.EXPERIENCE.value, _l("Experience")),
    SelectChoice(ThreadKind.DISCUSSION.value, _l("Discussion")),
    SelectChoice(ThreadKind.CALL.value, _l("Call for experience")),
)


class ThreadForm(CallForm, StepForm, WritingForm):
    call: NewCall | None = None  # what was typed of one, once the form has been looked through

    method = HiddenField(default="")  # the id of the one that it asks about
    kind = HiddenField(default=ThreadKind.QUESTION.value)
    topic = SelectField(_l("Topic"), [DataRequired(_l("Choose a topic."))], invalid_choice_message=CHOOSE)
    title = StringField(_l("Title"), [DataRequired(_l("Write a title that says what it is about."))])
    body = TextAreaField(_l("Text"))
    keywords = keywords_field()
    new_keyword = new_keyword_field()
    audience = audience_field()

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        is_valid: bool = super().validate(*args, **kwargs)
        if not self.text().strip():
            self.body.errors = [WRITE_SOMETHING]
            is_valid = False
        if self.chosen_kind is ThreadKind.CALL:
            self.call = self.new_call()
            is_valid = is_valid and self.call is not None
        if self.kind.data in {kind.value for kind in ThreadKind}:
            return is_valid
        self.form_errors.append(CHOOSE)
        return False

    @property
    def chosen_kind(self) -> ThreadKind:
        """What the form asks for goes by it; a question when what was sent is no kind."""
        kinds = {kind.value: kind for kind in ThreadKind}
        return kinds.get(self.kind.data or "", ThreadKind.QUESTION)

    @property
    def method_id(self) -> int | None:
        value = self.method.data or ""
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None

    @property
    def guide(self) -> Guide:
        return GUIDES[self.chosen_kind]

    @property
    def asked(self) -> tuple[tuple[Field, Prompt], ...]:
        """The short questions of the kind."""
        return tuple((self[name], PROMPTS[name]) for name in ASKED[self.chosen_kind])

    @property
    def set_aside(self) -> tuple[tuple[str, str], ...]:
        """Names and values of what was written into the form of another kind: it comes back with the kind."""
        shown = {*ASKED[self.chosen_kind], *(CALL_FIELDS if self.chosen_kind is ThreadKind.CALL else ())}
        given = ((name, self[name].data) for name in (*ALL_ASKED, *CALL_FIELDS) if name not in shown)
        values = ((name, data if isinstance(data, list) else [data]) for name, data in given if data)
        return tuple((name, value) for name, listed in values for value in listed)

    def text(self) -> str:
        """The post: the answers under their headings, then what was written freely."""
        sections = ((str(prompt.heading), field.data or "") for field, prompt in self.asked)
        return composed(sections, self.body.data or "", str(FREE_HEADING))


for _name in ALL_ASKED:
    setattr(ThreadForm, _name, TextAreaField(PROMPTS[_name].label, description=PROMPTS[_name].hint))


class ReplyForm(MaskingForm, WritingForm):
    body = TextAreaField(_l("Your reply"), [DataRequired(WRITE_SOMETHING)])
    seen = HiddenField()  # the newest position when the page was opened

    @property
    def answers(self) -> tuple[Field, ...]:
        """What a call asks for."""
        return ()

    def text(self) -> str:
        """The post."""
        return self.body.data or ""

    def last_seen(self) -> int | None:
        """None when the form does not say, or its writer wants to send whatever came meanwhile."""
        value = self.seen.data or ""
        known = value.isascii() and value.isdigit() and len(value) < 10
        return int(value) if known and not is_pressed(ANYWAY) else None
