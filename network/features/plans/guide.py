"""What each field of a plan is called and what belongs into it."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from network.features.plans.fields import PHASES, documents_field, phase_field
from network.features.plans.models import Phase, Progress


@dataclass(frozen=True, slots=True)
class Prompt:
    label: Any  # lazy texts
    hint: Any
    rows: int


PHASE_TITLES = {
    Phase.PREPARING: _l("Preparation"),
    Phase.ANALYSIS: _l("Analysis"),
    Phase.DIALOGUE: _l("Dialogue with citizens"),
    Phase.STRATEGY: _l("The strategy is written"),
    Phase.ADOPTION: _l("Adoption by the council"),
    Phase.CARRYING_OUT: _l("Carrying it out"),
}
PROGRESS = {
    Progress.AHEAD: _l("Not begun"),
    Progress.UNDER_WAY: _l("Under way"),
    Progress.DONE: _l("Done"),
}
PROMPTS = {
    "challenge": Prompt(
        _l("What is the challenge?"), _l("What made you write the plan? Figures, if you have them."), 5
    ),
    "potentials": Prompt(
        _l("What does the place have to build on?"), _l("Nature, buildings, people, jobs: what others do not have."), 5
    ),
    "results": Prompt(_l("What has come of it?"), _l("Also what is only half done, and what you can measure."), 5),
    "lessons": Prompt(_l("What have you learned?"), _l("What would you have liked to be told beforehand?"), 5),
    "contact": Prompt(_l("Contact"), _l("Whom can others call? Everybody who can read the plan sees it."), 2),
}
HEADINGS = {
    "title": _l("Title"),
    "summary": _l("What it is"),
    "challenge": _l("The challenge"),
    "potentials": _l("What the place has to build on"),
    "results": _l("What has come of it"),
    "lessons": _l("What has been learned"),
    "contact": _l("Contact"),
    "advisers": _l("Advisers"),
    "grant": _l("Grant"),
    "audience": _l("Who may read it?"),
    "topics": _l("Topics"),
    "methods": _l("Methods that are used"),
    "threads": _l("Threads about the plan"),
    **{phase_field(phase): PHASE_TITLES[phase] for phase in PHASES},
    **{documents_field(phase): _l("Documents") for phase in PHASES},
}
MAIN = ("challenge", "potentials", "results", "lessons")
