"""Finding what looks like a Danish civil registration number (CPR): six digits that are a date, and four more.

Found: ddmmyy-xxxx, also with other dashes or with spaces around the dash, and ddmmyyxxxx in one run, when ddmmyy is a
day of the century that the seventh digit tells.

Not found: numbers whose first six digits are no such day; ten digits inside a longer number, name, address or amount
(12.010150.1234, /0101501234, 0101501234 kr.); ten digits in one run that the word before calls something else (ISBN,
CVR, case, journal, telephone, account or invoice number); phone numbers, which have eight digits, and numbers grouped
in any other way, such as 01 01 50 12 34 or 010150 1234. The check digit is not asked for: since 2007 numbers are given
out that do not fulfil it. So a case number may be taken for a CPR number, and a member can say that it is none.
"""

import re
from collections.abc import Mapping
from datetime import date

from network.core.errors import N_, Invalid

_DASHES = r"\-\u2010\u2011\u2012\u2013\u2014\u2212"
# Nothing that would make the digits part of something longer. A full stop or comma that ends a sentence may follow.
_NUMBER = re.compile(
    rf"(?<![A-Za-z\d/=#&?@{_DASHES}])(?<!\d[.,:])(\d\d)(\d\d)(\d\d)"
    rf"([ \u00a0]?[{_DASHES}][ \u00a0]?)?"
    rf"(\d{{4}})(?![A-Za-z\d/{_DASHES}%])(?![.,:]\d)",
    re.ASCII,
)
_AMOUNT = re.compile(r"\s{0,2}(?:kr\b|kroner\b|dkk\b|euro\b|eur\b|€|,-)", re.IGNORECASE)
_OTHER_NUMBER = re.compile(
    r"(?:isbn(?:-1[03])?|ean|gln|cvr|p|sag|sags|j|journal|telefon|tlf|mobil|konto|faktura|ordre|best\.?|id)"
    r"[.\-]?\s?(?:nr|nummer|numre|no)?\.?:?\s*$",
    re.IGNORECASE,
)
NOT_CPR = "not-a-cpr-number"  # in the audit log: who said so, and of what
COVER = "••••••-••••"
_LOOK_BACK = 24  # characters before a number that may say what it is


def holds_cpr(text: str) -> bool:
    """Whether the text holds something that looks like a CPR number."""
    return any(_is_cpr(text, match) for match in _NUMBER.finditer(text))


def covered(text: str) -> str:
    """The text with dots for every such number: for histories, so that one that was taken out is gone for readers."""
    return _NUMBER.sub(lambda match: COVER if _is_cpr(text, match) else match[0], text)


class HoldsCpr(Invalid):
    """A text holds what looks like a CPR number, and its writer has not said that it is none."""

    def __init__(self, field: str) -> None:
        super().__init__(
            N_(
                "The text holds something that looks like a civil registration number (CPR). Take it out, or say below"
                " that it is something else."
            ),
            field,
        )


def passed_over(texts: Mapping[str, str], *, not_cpr: bool) -> bool:
    """Whether one of these texts, each by its field, looks as if it held a number that its writer says is none.

    Raises HoldsCpr when nobody has said so.
    """
    field = next((field for field, text in texts.items() if holds_cpr(text)), None)
    if field is not None and not not_cpr:
        raise HoldsCpr(field)
    return field is not None


def _is_cpr(text: str, match: re.Match[str]) -> bool:
    day, month, year, dash, serial = match.groups()
    if not _is_day(int(day), int(month), int(year), int(serial[0])):
        return False
    if dash:
        return True
    before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
    return not _OTHER_NUMBER.search(before) and not _AMOUNT.match(text, match.end())


def _is_day(day: int, month: int, year: int, seventh: int) -> bool:
    try:
        date(_century(year, seventh) + year, month, day)
    except ValueError:
        return False
    return True


def _century(year: int, seventh: int) -> int:
    """As the CPR office tells it from the seventh digit and the year."""
    if seventh <= 3:
        return 1900
    if seventh in (4, 9):
        return 2000 if year <= 36 else 1900
    return 2000 if year <= 57 else 1800
