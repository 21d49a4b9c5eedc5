"""Working days, with weekends and Danish holidays left out."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.core.clock import COPENHAGEN
from network.core.workdays import is_working_day, working_day_before, working_days_before


def at(text: str) -> datetime:
    """A moment in Danish time."""
    return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-23", True),  # a Monday
        ("2026-11-28", False),
        ("2026-11-29", False),
        ("2026-04-02", False),  # Maundy Thursday
        ("2026-05-14", False),  # Ascension Day
        ("2026-05-25", False),
        ("2026-06-05", False),  # Constitution Day
        ("2026-12-24", False),
        ("2026-12-31", False),
        ("2027-01-01", False),
        ("2023-05-05", False),  # the last Great Prayer Day
        ("2026-05-01", False),
        ("2024-04-26", True),  # it is no holiday any more
    ],
)
def test_a_town_hall_is_open_or_not(day: str, works: bool) -> None:
    assert is_working_day(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("now", "count", "before"),
    [
        ("2026-11-25 10:00", 2, "2026-11-23 10:00"),
        ("2026-11-24 15:00", 2, "2026-11-20 15:00"),  # over a weekend
        ("2026-11-28 12:00", 2, "2026-11-26 00:00"),  # nothing passes on a Saturday,
        ("2026-11-29 23:59", 2, "2026-11-26 00:00"),  # nor on a Sunday
        ("2026-11-30 00:00", 2, "2026-11-26 00:00"),
        ("2026-11-30 09:00", 5, "2026-11-23 09:00"),
        ("2026-04-07 09:00", 2, "2026-03-31 09:00"),  # over Easter
        ("2027-01-04 09:00", 5, "2026-12-22 09:00"),  # over Christmas and New Year
        ("2026-10-26 09:00", 1, "2026-10-23 09:00"),  # over the night that the clock is set back
    ],
)
def test_so_many_working_days_ago(now: str, count: int, before: str) -> None:
    assert working_days_before(at(now), count) == at(before)


@given(st.timedeltas(timedelta(0), timedelta(days=2000)), st.integers(1, 10))
def test_what_was_long_enough_ago_stays_so(passed: timedelta, count: int) -> None:
    now = datetime(2024, 1, 1, tzinfo=UTC) + passed
    assert working_days_before(now, count) <= working_days_before(now.replace(minute=59), count) < now
    assert working_days_before(now, count + 1) < working_days_before(now, count)


@pytest.mark.parametrize(
    ("day", "before"),
    [
        ("2026-11-25", "2026-11-24"),
        ("2026-11-30", "2026-11-27"),
        ("2027-01-04", "2026-12-30"),
        ("2026-12-28", "2026-12-23"),
    ],
)
def test_the_working_day_before_a_day_is_no_holiday(day: str, before: str) -> None:
    assert working_day_before(date.fromisoformat(day)) == date.fromisoformat(before)
