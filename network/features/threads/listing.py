"""What is chosen in a list of threads, from its address and back into addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from network.core.access import Actor
from network.core.errors import NotFound
from network.core.policy import require_member
from network.features.keywords.queries import keyword_named, keyword_options
from network.features.municipalities.queries import asking_organisations
from network.features.threads.forms import KINDS
from network.features.threads.lists import Shown, State
from network.features.threads.models import ThreadKind
from network.features.topics.queries import topic_options
from network.web.choice import Choice, chosen_url

SHOWN = {
    "alle": (Shown.ALL, _l("All")),
    "ubesvarede": (Shown.UNANSWERED, _l("Unanswered")),
    "efterlysninger": (Shown.DUE, _l("Open calls")),
    "over-fristen": (Shown.OVERDUE, _l("Past the deadline")),
    "ulaeste": (Shown.UNREAD, _l("Unread")),
    "mine": (Shown.MINE, _l("Mine")),
    "fulgte": (Shown.FOLLOWED, _l("Followed")),
    "kan-du-svare": (Shown.ANSWERABLE, _l("Can you answer?")),
}
OPEN = (Shown.ALL, Shown.UNANSWERED, Shown.DUE, Shown.OVERDUE)  # the others are a member's own
TYPES = {
    "spoergsmaal": ThreadKind.QUESTION,
    "erfaring": ThreadKind.EXPERIENCE,
    "droeftelse": ThreadKind.DISCUSSION,
    "efterlysning": ThreadKind.CALL,
}
STATES = {"afklaret": (State.RESOLVED, _l("Resolved")), "aaben": (State.OPEN, _l("Not resolved"))}
Option = tuple[str, str]  # what stands in the address, what stands on the page


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as it was asked for."""

    shown: Shown
    filters: Mapping[str, Any]  # for thread_list
    kept: Mapping[str, str]  # for the filter form, which has the rest as fields of its own
    choices: tuple[Choice, ...]
    selects: tuple[tuple[str, str, tuple[Option, ...], str], ...]
    reset_url: str | None
    arguments: Mapping[str, Any]  # of the address, for the next page


def listing(session: Session, actor: Actor, arguments: Mapping[str, str]) -> Listing:
    """Raises NotFound for what cannot be chosen, SignInRequired or Forbidden for a list that is a member's own."""
    shown, _label = _one_of(SHOWN, arguments.get("vis", "") or "alle")
    if shown not in OPEN:
        require_member(actor)
    chosen = {name: arguments.get(name, "") for name in ("emne", "kommune", "type", "tilstand", "noegleord")}
    topics, organisations = topic_options(session), asking_organisations(session)
    filters: dict[str, Any] = {}
    if chosen["emne"]:
        filters["topic_id"] = _one_of({slug: number for number, slug, _title in topics}, chosen["emne"])
    if chosen["kommune"]:
        by_slug = {slug: number for number, slug, _name in organisations}
        filters["organisation_id"] = _one_of(by_slug, chosen["kommune"])
    if chosen["type"]:
        filters["kind"] = _one_of(TYPES, chosen["type"])
    if chosen["tilstand"]:
        filters["state"], _label = _one_of(STATES, chosen["tilstand"])
    keywords = [(slug, title) for _number, slug, title in keyword_options(session)]
    if chosen["noegleord"]:
        filters["keyword_id"], slug, title = keyword_named(session, chosen["noegleord"])
        chosen["noegleord"] = slug  # of the one that it was merged into
        keywords += [] if (slug, title) in keywords else [(slug, title)]
    kept: dict[str, Any] = {"vis": arguments.get("vis", "")} if shown is not Shown.ALL else {}
    filled = {name: value for name, value in chosen.items() if value}
    labels = {kind.value: str(kind.label) for kind in KINDS}
    states = tuple((name, str(label)) for name, (_state, label) in STATES.items())
    return Listing(
        shown=shown,
        filters=filters,
        kept=kept,
        choices=tuple(_choices(actor, shown, filled)),
        selects=(
            ("emne", _("Topic"), tuple((slug, title) for _number, slug, title in topics), chosen["emne"]),
            ("kommune", _("Who asks"), tuple((slug, name) for _number, slug, name in organisations), chosen["kommune"]),
            ("type", _("Kind"), tuple((name, labels[kind]) for name, kind in TYPES.items()), chosen["type"]),
            ("tilstand", _("State"), states, chosen["tilstand"]),
            *([("noegleord", _("Keyword"), tuple(keywords), chosen["noegleord"])] if keywords else ()),
        ),
        reset_url=url_for(".index", **kept) if filled else None,
        arguments=kept | filled,
    )


def _one_of(known: Mapping[str, Any], name: str) -> Any:
    if name not in known:
        raise NotFound
    return known[name]


def _choices(actor: Actor, current: Shown, filled: Mapping[str, Any]) -> list[Choice]:
    """The lists that the actor has, each with the filters that are chosen."""
    url = url_for(".index")
    return [
        Choice(
            str(label), chosen_url(url, {"vis": name if shown is not Shown.ALL else None, **filled}), shown is current
        )
        for name, (shown, label) in SHOWN.items()
        if actor.is_member or shown in OPEN
    ]
