"""What is chosen in a list of methods, from its address and back into addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from network.core.access import Actor
from network.core.errors import NotFound
from network.core.policy import require_member
from network.features.keywords.queries import keyword_named, keyword_options
from network.features.methods.guide import COSTS
from network.features.methods.models import CostBand, MethodKind
from network.features.municipalities.queries import asking_organisations
from network.features.topics.queries import topic_options
from network.web.choice import Choice

TYPES = {"metode": MethodKind.METHOD, "redskab": MethodKind.TOOL}
PRICES = {
    "egne-timer": CostBand.NONE,
    "til-25000": CostBand.UNDER_25,
    "til-100000": CostBand.UNDER_100,
    "til-500000": CostBand.UNDER_500,
    "over-500000": CostBand.OVER_500,
}
OWN = "mine"
NAMES = ("type", "emne", "pris", "noegleord", "kommune")


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as it was asked for."""

    own: bool
    filters: Mapping[str, Any]  # for method_list
    kept: Mapping[str, str]
    choices: tuple[Choice, ...]
    selects: tuple[tuple[str, str, tuple[tuple[str, str], ...], str], ...]
    reset_url: str | None
    arguments: Mapping[str, Any]  # of the address, for the next page


def listing(session: Session, actor: Actor, arguments: Mapping[str, str]) -> Listing:
    """Raises NotFound for what cannot be chosen, SignInRequired or Forbidden for a list that is a member's own."""
    shown = arguments.get("vis", "")
    if shown not in ("", OWN):
        raise NotFound
    if shown == OWN:
        require_member(actor)
    chosen = {name: arguments.get(name, "") for name in NAMES}
    topics, organisations = topic_options(session), asking_organisations(session)
    known: dict[str, tuple[str, Mapping[str, Any]]] = {
        "type": ("kind", TYPES),
        "emne": ("topic_id", {slug: number for number, slug, _title in topics}),
        "pris": ("cost_band", PRICES),
        "kommune": ("organisation_id", {slug: number for number, slug, _name in organisations}),
    }
    filters: dict[str, Any] = {}
    for name, (column, values) in known.items():
        if chosen[name]:
            if chosen[name] not in values:
                raise NotFound
            filters[column] = values[chosen[name]]
    keywords = [(slug, title) for _number, slug, title in keyword_options(session)]
    if chosen["noegleord"]:
        filters["keyword_id"], slug, title = keyword_named(session, chosen["noegleord"])
        chosen["noegleord"] = slug  # of the one that it was merged into
        keywords += [] if (slug, title) in keywords else [(slug, title)]
    kept: dict[str, Any] = {"vis": shown} if shown else {}
    filled: dict[str, Any] = {name: value for name, value in chosen.items() if value}
    labels = {"metode": _("Methods"), "redskab": _("Tools")}
    return Listing(
        own=shown == OWN,
        filters=filters,
        kept=kept,
        choices=_choices(actor, shown, filled),
        selects=(
            ("type", _("Kind"), tuple(labels.items()), chosen["type"]),
            ("emne", _("Topic"), tuple((slug, title) for _number, slug, title in topics), chosen["emne"]),
            ("pris", _("Price"), tuple((name, str(COSTS[band])) for name, band in PRICES.items()), chosen["pris"]),
            ("kommune", _("From"), tuple((slug, name) for _number, slug, name in organisations), chosen["kommune"]),
            *([("noegleord", _("Keyword"), tuple(keywords), chosen["noegleord"])] if keywords else ()),
        ),
        reset_url=url_for(".index", **kept) if filled else None,
        arguments=kept | filled,
    )


def _choices(actor: Actor, shown: str, filled: Mapping[str, Any]) -> tuple[Choice, ...]:
    if not actor.is_member:
        return ()
    return (
        Choice(_("All"), url_for(".index", **filled), shown == ""),
        Choice(_("Mine"), url_for(".index", vis=OWN, **filled), shown == OWN),
    )
