"""The parts that pages of figures are made of."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from network.features.statistics.charts import Chart
from network.features.statistics.drawing import Matrix
from network.features.statistics.tables import Table


@dataclass(frozen=True, slots=True)
class Figure:
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Files:
    """The addresses of a table as a file."""

    csv: str
    xlsx: str


@dataclass(frozen=True, slots=True)
class Section:
    """Charts, and the tables that they are drawn from. `name` is its anchor."""

    name: str
    title: str
    lead: str
    charts: tuple[Chart, ...]
    tables: tuple[tuple[Table, Files], ...]
    matrix: Matrix | None = None


def with_files(tables: Iterable[Table], address: Callable[[Table, str], str]) -> tuple[tuple[Table, Files], ...]:
    """`address` is where a table is found as a file that ends so."""
    return tuple((table, Files(address(table, "csv"), address(table, "xlsx"))) for table in tables)


def table_named(sections: Iterable[Section], name: str) -> Table | None:
    return next((found for part in sections for found, _files in part.tables if found.name == name), None)
