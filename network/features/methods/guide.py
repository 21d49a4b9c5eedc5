"""What each field of a method is called and what belongs into it, in the sections of the form."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from network.features.methods.models import CostBand, Licence, MethodKind


@dataclass(frozen=True, slots=True)
class Prompt:
    label: Any  # lazy texts
    hint: Any
    rows: int


@dataclass(frozen=True, slots=True)
class Section:
    title: Any
    about: Any
    fields: tuple[str, ...]


PROMPTS = {
    "problem": Prompt(
        _l("Which problem does it answer?"), _l("What was it like before, and for whom was that a problem?"), 4
    ),
    "use_when": Prompt(_l("When should it be used?"), _l("In which situation, and what has to be there first?"), 3),
    "not_when": Prompt(_l("When should it not be used?"), _l("Where did it go wrong, or is there a better way?"), 3),
    "steps": Prompt(_l("Step by step"), _l("One step on each line, in the order in which you did them."), 8),
    "participants": Prompt(_l("Who takes part?"), _l("Departments, village councils, owners, advisers."), 2),
    "time": Prompt(_l("How long does it take?"), _l("From the first meeting until it stands, e.g. 4 months."), 2),
    "cost": Prompt(_l("What the money goes to"), _l("Adviser, printing, food – in kroner as far as you know."), 2),
    "staff": Prompt(_l("Own hours"), _l("For example one planner for 60 hours."), 2),
    "political": Prompt(_l("What does it take politically?"), _l("Which committee, which decision, and how early?"), 3),
    "pitfalls": Prompt(_l("Pitfalls"), _l("What would you have liked to be told beforehand?"), 4),
    "legal": Prompt(_l("Legal hooks"), _l("For example section 5 c of the planning act (planlovens § 5 c)."), 2),
    "links": Prompt(_l("Links"), _l("One address on each line, also to threads and pages here."), 3),
    "contact": Prompt(_l("Contact"), _l("Whom can others call? Everybody who can read the method sees it."), 2),
}
SECTIONS = (
    Section(
        _l("What it is good for"),
        _l("So that others see whether it is for them."),
        ("problem", "use_when", "not_when"),
    ),
    Section(_l("How it is done"), _l("So that others can do the same."), ("steps", "participants", "pitfalls")),
    Section(
        _l("What it takes"),
        _l("What the others' boss will ask."),
        ("time", "cost_band", "cost", "staff", "political", "legal"),
    ),
    Section(
        _l("Materials and contact"),
        _l("Templates, invitations, letters – and somebody to ask."),
        ("documents", "links", "contact", "licence"),
    ),
)
# Headings on the page of a method
HEADINGS = {
    "title": _l("Title"),
    "summary": _l("What it is"),
    "problem": _l("The problem"),
    "use_when": _l("Use it when"),
    "not_when": _l("Do not use it when"),
    "steps": _l("Step by step"),
    "participants": _l("Who takes part"),
    "time": _l("Time"),
    "cost": _l("What the money goes to"),
    "staff": _l("Own hours"),
    "political": _l("What it takes politically"),
    "pitfalls": _l("Pitfalls"),
    "legal": _l("Legal hooks"),
    "links": _l("Links"),
    "contact": _l("Contact"),
    "kind": _l("Kind"),
    "cost_band": _l("Price"),
    "licence": _l("Use by others"),
    "audience": _l("Who may read it?"),
    "topics": _l("Topics"),
    "keywords": _l("Keywords"),
    "documents": _l("Documents"),
}
# In a list of what is missing
SHORT = {
    "problem": _l("the problem"),
    "use_when": _l("when to use it"),
    "steps": _l("the steps"),
    "time": _l("time"),
    "cost_band": _l("price"),
    "pitfalls": _l("pitfalls"),
    "contact": _l("contact"),
}
MAIN = ("problem", "use_when", "not_when", "steps", "pitfalls", "political", "legal", "links")
BESIDE = ("time", "cost", "staff", "participants", "contact")
KINDS = {MethodKind.METHOD: _l("Method"), MethodKind.TOOL: _l("Tool")}
COSTS = {
    CostBand.NONE: _l("Own hours only"),
    CostBand.UNDER_25: _l("Up to 25,000 kroner"),
    CostBand.UNDER_100: _l("25,000 to 100,000 kroner"),
    CostBand.UNDER_500: _l("100,000 to 500,000 kroner"),
    CostBand.OVER_500: _l("More than 500,000 kroner"),
}
LICENCES = {
    Licence.CREDIT: _l("Use it and change it; say where it comes from"),
    Licence.FREE: _l("Use it and change it freely"),
    Licence.ASK: _l("Ask us before you use it"),
}
