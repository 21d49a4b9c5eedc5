"""The words of the short forms, one for each kind of thread: what is asked, and the answer's heading in the post."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from network.features.threads.models import ThreadKind


@dataclass(frozen=True, slots=True)
class Prompt:
    label: Any
    heading: Any
    hint: Any = ""
    rows: int = 2


FREE_HEADING = _l("More about it")
PROMPTS = {
    "tried": Prompt(_l("What have you tried?"), _l("What we have tried"), _l("So that nobody suggests it again."), 3),
    "purpose": Prompt(_l("What will the answers be used for?"), _l("What the answers will be used for")),
    "needed_by": Prompt(
        _l("When do you need answers?"),
        _l("When we need answers"),
        _l("For example “before the committee on 12 March”."),
    ),
    "did": Prompt(_l("What did you do?"), _l("What we did"), rows=4),
    "spot": Prompt(_l("Where?"), _l("Where"), _l("The village or place, how big it is, and what is special about it.")),
    "cost": Prompt(_l("What did it cost?"), _l("What it cost"), _l("Money and hours, roughly.")),
    "worked": Prompt(_l("What worked?"), _l("What worked"), rows=3),
    "failed": Prompt(_l("What did not work?"), _l("What did not work"), _l("It saves others the most."), 3),
    "at_stake": Prompt(_l("What is there to discuss?"), _l("What there is to discuss"), rows=3),
    "own_view": Prompt(_l("What do you think yourself?"), _l("What I think"), rows=3),
}


@dataclass(frozen=True, slots=True)
class Guide:
    """One kind, for who chooses what to write."""

    title: Any
    about: Any


GUIDES: Mapping[ThreadKind, Guide] = {
    ThreadKind.QUESTION: Guide(
        _l("A question"),
        _l("You are stuck or want to know how others do. The best reply is marked, so that others find it."),
    ),
    ThreadKind.EXPERIENCE: Guide(
        _l("An experience"), _l("You have tried something. Tell what it cost, what worked and what did not.")
    ),
    ThreadKind.DISCUSSION: Guide(
        _l("A discussion"), _l("You want to hear how others look at something. There need not be one right answer.")
    ),
    ThreadKind.CALL: Guide(
        _l("A call for experience"),
        _l("You gather the same facts from many municipalities by a deadline. The answers become a table."),
    ),
}
