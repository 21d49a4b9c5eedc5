"""Months as planners write them; kept as "2026-05", so that they sort as they follow."""

import re
from datetime import date

from network.core.danish_dates import MONTHS

FIRST_YEAR, LAST_YEAR = 1990, 2060
_NUMBERS = re.compile(r"(\d{1,2})\s*[-./ ]\s*(\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})", re.ASCII)
_WORDS = re.compile(r"([a-zæøå]{3,9})\.?\s+([0-9]{4})")


def parsed_month(text: str, *, ends: bool = False) -> str | None:
    """ "5-2026", "05/2026", "maj 2026", "2026-05"; a year alone is its first month, or its last; None for all else."""
    line = " ".join(text.casefold().split())
    if found := _ISO.fullmatch(line):
        year, month = int(found[1]), int(found[2])
    elif found := _NUMBERS.fullmatch(line):
        month, year = int(found[1]), int(found[2])
    elif found := _WORDS.fullmatch(line):
        year = int(found[2])
        month = next((number for number, name in enumerate(MONTHS, 1) if name.startswith(found[1])), 0)
    elif re.fullmatch(r"[0-9]{4}", line):
        year, month = int(line), 12 if ends else 1
    else:
        return None
    return f"{year:04}-{month:02}" if 1 <= month <= 12 and FIRST_YEAR <= year <= LAST_YEAR else None


def typed_month(month: str) -> str:
    """As it is typed: "05-2026"."""
    return f"{month[5:]}-{month[:4]}" if month else ""


def count(month: str) -> int:
    """Months since the year 0, to measure with."""
    return int(month[:4]) * 12 + int(month[5:]) - 1


def first_day(month: str) -> date:
    return date(int(month[:4]), int(month[5:]), 1)
