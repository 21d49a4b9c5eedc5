"""Where municipalities lie, and how one gets from one to the other: facts of two files that are kept by hand.

`places.csv` has a point inside each municipality and its neighbours by land; `crossings.csv` the bridges and ferries
between two of them. A bridge or ferry that opens or closes is a line there; lines after a # say where it is from.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from network.core.addresses import municipality_url
from network.core.danish_order import danish_key

FOLDER = Path(__file__).parent


class Way(StrEnum):
    """How one gets there."""

    LAND = "land"
    BRIDGE = "bridge"
    FERRY = "ferry"


@dataclass(frozen=True, slots=True)
class Place:
    code: str
    slug: str
    name: str
    full_name: str
    latitude: float
    longitude: float

    @property
    def url(self) -> str:
        return municipality_url(self.slug)


@dataclass(frozen=True, slots=True)
class Neighbour:
    place: Place
    by_land: bool
    bridges: tuple[str, ...]  # by name
    ferries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tie:
    """Two places that one gets between. Each pair by each way is one."""

    way: Way
    name: str  # of the bridge or ferry; empty by land
    one: str
    other: str


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(line for line in file if not line.startswith("#"))


@cache
def places() -> dict[str, Place]:
    """All 98 by their code."""
    return {
        row["code"]: Place(
            row["code"], row["slug"], row["name"], row["full_name"], float(row["latitude"]), float(row["longitude"])
        )
        for row in _rows("places.csv")
    }


@cache
def ties() -> tuple[Tie, ...]:
    by_land = (
        Tie(Way.LAND, "", row["code"], other)
        for row in _rows("places.csv")
        for other in row["neighbours"].split()
        if row["code"] < other
    )
    crossings = (Tie(Way(row["kind"]), row["name"], row["one"], row["other"]) for row in _rows("crossings.csv"))
    return (*by_land, *crossings)


@cache
def neighbours(code: str) -> tuple[Neighbour, ...]:
    """In Danish alphabetical order."""
    found: dict[str, dict[Way, list[str]]] = {}
    for tie in ties():
        if code in (tie.one, tie.other):
            other = tie.other if tie.one == code else tie.one
            found.setdefault(other, {}).setdefault(tie.way, []).append(tie.name)
    every = (
        Neighbour(places()[other], Way.LAND in ways, tuple(ways.get(Way.BRIDGE, ())), tuple(ways.get(Way.FERRY, ())))
        for other, ways in found.items()
    )
    return tuple(sorted(every, key=lambda neighbour: danish_key(neighbour.place.name)))
