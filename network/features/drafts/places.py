"""Where something is being written: the name that a draft is kept under."""

from dataclasses import dataclass

from network.core.db import MAX_ID
from network.features.threads.sections import ALL_ASKED

NEW_THREAD = "thread:new"
_REPLY = "reply:"
_OF_CALLS = ("deadline", "columns", "topics", "groups")
_KEYWORDS = ("keywords", "new_keyword")


def answer_field(number: int) -> str:
    """The field for what a call asks for in its column of this number."""
    return f"answer_{number + 1}"


_ANSWERS = tuple(answer_field(number) for number in range(8))
_OF_THREAD = (
    "kind",
    "topic",
    "title",
    "body",
    "audience",
    "hide_name",
    "same_step",
    "method",
    *ALL_ASKED,
    *_OF_CALLS,
    *_KEYWORDS,
)
FIELDS = {NEW_THREAD: (*_OF_THREAD, "attachments"), _REPLY: ("body", "hide_name", *_ANSWERS, "attachments")}
TEXTS = ("body", *ALL_ASKED, "columns", *_ANSWERS)  # as long as a post may be


@dataclass(frozen=True, slots=True)
class Place:
    """A new thread, or a reply to one."""

    thread_id: int | None = None

    @property
    def name(self) -> str:
        return NEW_THREAD if self.thread_id is None else f"{_REPLY}{self.thread_id}"

    @property
    def fields(self) -> tuple[str, ...]:
        """The form's fields that a draft keeps."""
        return FIELDS[NEW_THREAD if self.thread_id is None else _REPLY]


def place_named(name: str) -> Place | None:
    """The place of this name; None for one that cannot be."""
    if name == NEW_THREAD:
        return Place()
    number = name.removeprefix(_REPLY)
    if number == name or not (number.isascii() and number.isdigit() and len(number) < 11 and int(number) <= MAX_ID):
        return None
    return Place(int(number))
