"""How dates, numbers and sizes read. Danish writes "23. november 2026 kl. 14.05" and "1,2 MB"."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import get_locale, gettext, ngettext

from network.core import clock

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
UNITS = ("bytes", "kB", "MB", "GB")


def language() -> str:
    """ "da" or "en", as this request is answered."""
    return str(get_locale() or "da")


def iso(moment: datetime) -> str:
    """For a <time datetime="…">."""
    return moment.isoformat(timespec="seconds")


@lru_cache(maxsize=4096)
def _day(day: date, locale: str) -> str:
    return str(format_date(day, "d. MMMM y" if locale == "da" else "d MMMM y", locale=locale))


def show_date(moment: datetime) -> str:
    """ "23. november 2026", in Danish time."""
    return _day(moment.astimezone(COPENHAGEN).date(), language())


def show_datetime(moment: datetime) -> str:
    """ "23. november 2026 kl. 14.05", in Danish time."""
    local = moment.astimezone(COPENHAGEN)
    locale = language()
    if locale == "da":
        return f"{_day(local.date(), locale)} kl. {local:%H.%M}"
    return f"{_day(local.date(), locale)}, {local:%H:%M}"


def ago(moment: datetime) -> str:
    """ "for 3 timer siden", "i går"; from a week on the date itself."""
    elapsed = clock.now() - moment
    days = (clock.now().astimezone(COPENHAGEN).date() - moment.astimezone(COPENHAGEN).date()).days
    if elapsed < timedelta(minutes=1):
        return str(gettext("just now"))
    if elapsed < timedelta(hours=1):
        return str(ngettext("%(num)d minute ago", "%(num)d minutes ago", int(elapsed.total_seconds() // 60)))
    if days == 0:
        return str(ngettext("%(num)d hour ago", "%(num)d hours ago", int(elapsed.total_seconds() // 3600)))
    if days == 1:
        return str(gettext("yesterday"))
    return str(ngettext("%(num)d day ago", "%(num)d days ago", days) if days < 7 else show_date(moment))


def number(value: float) -> str:
    """ "1.234", "2,5"."""
    return str(format_decimal(value, locale=language()))


def size(byte_count: int) -> str:
    """ "1,2 MB"; decimal units, as file managers show them."""
    value = float(byte_count)
    for unit in UNITS:
        if value < 1000 or unit == UNITS[-1]:
            digits = "#,##0" if value >= 10 or unit == "bytes" else "#,##0.#"
            return f"{format_decimal(value, digits, locale=language())} {unit}"
        value /= 1000
    raise AssertionError("unreachable")


def init_filters(app: Flask) -> None:
    app.jinja_env.filters.update(date=show_date, datetime=show_datetime, ago=ago, iso=iso, number=number, size=size)
