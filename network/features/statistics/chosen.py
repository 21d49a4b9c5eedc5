"""What the page of statistics is asked for in its address: a period and a topic."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from network.core.errors import NotFound
from network.features.statistics.period import A_YEAR, MOST_MONTHS, Period, chosen_period, this_month, typed, year_of
from network.features.statistics.words import month_words
from network.features.topics.queries import topic_options
from network.web.choice import Choice, chosen_url

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    period: Period
    topic_id: int | None
    topic_slug: str
    topics: tuple[tuple[int, str, str], ...]  # all of them: id, slug and title

    @property
    def topic_title(self) -> str:
        return next((title for number, _slug, title in self.topics if number == self.topic_id), "")

    @property
    def arguments(self) -> dict[str, str]:
        """As addresses write it."""
        return _arguments(self.period, self.topic_slug)


def chosen(session: Session, arguments: Mapping[str, str]) -> Chosen:
    """Raises NotFound for what cannot be chosen."""
    period, slug = chosen_period(arguments), arguments.get("emne", "")
    topics = topic_options(session)
    number = next((number for number, known, _title in topics if known == slug), None)
    if slug and number is None:
        raise NotFound
    return Chosen(period, number, slug, topics)


def _last_year() -> Period:
    return Period(this_month() - A_YEAR + 1, this_month())


def _arguments(period: Period, topic_slug: str) -> dict[str, str]:
    """The last twelve months need no saying: then the address is right next month too."""
    span = {} if period == _last_year() else {"fra": typed(period.first), "til": typed(period.last)}
    return span | ({"emne": topic_slug} if topic_slug else {})


def period_choices(url: str, period: Period, years: int, topic_slug: str = "") -> tuple[Choice, ...]:
    """The last twelve months, and so many years."""
    now = this_month()
    this_year = now // A_YEAR
    known = [
        Period(year * A_YEAR, min(year * A_YEAR + A_YEAR - 1, now)) for year in range(this_year, this_year - years, -1)
    ]
    spans = [(_("The last twelve months"), _last_year()), *((str(year_of(span)), span) for span in known)]
    return tuple(Choice(label, chosen_url(url, _arguments(span, topic_slug)), period == span) for label, span in spans)


def month_options() -> Options:
    """The months that can be chosen, newest first."""
    now = this_month()
    return tuple((typed(month), month_words(month)) for month in range(now, now - MOST_MONTHS, -1))
