"""Activity month by month: four small charts with a scale each, and one table."""

from flask_babel import gettext as _

from network.features.statistics.activity import Activity
from network.features.statistics.charts import Chart, by_month
from network.features.statistics.period import Period
from network.features.statistics.tables import Table, number, table, words
from network.features.statistics.words import month_words


def shown(period: Period, told: Activity, *, of_topic: bool) -> tuple[str, str, tuple[Chart, ...], tuple[Table, ...]]:
    """Title, lead, charts and tables."""
    months = told.months
    charts = (
        by_month("maaned-spoergsmaal", _("Questions and calls"), period, [month.questions for month in months]),
        by_month("maaned-svar", _("Replies"), period, [month.replies for month in months]),
        by_month("maaned-erfaringer", _("Experience cards"), period, [month.cards for month in months]),
        by_month(
            "maaned-kommuner",
            _("Municipalities that wrote"),
            period,
            [month.municipalities for month in months],
            is_sum=False,
        ),
    )
    numbers = [
        *(_("Questions and calls"), _("Other threads"), _("Replies"), _("Experience cards")),
        _("Municipalities that wrote"),
        *(() if of_topic else (_("Answered before asking"),)),
    ]
    rows = [
        (
            words(month_words(month.number)),
            *map(number, (month.questions, month.others, month.replies, month.cards, month.municipalities)),
            *(() if of_topic else (number(month.spared),)),
        )
        for month in months
    ]
    lead = _("What is written to others than one's own municipality. Who hides their name counts in no municipality.")
    caption = _("Activity month by month")
    return caption, lead, charts, (table("aktivitet", caption, (_("Month"),), numbers, rows),)
