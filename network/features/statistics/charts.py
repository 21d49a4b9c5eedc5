"""Charts with their words: what each shows, and in a sentence what there is to see."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from network.features.statistics import drawing
from network.features.statistics.drawing import Bars, Columns
from network.features.statistics.period import A_YEAR, Period
from network.features.statistics.words import month_mark, month_words, number_words, year_mark


@dataclass(frozen=True, slots=True)
class Chart:
    """`title` and `told` are its name and its description for whoever does not see it."""

    name: str  # its id on the page
    title: str
    told: str
    columns: Columns | None = None
    bars: Bars | None = None

    @property
    def height(self) -> int:
        shape = self.columns or self.bars
        return shape.height if shape else 0


def by_month(name: str, title: str, period: Period, values: Sequence[int], *, is_sum: bool = True) -> Chart:
    """Columns, one a month; `is_sum` says whether the months can be added up."""
    mark = month_mark if len(values) <= A_YEAR else year_mark
    return Chart(
        name,
        title,
        _told_by_month(period, values, is_sum=is_sum),
        columns=drawing.columns(values, [mark(month) for month in period.months], number_words),
    )


def _told_by_month(period: Period, values: Sequence[int], *, is_sum: bool) -> str:
    if not any(values):
        return str(_("None in this period."))
    highest = max(values)
    most = str(
        _(
            "Most in %(month)s: %(count)s.",
            month=month_words(period.first + list(values).index(highest)),
            count=number_words(highest),
        )
    )
    total = str(_("%(count)s in all.", count=number_words(sum(values))))
    return f"{total} {most}" if is_sum else most


def ranked(name: str, title: str, rows: Sequence[tuple[str, float, str]], highest: float | None = None) -> Chart:
    """Bars under each other, in the order that they are given: (words, value, value in words)."""
    first = f"{rows[0][0]}: {rows[0][2]}." if rows else ""
    told = _("First: %(first)s", first=first) if rows else _("None in this period.")
    return Chart(name, title, told, bars=drawing.bars(rows, highest))
