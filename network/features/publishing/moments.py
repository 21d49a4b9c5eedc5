"""Days and hours as an editor types them, in Danish time, also where the clock is set forward or back."""

import re
from datetime import UTC, date, datetime, time

from network.core.clock import COPENHAGEN
from network.core.danish_dates import parsed_date, typed_date
from network.core.errors import N_, Invalid

_TIME = re.compile(r"(?:kl\.?\s*)?(\d{1,2})(?:[.:](\d{2}))?", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1990, 2099


def parsed_time(text: str) -> time | None:
    """ "9", "9.30", "09:30", "kl. 9"; None for all else."""
    found = _TIME.fullmatch(" ".join(text.casefold().split()))
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return None
    return time(int(found[1]), int(found[2] or 0))


def moment_of(day: date, at: time, *, second: bool = False) -> datetime | None:
    """The moment at which a clock in Denmark shows this; None when none does, for it is set forward just then.

    An hour that comes twice is the first of the two, unless it should be the `second`.
    """
    local = datetime.combine(day, at, COPENHAGEN).replace(fold=int(second))
    moment = local.astimezone(UTC)
    return moment if moment.astimezone(COPENHAGEN).replace(tzinfo=None) == local.replace(tzinfo=None) else None


def read_moment(
    day_text: str, time_text: str, name: str, *, midday: str = "", after: datetime | None = None
) -> datetime | None:
    """The moment of two fields, `<name>_date` and `<name>_time`; None when both are empty. Raises Invalid.

    `midday`: the hour that is meant when none is given. `after`: of an hour that comes twice, the one behind it.
    """
    if not day_text.strip() and not time_text.strip():
        return None
    day = parsed_date(day_text)
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Invalid(N_("Write the day, the month and the year, for example 01-12-2026."), f"{name}_date")
    at = parsed_time(time_text or midday)
    if at is None:
        raise Invalid(N_("Write the hour, for example 9.00."), f"{name}_time")
    moment = moment_of(day, at)
    if moment is None:
        raise Invalid(N_("That hour does not exist: the clock is set forward that night."), f"{name}_time")
    if after is not None and moment <= after:
        moment = moment_of(day, at, second=True) or moment
    return moment


def typed_moment(moment: datetime | None) -> tuple[str, str]:
    """As it is typed: ("01-12-2026", "09.00")."""
    if moment is None:
        return "", ""
    local = moment.astimezone(COPENHAGEN)
    return typed_date(local.date()), f"{local.hour:02}.{local.minute:02}"
