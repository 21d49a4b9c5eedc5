"""The parts that pages of figures are made of."""

from collections.abc import Iterable
from dataclasses import dataclass

from network.features.statistics.charts import Chart
from network.features.statistics.drawing import Matrix
from network.features.statistics.tables import Table


@dataclass(frozen=True, slots=True)
class Figure:
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Section:
    """Charts, and the tables that they are drawn from. `name` is its anchor."""

    name: str
    title: str
    lead: str
    charts: tuple[Chart, ...]
    tables: tuple[tuple[Table, str], ...]  # and the address of its file
    matrix: Matrix | None = None


def table_named(sections: Iterable[Section], name: str) -> Table | None:
    return next((found for part in sections for found, _url in part.tables if found.name == name), None)
