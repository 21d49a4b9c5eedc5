"""What is chosen in a list of plans, from its address and back into addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from network.core.access import Actor
from network.core.errors import NotFound
from network.core.policy import Action, allows, require_member
from network.features.municipalities.queries import asking_organisations
from network.features.plans.guide import PHASE_TITLES
from network.features.plans.lists import Order
from network.features.plans.models import Phase
from network.features.topics.queries import topic_options
from network.web.choice import Choice, chosen_url

PHASE_NAMES = {
    "forberedelse": Phase.PREPARING,
    "analyse": Phase.ANALYSIS,
    "inddragelse": Phase.DIALOGUE,
    "strategi": Phase.STRATEGY,
    "vedtagelse": Phase.ADOPTION,
    "gennemfoerelse": Phase.CARRYING_OUT,
}
OWN, TIMELINE, BY_MUNICIPALITY = "vores", "tidslinje", "kommune"
NAMES = ("emne", "kommune", "fase")


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as it was asked for."""

    own: bool
    as_timeline: bool
    order: Order
    filters: Mapping[str, Any]  # for plan_list
    kept: Mapping[str, str]
    views: tuple[Choice, ...]
    orders: tuple[Choice, ...]
    selects: tuple[tuple[str, str, tuple[tuple[str, str], ...], str], ...]
    reset_url: str | None
    arguments: Mapping[str, str]  # of the address, for the next page


def listing(session: Session, actor: Actor, arguments: Mapping[str, str]) -> Listing:
    """Raises NotFound for what cannot be chosen, and for a municipality's own list as `require_member`."""
    shown, order = arguments.get("vis", ""), arguments.get("orden", "")
    if shown not in ("", TIMELINE, OWN) or order not in ("", BY_MUNICIPALITY):
        raise NotFound
    if shown == OWN:
        require_member(actor)
    chosen = {name: arguments.get(name, "") for name in NAMES}
    topics, organisations = topic_options(session), asking_organisations(session)
    known: dict[str, tuple[str, Mapping[str, Any]]] = {
        "emne": ("topic_id", {slug: number for number, slug, _title in topics}),
        "kommune": ("organisation_id", {slug: number for number, slug, _name in organisations}),
        "fase": ("phase", PHASE_NAMES),
    }
    filters: dict[str, Any] = {}
    for name, (column, values) in known.items():
        if chosen[name]:
            if chosen[name] not in values:
                raise NotFound
            filters[column] = values[chosen[name]]
    filled = {name: value for name, value in chosen.items() if value}
    kept = {name: value for name, value in (("vis", shown), ("orden", order)) if value}
    url = url_for("plans.index")
    return Listing(
        own=shown == OWN,
        as_timeline=shown == TIMELINE,
        order=Order.BEGINNING if shown == TIMELINE else Order.MUNICIPALITY if order else Order.NEWEST,
        filters=filters,
        kept=kept,
        views=_views(actor, url, shown, filled),
        orders=() if shown == TIMELINE else _orders(url, order, filled | ({"vis": shown} if shown else {})),
        selects=(
            ("emne", _("Topic"), tuple((slug, title) for _number, slug, title in topics), chosen["emne"]),
            ("kommune", _("From"), tuple((slug, name) for _number, slug, name in organisations), chosen["kommune"]),
            ("fase", _("Phase"), _phases(), chosen["fase"]),
        ),
        reset_url=chosen_url(url, kept) if filled else None,
        arguments=kept | filled,
    )


def _phases() -> tuple[tuple[str, str], ...]:
    return tuple((name, str(PHASE_TITLES[phase])) for name, phase in PHASE_NAMES.items())


def _views(actor: Actor, url: str, shown: str, filled: Mapping[str, str]) -> tuple[Choice, ...]:
    views = [("", _("List")), (TIMELINE, _("Timeline"))]
    views += [(OWN, _("Ours"))] if allows(Action.START_PLAN, actor) or shown == OWN else []
    chosen = [Choice(label, chosen_url(url, {"vis": name or None, **filled}), name == shown) for name, label in views]
    on_map = Choice(_("Map"), chosen_url(url_for("maps.show"), {"vis": "planer"}), False)
    return (*chosen[:2], on_map, *chosen[2:])


def _orders(url: str, order: str, kept: Mapping[str, str]) -> tuple[Choice, ...]:
    orders = (("", _("Changed last")), (BY_MUNICIPALITY, _("Municipality, a–å")))
    return tuple(
        Choice(label, chosen_url(url, {**kept, "orden": name or None}), name == order) for name, label in orders
    )
