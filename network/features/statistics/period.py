"""The months that figures are of, chosen in the address. A month begins at midnight in Denmark."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from network.core import clock
from network.core.clock import COPENHAGEN
from network.core.errors import NotFound

MOST_MONTHS = 60
A_YEAR = 12
_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Period:
    """From the first month to the last, both in it. Months are counted from the year 0."""

    first: int
    last: int

    @property
    def months(self) -> tuple[int, ...]:
        return tuple(range(self.first, self.last + 1))

    @property
    def edges(self) -> tuple[datetime, ...]:
        """When each month begins, and when the last one is over."""
        return tuple(_midnight(month) for month in range(self.first, self.last + 2))


def first_day(month: int) -> date:
    return date(month // A_YEAR, month % A_YEAR + 1, 1)


def _midnight(month: int) -> datetime:
    day = first_day(month)
    return datetime(day.year, day.month, day.day, tzinfo=COPENHAGEN).astimezone(UTC)


def this_month() -> int:
    today = clock.today()
    return today.year * A_YEAR + today.month - 1


def typed(month: int) -> str:
    """As addresses write it: "2026-05"."""
    return f"{month // A_YEAR:04}-{month % A_YEAR + 1:02}"


def chosen_period(arguments: Mapping[str, str]) -> Period:
    """The last twelve months where nothing is chosen; months in the wrong order are turned round.

    Raises NotFound for what is no month, has not come yet, or is more than MOST_MONTHS.
    """
    now = this_month()
    first, last = _month(arguments.get("fra", "")), _month(arguments.get("til", ""))
    if last is None:
        last = now
    if first is None:
        first = last - A_YEAR + 1
    first, last = min(first, last), max(first, last)
    if last > now or last - first >= MOST_MONTHS:
        raise NotFound
    return Period(first, last)


def _month(text: str) -> int | None:
    if not text:
        return None
    found = _MONTH.fullmatch(text)
    if found is None:
        raise NotFound
    return int(found[1]) * A_YEAR + int(found[2]) - 1


def year_of(period: Period) -> int | None:
    """The year that a period is, as far as it has come; None for another period."""
    year = period.first // A_YEAR
    whole = Period(year * A_YEAR, min(year * A_YEAR + A_YEAR - 1, this_month()))
    return year if period == whole else None
