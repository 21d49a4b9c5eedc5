"""Where on the map each municipality stands, in the units of the drawing. The same for everybody, so worked out once.

Bornholm lies too far away and the capital's municipalities lie too close together: each has a box of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import cos, radians

from network.features.peers.places import Place, Tie, Way, places, ties

WIDTH, HEIGHT = 600, 664
MARGIN = 16


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the land, and the part of the drawing that shows it."""

    west: float  # degrees
    north: float
    scale: float  # units a degree of latitude
    left: float  # units
    top: float

    def point(self, place: Place) -> tuple[float, float]:
        narrowing = cos(radians(56))  # of a degree of longitude, up here
        x = self.left + (place.longitude - self.west) * narrowing * self.scale
        y = self.top + (self.north - place.latitude) * self.scale
        return round(x, 1), round(y, 1)


@dataclass(frozen=True, slots=True)
class Box:
    """A frame around what is shown elsewhere than it lies."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Spot:
    """A municipality on the map. Its name stands to the left of it where there is no room to the right."""

    place: Place
    x: float
    y: float

    @property
    def is_far_right(self) -> bool:
        return self.x > WIDTH * 0.7


DENMARK = Window(west=8.05, north=57.6, scale=222, left=MARGIN, top=MARGIN)
BORNHOLM_BOX = Box(496, 12, 92, 72)
BORNHOLM = Window(west=14.92, north=55.14, scale=222, left=542, top=50)
CAPITAL_BOX = Box(392, 100, 196, 216)
CAPITAL = Window(west=12.24, north=55.86, scale=620, left=406, top=126)
BORNHOLM_CODE = "0400"


def _window(place: Place) -> Window:
    if place.code == BORNHOLM_CODE:
        return BORNHOLM
    return CAPITAL if _is_at_the_capital(place) else DENMARK


def _is_at_the_capital(place: Place) -> bool:
    return place.longitude > CAPITAL.west and 55.57 < place.latitude < CAPITAL.north


@cache
def spots() -> dict[str, Spot]:
    """All 98 by their code, from north to south."""
    found = ((place, _window(place).point(place)) for place in places().values())
    ordered = sorted(found, key=lambda pair: (pair[1][1], pair[1][0]))
    return {place.code: Spot(place, x, y) for place, (x, y) in ordered}


@cache
def lines(*, by_land: bool) -> str:
    """Lines between neighbours, as the path of a drawing: by land, or by bridge and ferry."""
    chosen = (tie for tie in ties() if (tie.way is Way.LAND) is by_land)
    return "".join(_segments(chosen))


def _segments(chosen: Iterable[Tie]) -> Iterable[str]:
    for tie in chosen:
        one, other = spots()[tie.one], spots()[tie.other]
        if _window(one.place) is _window(other.place):
            yield f"M{one.x} {one.y}L{other.x} {other.y}"


@cache
def capital_frame() -> Box:
    """Where on the large map lies what the box of the capital shows."""
    shown = [DENMARK.point(place) for place in places().values() if _is_at_the_capital(place)]
    left, top = min(x for x, _y in shown) - 6, min(y for _x, y in shown) - 6
    return Box(
        round(left, 1),
        round(top, 1),
        round(max(x for x, _y in shown) + 6 - left, 1),
        round(max(y for _x, y in shown) + 6 - top, 1),
    )
