"""Methods by how many have taken them up, and the way of each from municipality to municipality."""

from collections.abc import Sequence

from flask_babel import gettext as _

from network.features.statistics.charts import Chart, ranked
from network.features.statistics.spreading import Spread
from network.features.statistics.tables import Cell, Table, number, table, words
from network.features.statistics.words import number_words

MOST_BARS = 10
MOST_NAMES = 12  # municipalities in a cell


def shown(spreads: Sequence[Spread]) -> tuple[str, str, tuple[Chart, ...], tuple[Table, ...]]:
    """Title, lead, charts and tables."""
    used = [each for each in spreads if each.takers]
    bars = [(each.title, each.takers, number_words(each.takers)) for each in used[:MOST_BARS]]
    lead = _(
        "A municipality has taken a method up when it tells on an experience card that it tries it or has tried it. "
        "Counted are the cards of the period; the municipality that shared the method is not among them."
    )
    charts = (ranked("metode-brug", _("Methods that most municipalities have taken up"), bars),)
    return _("How methods spread"), lead, charts, (_methods(spreads), _steps(used))


def _methods(spreads: Sequence[Spread]) -> Table:
    rows = (
        (
            words(each.title, each.url),
            *(words(each.giver), _names([step.taker for step in each.steps])),
            *(number(each.takers), number(each.considering)),
        )
        for each in spreads
    )
    heads = (_("Method"), _("Shared by"), _("Taken up by"))
    return table("metoder", _("Methods"), heads, (_("Have taken it up"), _("Consider it")), rows)


def _names(names: Sequence[str]) -> Cell:
    each = list(dict.fromkeys(names))
    more = len(each) - MOST_NAMES
    text = ", ".join(each[:MOST_NAMES])
    if more > 0:
        text = _("%(names)s and %(count)s more", names=text, count=more)
    return Cell(text, ", ".join(each))


def _steps(used: Sequence[Spread]) -> Table:
    rows = ((words(each.title, each.url), words(step.giver), words(step.taker)) for each in used for step in each.steps)
    return table("spredning", _("From municipality to municipality"), (_("Method"), _("From"), _("To")), (), rows)
