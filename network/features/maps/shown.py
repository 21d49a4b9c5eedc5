"""The map as it was asked for: a mark and a word for each municipality."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from network.core.access import Actor
from network.core.danish_order import danish_key
from network.core.db import MAX_ID
from network.core.errors import NotFound
from network.features.experiences.forms import STAGES
from network.features.experiences.models import Stage
from network.features.maps.drawing import Spot, spots
from network.features.maps.queries import activity, participations, planned, tried
from network.features.methods.queries import MethodView, method_view
from network.features.municipalities.forms import PARTICIPATIONS
from network.features.municipalities.models import Participation
from network.features.plans.models import Phase
from network.web.choice import Choice, chosen_url

ACTIVITY, PLANS = "aktivitet", "planer"
SOME, MUCH = 5, 20  # things, from which on a mark is larger
MARKS = {Participation.PARTICIPANT: "full", Participation.ASSOCIATED: "ring", Participation.NONE: "dot"}
SIZES = {"full": 8, "ring": 7, "dot": 3, "small": 5, "middle": 9, "large": 14, "begun": 7}


class Said(NamedTuple):
    """Something that a mark stands for, and where to read it."""

    words: str
    url: str | None = None  # the municipality's own page says more


@dataclass(frozen=True, slots=True)
class Mark:
    """A municipality, how it is drawn, and the same in words."""

    spot: Spot
    kind: str
    said: tuple[Said, ...]

    @property
    def words(self) -> str:
        return ", ".join(said.words for said in self.said)

    @property
    def leads_on(self) -> bool:
        return self.said[0].url is not None

    @property
    def radius(self) -> int:
        return SIZES[self.kind]


@dataclass(frozen=True, slots=True)
class Legend:
    """What a mark stands for, and those that have it; the last ones are too many to be listed."""

    kind: str
    words: str
    marks: tuple[Mark, ...]

    @property
    def radius(self) -> int:
        return SIZES[self.kind]


@dataclass(frozen=True, slots=True)
class Map:
    marks: tuple[Mark, ...]
    legends: tuple[Legend, ...]
    choices: tuple[Choice, ...]
    method: MethodView | None


def shown_map(session: Session, actor: Actor, arguments: Mapping[str, str]) -> Map:
    """Raises NotFound for what cannot be shown, also for a method that is not the actor's to know."""
    shown, asked = arguments.get("vis", ""), arguments.get("metode", "")
    if shown not in ("", ACTIVITY, PLANS) or (asked and shown):
        raise NotFound
    method = _method(session, actor, asked) if asked else None
    if method:
        kinds, words, titles = _of_method(session, actor, method)
    elif shown == PLANS:
        kinds, words, titles = _of_plans(session, actor)
    elif shown:
        kinds, words, titles = _of_activity(session, actor)
    else:
        kinds, words, titles = _of_participation(session)
    nothing = (Said(titles["dot"]),)
    marks = tuple(Mark(spot, kinds.get(code, "dot"), words.get(code, nothing)) for code, spot in spots().items())
    url = url_for("maps.show")
    return Map(
        marks=marks,
        legends=tuple(Legend(kind, title, _with(kind, marks)) for kind, title in titles.items()),
        choices=(
            Choice(_("Who takes part"), url, not shown and not method),
            Choice(_("Where something happens"), chosen_url(url, {"vis": ACTIVITY}), shown == ACTIVITY),
            Choice(_("Strategy plans"), chosen_url(url, {"vis": PLANS}), shown == PLANS),
        ),
        method=method,
    )


def _with(kind: str, marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    return tuple(
        sorted((mark for mark in marks if mark.kind == kind), key=lambda mark: danish_key(mark.spot.place.name))
    )


def _method(session: Session, actor: Actor, number: str) -> MethodView:
    if not (number.isascii() and number.isdigit() and len(number) <= 10 and int(number) <= MAX_ID):
        raise NotFound
    return method_view(session, actor, int(number))


# Marks and words by code, what each mark stands for
Told = tuple[dict[str, str], dict[str, tuple[Said, ...]], dict[str, str]]


def _of_participation(session: Session) -> Told:
    found = participations(session)
    labels = {value: str(label) for value, label in PARTICIPATIONS.items()}
    return (
        {code: MARKS[value] for code, value in found.items()},
        {code: (Said(labels[value]),) for code, value in found.items()},
        {MARKS[value]: label for value, label in labels.items()},
    )


def _of_activity(session: Session, actor: Actor) -> Told:
    found = activity(session, actor)
    words: dict[str, tuple[Said, ...]] = {
        code: (Said(ngettext("one thing to read", "%(num)s things to read", count)),) for code, count in found.items()
    }
    titles = {
        "large": _("%(count)s things or more", count=MUCH),
        "middle": _("%(from)s to %(to)s things", **{"from": SOME, "to": MUCH - 1}),
        "small": _("1 to %(to)s things", to=SOME - 1),
        "dot": _("nothing yet that you can read"),
    }
    return {code: _size(count) for code, count in found.items()}, words, titles


def _size(count: int) -> str:
    return "large" if count >= MUCH else "middle" if count >= SOME else "small"


def _of_plans(session: Session, actor: Actor) -> Told:
    found = planned(session, actor)
    decided = (Phase.ADOPTION, Phase.CARRYING_OUT)
    return (
        {code: "full" if any(plan.phase in decided for plan in plans) else "begun" for code, plans in found.items()},
        {code: tuple(Said(plan.title, plan.url) for plan in plans) for code, plans in found.items()},
        {
            "full": _("has a plan that is being adopted or carried out"),
            "begun": _("is working on a plan"),
            "dot": _("no plan yet that you can read"),
        },
    )


def _of_method(session: Session, actor: Actor, method: MethodView) -> Told:
    found = tried(session, actor, method.id)
    done = (Stage.CARRIED_OUT, Stage.DROPPED)
    return (
        {code: "full" if any(stage in done for stage in stages) else "begun" for code, stages in found.items()},
        {code: tuple(Said(str(STAGES[stage]), url) for stage, url in stages.items()) for code, stages in found.items()},
        {
            "full": _("has tried it"),
            "begun": _("is trying it or considers it"),
            "dot": _("has told nothing of it that you can read"),
        },
    )
