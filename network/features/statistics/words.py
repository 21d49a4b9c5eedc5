"""Months, numbers and spans of time in the language of the request."""

from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal
from flask_babel import gettext as _
from flask_babel import ngettext

from network.features.statistics.period import A_YEAR, Period, first_day
from network.web.language import choose

MINUTE, HOUR, DAY = 60, 3_600, 86_400


def month_words(month: int) -> str:
    """ "maj 2026"."""
    return str(format_date(first_day(month), "MMMM y", locale=choose()))


def month_mark(month: int) -> str:
    """ "maj": below a column there is room for three letters."""
    return str(format_date(first_day(month), "LLL", locale=choose())).rstrip(".")[:3]


def year_mark(month: int) -> str:
    """The year below its first month, and nothing below the others."""
    return "" if month % A_YEAR else str(month // A_YEAR)


def period_words(period: Period) -> str:
    """ "december 2025 – november 2026"."""
    if period.first == period.last:
        return month_words(period.first)
    return f"{month_words(period.first)} – {month_words(period.last)}"


def number_words(value: float) -> str:
    """ "1.234", "2,5"."""
    return _number(value, choose())


@lru_cache(maxsize=2048)
def _number(value: float, language: str) -> str:
    """A table of pairs has the same few numbers a thousand times."""
    return str(format_decimal(value, "#,##0.#", locale=language))


def share_words(share: float | None) -> str:
    """ "85 %"; a dash where there is nothing to have a share of."""
    return "–" if share is None else str(_("%(share)s%%", share=round(100 * share)))


def span_words(seconds: float | None) -> str:
    """ "40 minutter", "3,5 timer", "12 dage"; a dash for nothing."""
    if seconds is None:
        return "–"
    if seconds < HOUR:
        minutes = round(seconds / MINUTE)
        return str(ngettext("one minute", "%(num)s minutes", minutes))
    if seconds < 2 * DAY:
        hours = _rounded(seconds / HOUR)
        return str(ngettext("one hour", "%(count)s hours", 1 if hours == 1 else 2, count=number_words(hours)))
    days = _rounded(seconds / DAY)
    return str(_("%(count)s days", count=number_words(days)))


def _rounded(value: float) -> float:
    return round(value, 1) if value < 10 else round(value)
