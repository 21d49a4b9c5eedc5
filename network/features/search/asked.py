"""What a search's address asks for, and the ways on from there: tabs, orders and facets, each with its own address.

Nothing in an address is an error: a value that nothing has is passed over.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask_babel import gettext as _
from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session

from network.core.access import OrganisationKind
from network.core.addresses import search_url
from network.core.db import AnySelect, execute
from network.core.slugs import slugify
from network.core.statements import lines
from network.core.text import clean_line
from network.features.library.types import LABELS
from network.features.municipalities.models import Organisation
from network.features.search import facets as names
from network.features.search.queries import MAX_PAGE, PAGE_SIZE
from network.features.topics.models import Topic
from network.ports.search import Order, Query
from network.web.choice import Choice

MOST_SHOWN = 12  # values of a facet
MAX_WORDS = 300  # characters of the query that are repeated in addresses
TABS = {
    "traade": frozenset({"thread", "reply"}),
    "metoder": frozenset({"method", "experience", "collection"}),
    "dokumenter": frozenset({"document", "page"}),
    "planer": frozenset({"plan"}),
    "udgivet": frozenset({"news", "project", "publication", "event"}),
    "personer": frozenset({"member"}),
}
ORDERS = {"nyeste": Order.NEWEST, "nyttigste": Order.USEFUL}
# Names in an address → facets
PARAMETERS = {
    "slags": names.KIND,
    "emne": names.TOPIC,
    "kommune": names.MUNICIPALITY,
    "kommunetype": names.GROUP,
    "aar": names.YEAR,
    "tilstand": names.STATE,
    "fil": names.FILE_TYPE,
}
KIND_SLUGS = {
    "spoergsmaal": "question",
    "erfaring": "experience",
    "droeftelse": "discussion",
    "efterlysning": "call",
    "metode": "method",
    "redskab": "tool",
    "erfaringskort": "card",
    "samling": "collection",
    "plan": "plan",
    "dokument": "document",
    "nyhed": "news",
    "projekt": "project",
    "udgivelse": "publication",
    "arrangement": "event",
    "emne": "topic",
    "kommune": "municipality",
    "person": "member",
}

# One row for all: a hundred short ones are fetched in the time of all the rest of the facets
_topics: AnySelect = select(lines(cast(Topic.id, String) + "\t" + Topic.slug + "\t" + Topic.title))
_municipalities: AnySelect = select(
    lines(func.coalesce(Organisation.code, "") + "\t" + Organisation.slug + "\t" + Organisation.name)
).where(Organisation.kind == OrganisationKind.MUNICIPALITY.value)


class Value(NamedTuple):
    """A value of a facet: as the index has it, as addresses have it (it needs no quoting), as people read it."""

    term: str
    slug: str
    label: str


_GROUPS = ("Landkommuner", "Oplandskommuner", "Provinsbykommuner", "Storbykommuner", "Hovedstadskommuner")
GROUPS = tuple(Value(group, slugify(group), group) for group in _GROUPS)
FILE_TYPES = tuple(Value(label, slugify(label), label) for label in LABELS.values())
YEARS = tuple(Value(*(3 * (str(year),))) for year in range(1990, 2100))


@dataclass(frozen=True, slots=True)
class Facet:
    label: str
    choices: tuple[Choice, ...]
    chosen: str = ""  # label of the value that is chosen
    without_url: str = ""  # the same search with any value


@dataclass(frozen=True)
class Asked:
    """An address, understood."""

    arguments: Mapping[str, str]  # as they came, in one line each
    values: Mapping[str, Callable[[], tuple[Value, ...]]] = field(default_factory=dict)  # by name in the address

    @property
    def words(self) -> str:
        return self.arguments.get("q", "")

    @property
    def tab(self) -> str:
        return self.arguments.get("type", "")

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chosen) or self.tab in TABS

    @property
    def number(self) -> int:
        """Of the page, from 1."""
        value = self.arguments.get("side", "1")
        plain = value.isascii() and value.isdigit() and len(value) < 6
        return min(max(int(value), 1), MAX_PAGE) if plain else 1

    @property
    def order(self) -> Order:
        return ORDERS.get(self.arguments.get("orden", ""), Order.BEST)

    @cached_property
    def chosen(self) -> dict[str, Value]:
        """By name in the address: the values that are chosen and exist."""
        found = {}
        for name in PARAMETERS:
            slug = self.arguments.get(name, "")
            value = next((one for one in self.values[name]() if one.slug == slug), None) if slug else None
            if value is not None:
                found[name] = value
        return found

    @property
    def facets(self) -> dict[str, str]:
        return {PARAMETERS[name]: value.term for name, value in self.chosen.items()}

    def query(self, **more: Any) -> Query:
        return Query(
            text=self.words,
            kinds=TABS.get(self.tab, frozenset()),
            facets=self.facets,
            order=self.order,
            offset=(self.number - 1) * PAGE_SIZE,
            limit=PAGE_SIZE,
            **more,
        )

    def address(self, **changes: str | int | None) -> str:
        """This search's address with some of its parts changed. Another search begins on its first page."""
        kept: dict[str, Any] = {name: value for name, value in self.arguments.items() if name != "side"}
        given = {name: value for name, value in {**kept, **changes}.items() if value}
        return search_url(**given)

    @property
    def saved_address(self) -> str:
        """What a saved search keeps of the address."""
        kept = ("q", "type", *PARAMETERS)
        return urlencode([(name, self.arguments[name]) for name in kept if self.arguments.get(name)])

    def tabs(self) -> tuple[Choice, ...]:
        labels = [("", _("Everything")), ("traade", _("Threads")), ("metoder", _("Methods"))]
        labels += [("dokumenter", _("Documents")), ("planer", _("Plans"))]
        labels += [("udgivet", _("Published")), ("personer", _("People"))]
        tab = self.tab if self.tab in TABS else ""
        return tuple(Choice(label, self.address(type=name), name == tab) for name, label in labels)

    def orders(self) -> tuple[Choice, ...]:
        labels = ((None, _("Best match")), ("nyeste", _("Newest first")), ("nyttigste", _("Most useful first")))
        return tuple(
            Choice(label, self.address(orden=name), ORDERS.get(name or "", Order.BEST) is self.order)
            for name, label in labels
        )

    def facet_views(self, counts: Mapping[str, Mapping[str, int]]) -> tuple[Facet, ...]:
        """The facets of which there is something to choose, the most frequent values first."""
        labels = {
            "slags": _("Kind"),
            "emne": _("Topic"),
            "kommune": _("Municipality"),
            "kommunetype": _("Kind of municipality"),
            "aar": _("Year"),
            "tilstand": _("State"),
            "fil": _("File type"),
        }
        views = (self._facet_view(name, label, counts.get(PARAMETERS[name], {})) for name, label in labels.items())
        return tuple(view for view in views if view.chosen or len(view.choices) > 1)

    def _facet_view(self, name: str, label: str, counts: Mapping[str, int]) -> Facet:
        chosen = self.chosen.get(name)
        known = [value for value in self.values[name]() if value.term in counts] if counts else []
        newest_first = name == "aar"
        known.sort(key=lambda value: value.label, reverse=newest_first)
        if not newest_first:
            known.sort(key=lambda value: -counts[value.term])
        without = self.address(**{name: None})
        joint = "&" if "?" in without else "?"
        choices = tuple(
            Choice(value.label, f"{without}{joint}{name}={value.slug}", value == chosen, counts[value.term])
            for value in known[:MOST_SHOWN]
        )
        return Facet(label, choices, chosen.label if chosen else "", without)


