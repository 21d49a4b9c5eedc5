"""Who helps whom: the pairs with most questions answered, a matrix of the most active, and all in tables."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from network.core.danish_order import danish_key
from network.features.statistics.charts import Chart, ranked
from network.features.statistics.drawing import Matrix, matrix
from network.features.statistics.helping import Help, Town
from network.features.statistics.tables import Table, number, table, words
from network.features.statistics.words import number_words

MOST_BARS = 12  # pairs
MOST_TOWNS = 12  # in the matrix


@dataclass
class _Sums:
    town: Town
    given: int = 0
    taken: int = 0
    takers: set[str] = field(default_factory=set)
    givers: set[str] = field(default_factory=set)


def shown(helps: Sequence[Help]) -> tuple[str, str, tuple[Chart, ...], tuple[Table, ...]]:
    """Title, lead, charts and tables."""
    rows = [(f"{each.giver.name} → {each.taker.name}", each.count, number_words(each.count)) for each in helps]
    lead = _(
        "An arrow leads from the municipality that answered to the one that had asked; the number says how many "
        "questions. Questions and answers with a hidden name are in no pair."
    )
    charts = (ranked("hjaelp-par", _("The pairs with most questions answered"), rows[:MOST_BARS]),)
    return _("Who helps whom"), lead, charts, (_pairs(helps), _towns(helps))


def matrix_of(helps: Sequence[Help]) -> Matrix | None:
    """Nothing where the list of pairs says it all."""
    if len(helps) < 3:
        return None
    return matrix(((each.giver.name, each.taker.name, each.count) for each in helps), MOST_TOWNS, danish_key)


def _pairs(helps: Sequence[Help]) -> Table:
    rows = (
        (words(each.giver.name, each.giver.url), words(each.taker.name, each.taker.url), number(each.count))
        for each in helps
    )
    heads = (_("The municipality that answered"), _("The municipality that had asked"))
    return table("hvem-hjaelper-hvem", _("All pairs"), heads, (_("Questions answered"),), rows)


def _towns(helps: Sequence[Help]) -> Table:
    sums: dict[str, _Sums] = {}
    for each in helps:
        giver = sums.setdefault(each.giver.slug, _Sums(each.giver))
        taker = sums.setdefault(each.taker.slug, _Sums(each.taker))
        giver.given += each.count
        giver.takers.add(each.taker.slug)
        taker.taken += each.count
        taker.givers.add(each.giver.slug)
    ordered = sorted(sums.values(), key=lambda row: (-row.given, danish_key(row.town.name)))
    rows = (
        (
            words(row.town.name, f"{row.town.url}/svar"),
            *(number(row.given), number(len(row.takers)), number(row.taken), number(len(row.givers))),
        )
        for row in ordered
    )
    numbers = (_("Answers given"), _("To municipalities"), _("Answers got"), _("From municipalities"))
    return table("kommuner", _("Each municipality"), (_("Municipality"),), numbers, rows)
