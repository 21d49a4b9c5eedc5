"""Days, months and years as people type them in a query: 2024, 2024-03, 3.2024, 2024-03-15, 15.3.2024, 15/3-2024,
15.3.24, "marts 2024", "15. marts 2024".
"""

import re
from datetime import datetime, timedelta

from network.core.clock import COPENHAGEN
from network.core.danish_dates import MONTHS

_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?",
        r"(?:(?P<day>\d{1,2})[./-])?(?P<month>\d{1,2})[./-](?P<year>\d{4})",
        r"(?P<day>\d{1,2})[./-](?P<month>\d{1,2})[./-](?P<year>\d\d)",
        r"(?:(?P<day>\d{1,2})[. -]+)?(?P<name>[a-z]{3,9})[. -]+(?P<year>\d{4})",
    )
)


def first_moment(text: str) -> datetime | None:
    """When the day, month or year begins in Denmark; None where the text is none."""
    parts = _parts(text)
    if parts is None:
        return None
    year, month, day = parts
    return _midnight(year, month or 1, day or 1)


def last_moment(text: str) -> datetime | None:
    """When the day, month or year is over; None where the text is none."""
    parts = _parts(text)
    if parts is None or _midnight(parts[0], parts[1] or 1, parts[2] or 1) is None:
        return None
    year, month, day = parts
    if day:
        begun = _midnight(year, month, day)
        return None if begun is None else _midnight(*_next_day(begun))
    return _midnight(year + 1, 1, 1) if not month or month == 12 else _midnight(year, month + 1, 1)


def _next_day(moment: datetime) -> tuple[int, int, int]:
    following = moment.replace(tzinfo=None) + timedelta(days=1)
    return following.year, following.month, following.day


def _parts(text: str) -> tuple[int, int, int] | None:
    """Year, month or 0, day or 0."""
    text = text.strip().lower()
    for form in _FORMS:
        if text.isascii() and (match := form.fullmatch(text)):
            found = match.groupdict()
            month = _month(found["name"]) if "name" in found else int(found["month"] or 0)
            year = int(found["year"])
            return None if month is None else (year if year > 99 else 2000 + year, month, int(found["day"] or 0))
    return None


def _month(name: str) -> int | None:
    """By its Danish name, or the beginning of it."""
    return next((number for number, whole in enumerate(MONTHS, 1) if whole.startswith(name)), None)


def _midnight(year: int, month: int, day: int) -> datetime | None:
    if not 1900 <= year <= 2200:
        return None
    try:
        return datetime(year, month, day, tzinfo=COPENHAGEN)
    except ValueError:
        return None
