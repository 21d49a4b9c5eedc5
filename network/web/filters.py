"""How dates, numbers and sizes read. Danish writes "23. november 2026 kl. 14.05" and "1,2 MB".

Each speaks the language of the template that asks.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask
from jinja2 import pass_environment
from markupsafe import Markup

from network.core import clock
from network.core.clock import COPENHAGEN
from network.web.templates import TranslatedEnvironment, shown

UNITS = ("bytes", "kB", "MB", "GB")
SETTLED = timedelta(days=9)  # how long ago a moment must be for `ago` to say the same of it ever after


@lru_cache(maxsize=4096)
def _day(day: date, locale: str) -> str:
    return str(format_date(day, "d. MMMM y" if locale == "da" else "d MMMM y", locale=locale))


@pass_environment
def show_date(environment: TranslatedEnvironment, moment: datetime) -> str:
    """ "23. november 2026", in Danish time."""
    return _date(moment, environment.language)


def _date(moment: datetime, language: str) -> str:
    return _day(moment.astimezone(COPENHAGEN).date(), language)


@pass_environment
def show_day(environment: TranslatedEnvironment, day: date) -> str:
    """ "23. november 2026"."""
    return _day(day, environment.language)


@pass_environment
def show_datetime(environment: TranslatedEnvironment, moment: datetime) -> str:
    """ "23. november 2026 kl. 14.05", in Danish time."""
    return _date_and_time(moment, environment.language)


def _date_and_time(moment: datetime, language: str) -> str:
    local = moment.astimezone(COPENHAGEN)
    day = _day(local.date(), language)
    if language == "da":
        return f"{day} kl. {local.hour:02}.{local.minute:02}"
    return f"{day}, {local.hour:02}:{local.minute:02}"


@pass_environment
def day_and_time(environment: TranslatedEnvironment, moment: datetime) -> str:
    """ "i dag kl. 14.05", "i går kl. 14.05"; before that the date and the time."""
    local, today = moment.astimezone(COPENHAGEN), clock.today()
    time = f"{local:%H.%M}" if environment.language == "da" else f"{local:%H:%M}"
    if local.date() == today:
        return environment.gettext("today at %(time)s") % {"time": time}
    if local.date() == today - timedelta(days=1):
        return environment.gettext("yesterday at %(time)s") % {"time": time}
    return show_datetime(environment, moment)


@pass_environment
def ago(environment: TranslatedEnvironment, moment: datetime) -> str:
    """ "for 3 timer siden", "i går"; from a week on the date itself."""
    elapsed = clock.now() - moment
    days = (clock.today() - moment.astimezone(COPENHAGEN).date()).days
    if days >= 7:
        return show_date(environment, moment)
    if elapsed < timedelta(minutes=1):
        return environment.gettext("just now")
    if elapsed < timedelta(hours=1):
        minutes = int(elapsed.total_seconds() // 60)
        return environment.ngettext("%(num)d minute ago", "%(num)d minutes ago", minutes)
    if days == 0:
        hours = int(elapsed.total_seconds() // 3600)
        return environment.ngettext("%(num)d hour ago", "%(num)d hours ago", hours)
    if days == 1:
        return environment.gettext("yesterday")
    return environment.ngettext("%(num)d day ago", "%(num)d days ago", days)


@pass_environment
def moment(environment: TranslatedEnvironment, at: datetime, style: str = "date") -> Markup:
    """A <time>: its date, its date and time ("datetime"), or how long "ago" it is, with both for who points at it."""
    if style == "ago" and clock.now() - at < SETTLED:
        return _time(at, ago(environment, at), _date_and_time(at, environment.language))
    return _settled(at, style, environment.language)


@pass_environment
def hour(environment: TranslatedEnvironment, at: datetime) -> Markup:
    """A <time> of which only the hour is shown: "15.00"."""
    local = at.astimezone(COPENHAGEN)
    return _time(at, f"{local:%H.%M}" if environment.language == "da" else f"{local:%H:%M}")


@lru_cache(maxsize=4096)
def _settled(at: datetime, style: str, language: str) -> Markup:
    """A list shows the same fifty moments to each who opens it."""
    date_and_time = _date_and_time(at, language)
    if style == "datetime":
        return _time(at, date_and_time)
    return _time(at, _date(at, language), date_and_time if style == "ago" else "")


def _time(at: datetime, text: str, title: str = "") -> Markup:
    pointed_at = f' title="{title}"' if title else ""
    return Markup(f'<time datetime="{at.isoformat(timespec="seconds")}"{pointed_at}>{text}</time>')  # noqa: S704


@pass_environment
def number(environment: TranslatedEnvironment, value: float) -> str:
    """ "1.234", "2,5"."""
    return _decimal(value, None, environment.language)


@lru_cache(maxsize=1024)
def _decimal(value: float, digits: str | None, locale: str) -> str:
    return str(format_decimal(value, digits, locale=locale))


@pass_environment
def size(environment: TranslatedEnvironment, byte_count: int) -> str:
    """ "1,2 MB"; decimal units, as file managers show them."""
    value = float(byte_count)
    for unit in UNITS:
        if value < 1000 or unit == UNITS[-1]:
            digits = "#,##0" if value >= 10 or unit == "bytes" else "#,##0.#"
            return f"{_decimal(value, digits, environment.language)} {unit}"
        value /= 1000
    raise AssertionError("unreachable")


@lru_cache(maxsize=2048)
def marks(segments: tuple[tuple[str, bool], ...]) -> Markup:
    """A text with what was sought for marked. A page of results has eighty of them, most of which it had before."""
    shown_parts = (f"<mark>{shown(text)}</mark>" if is_marked else shown(text) for text, is_marked in segments)
    return Markup("".join(shown_parts))  # noqa: S704


def initials(name: str) -> str:
    """ "KJ" for Karen Elise Juhl."""
    words = name.split()
    return words[0][0] + (words[-1][0] if len(words) > 1 else "") if words else ""


FILTERS = {
    "ago": ago,
    "date": show_date,
    "datetime": show_datetime,
    "day": show_day,
    "day_and_time": day_and_time,
    "hour": hour,
    "initials": initials,
    "marks": marks,
    "moment": moment,
    "number": number,
    "size": size,
}


def init_filters(app: Flask) -> None:
    app.jinja_env.filters.update(FILTERS)
