"""Dates as Danes write them, read and written without Flask."""

import re
from datetime import date

MONTHS = (
    *("januar", "februar", "marts", "april", "maj", "juni"),
    *("juli", "august", "september", "oktober", "november", "december"),
)
_NUMBERS = re.compile(r"(\d{1,2})\s*[-./ ]\s*(\d{1,2})\s*[-./ ]\s*(\d{4}|\d{2})")
_WORDS = re.compile(r"(\d{1,2})\.?\s*([a-zæøå]{3,9})\.?\s+(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def parsed_date(text: str) -> date | None:
    """ "24-12-2026", "24.12.26", "24/12-2026", "24. december 2026", and as computers write it; None for all else."""
    line = " ".join(text.casefold().removeprefix("den ").split())
    if found := _ISO.fullmatch(line):
        year, month, day = map(int, found.groups())
    elif found := _NUMBERS.fullmatch(line):
        day, month, year = map(int, found.groups())
    elif found := _WORDS.fullmatch(line):
        day, year = int(found[1]), int(found[3])
        month = next((number for number, name in enumerate(MONTHS, 1) if name.startswith(found[2])), 0)
    else:
        return None
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def typed_date(day: date) -> str:
    """As it is typed: "24-12-2026"."""
    return f"{day:%d-%m-%Y}"


def in_words(day: date) -> str:
    """ "24. december 2026"."""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"