def understood(session: Session, arguments: Mapping[str, str]) -> Asked:
    """What an address asks for. Topics and municipalities are looked up when they are needed."""
    names_of_address = ("q", "type", "orden", "side", *PARAMETERS)
    kept = {name: clean_line(arguments.get(name, "")) for name in names_of_address}
    held: dict[str, tuple[Value, ...]] = {}

    def once(name: str, make: Callable[[], tuple[Value, ...]]) -> Callable[[], tuple[Value, ...]]:
        return lambda: held[name] if name in held else held.setdefault(name, make())

    makers: dict[str, Callable[[], tuple[Value, ...]]] = {
        "slags": _kinds,
        "emne": lambda: _values(session, _topics),
        "kommune": lambda: _values(session, _municipalities),
        "kommunetype": lambda: GROUPS,
        "aar": lambda: YEARS,
        "tilstand": lambda: (
            Value(names.RESOLVED, "afklaret", _("Resolved")),
            Value(names.OPEN, "aaben", _("Open")),
        ),
        "fil": lambda: FILE_TYPES,
    }
    return Asked(kept, {name: once(name, make) for name, make in makers.items()})


def _values(session: Session, statement: AnySelect) -> tuple[Value, ...]:
    found: str | None = execute(session, statement, {}).scalar()
    return tuple(map(Value._make, (line.split("\t", 2) for line in (found or "").split("\n") if line)))


def _kinds() -> tuple[Value, ...]:
    labels = {
        "question": _("Question"),
        "experience": _("Experience"),
        "discussion": _("Discussion"),
        "call": _("Call for experience"),
        "method": _("Method"),
        "tool": _("Tool"),
        "card": _("Experience with a method"),
        "collection": _("Collection"),
        "plan": _("Strategy plan"),
        "document": _("Document"),
        "news": _("News item"),
        "project": _("Related project"),
        "publication": _("Publication"),
        "event": _("Event"),
        "topic": _("Topic"),
        "municipality": _("Municipality"),
        "member": _("Member"),
    }
    return tuple(Value(term, slug, labels[term]) for slug, term in KIND_SLUGS.items())
