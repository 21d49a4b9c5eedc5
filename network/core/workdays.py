"""Working days in a Danish town hall."""

from collections.abc import Container
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from network.core.clock import COPENHAGEN

SATURDAY = 5
DAY = timedelta(days=1)


@cache
def _holidays() -> Container[date]:
    """Public holidays, and the days on which town halls are closed besides: 1 May, 5 June, 24 and 31 December."""
    from holidays import country_holidays  # slow to load, and no web process ever asks

    return country_holidays("DK", categories=("public", "optional"))


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in _holidays()


def working_day_before(day: date) -> date:
    """The last working day before a day."""
    day -= DAY
    while not is_working_day(day):
        day -= DAY
    return day


def working_days_before(moment: datetime, count: int) -> datetime:
    """The latest moment after which `count` whole working days have passed by `moment`."""
    local = moment.astimezone(COPENHAGEN)
    day, clock_time = local.date(), local.time()
    if not is_working_day(day):  # nothing passes until the next working day begins
        clock_time = time()
        while not is_working_day(day - DAY):
            day -= DAY
    while count:
        day -= DAY
        count -= is_working_day(day)
    return datetime.combine(day, clock_time, COPENHAGEN).astimezone(UTC)
