"""What a search's address asks for, and the ways on from there: tabs, orders and facets, each with its own address.

Nothing in an address is an error: a value that nothing has is passed over.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask_babel import get_locale
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
    "partner": "partner",
    "person": "member",
}

# One row for all: a hundred short ones are fetched in the time of all the rest of the facets
_topics = select(lines(cast(Topic.id, String) + "\t" + Topic.slug + "\t" + Topic.title)).scalar_subquery()
_municipalities = (
    select(lines(func.coalesce(Organisation.code, "") + "\t" + Organisation.slug + "\t" + Organisation.name))
    .where(Organisation.kind == OrganisationKind.MUNICIPALITY.value)
    .scalar_subquery()
)
_both: AnySelect = select(_topics, _municipalities)


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
        parts = self._parts
        if changes:
            changed = {name: urlencode({name: value}) if value else "" for name, value in changes.items()}
            parts = {**parts, **changed}
        return f"{search_url()}?{'&'.join(filter(None, parts.values()))}" if any(parts.values()) else search_url()

    @cached_property
    def _parts(self) -> dict[str, str]:
        """What the address says, each as it stands in one. A page of results has twenty addresses of this search."""
        given = ((name, value) for name, value in self.arguments.items() if name != "side" and value)
        return {name: urlencode({name: value}) for name, value in given}

    @cached_property
    def _address(self) -> str:
        return self.address()

    @property
    def saved_address(self) -> str:
        """What a saved search keeps of the address."""
        kept = ("q", "type", *PARAMETERS)
        return urlencode([(name, self.arguments[name]) for name in kept if self.arguments.get(name)])

    def tabs(self) -> tuple[Choice, ...]:
        tab = self.tab if self.tab in TABS else ""
        labels = _labels(str(get_locale())).tabs
        return tuple(Choice(label, self.address(type=name), name == tab) for name, label in labels.items())

    def narrowed_by(self) -> tuple[str, ...]:
        """Labels of the tab and the values that are chosen."""
        tab = (_labels(str(get_locale())).tabs[self.tab],) if self.tab in TABS else ()
        return (*tab, *(value.label for value in self.chosen.values()))

    def orders(self) -> tuple[Choice, ...]:
        return tuple(
            Choice(label, self.address(orden=name), ORDERS.get(name, Order.BEST) is self.order)
            for name, label in _labels(str(get_locale())).orders.items()
        )

    def facet_views(self, counts: Mapping[str, Mapping[str, int]]) -> tuple[Facet, ...]:
        """The facets of which there is something to choose, the most frequent values first."""
        labels = _labels(str(get_locale())).facets
        views = (self._facet_view(name, label, counts.get(PARAMETERS[name], {})) for name, label in labels.items())
        return tuple(view for view in views if view.chosen or len(view.choices) > 1)

    def _facet_view(self, name: str, label: str, counts: Mapping[str, int]) -> Facet:
        chosen = self.chosen.get(name)
        newest_first = name == "aar"
        values = _in_order(self.values[name](), newest_first) if counts else {}
        known = [value for term, value in values.items() if term in counts]
        if not newest_first:
            known.sort(key=lambda value: -counts[value.term])
        without = self.address(**{name: None}) if chosen else self._address
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
    both = cache(lambda: _topics_and_municipalities(session))

    def once(name: str, make: Callable[[], tuple[Value, ...]]) -> Callable[[], tuple[Value, ...]]:
        return lambda: held[name] if name in held else held.setdefault(name, make())

    makers: dict[str, Callable[[], tuple[Value, ...]]] = {
        "slags": _kinds,
        "emne": lambda: both()[0],
        "kommune": lambda: both()[1],
        "kommunetype": lambda: GROUPS,
        "aar": lambda: YEARS,
        "tilstand": lambda: (
            Value(names.RESOLVED, "afklaret", _("Resolved")),
            Value(names.OPEN, "aaben", _("Open")),
        ),
        "fil": lambda: FILE_TYPES,
    }
    return Asked(kept, {name: once(name, make) for name, make in makers.items()})


def _topics_and_municipalities(session: Session) -> tuple[tuple[Value, ...], tuple[Value, ...]]:
    topics, municipalities = execute(session, _both, {}).one()
    return _read(topics or ""), _read(municipalities or "")


@lru_cache(maxsize=8)
def _read(found: str) -> tuple[Value, ...]:
    """Kept, for topics and municipalities seldom change."""
    return tuple(map(Value._make, (line.split("\t", 2) for line in found.split("\n") if line)))


@lru_cache(maxsize=32)
def _in_order(values: tuple[Value, ...], newest_first: bool) -> dict[str, Value]:
    """By term, in the order of their labels."""
    return {value.term: value for value in sorted(values, key=lambda one: one.label, reverse=newest_first)}


class _Labels(NamedTuple):
    tabs: dict[str, str]
    orders: dict[str, str]
    facets: dict[str, str]


@lru_cache(maxsize=4)
def _labels(_language: str) -> _Labels:
    return _Labels(
        tabs={
            "": _("Everything"),
            "traade": _("Threads"),
            "metoder": _("Methods"),
            "dokumenter": _("Documents"),
            "planer": _("Plans"),
            "udgivet": _("Published"),
            "personer": _("People"),
        },
        orders={"": _("Best match"), "nyeste": _("Newest first"), "nyttigste": _("Most useful first")},
        facets={
            "slags": _("Kind"),
            "emne": _("Topic"),
            "kommune": _("Municipality"),
            "kommunetype": _("Kind of municipality"),
            "aar": _("Year"),
            "tilstand": _("State"),
            "fil": _("File type"),
        },
    )


def _kinds() -> tuple[Value, ...]:
    return _kinds_in(str(get_locale()))


@lru_cache(maxsize=4)
def _kinds_in(_language: str) -> tuple[Value, ...]:
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
        "partner": _("Partner"),
        "member": _("Member"),
    }
    return tuple(Value(term, slug, labels[term]) for slug, term in KIND_SLUGS.items())
