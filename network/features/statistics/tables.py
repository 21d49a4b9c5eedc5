"""Tables of figures: as a page shows them, and as a file for a spreadsheet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from network.core.spreadsheets import csv_bytes, xlsx_bytes
from network.features.statistics.words import number_words

MOST_ROWS = 50
Raw = str | int | float | None


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    raw: Raw  # for a spreadsheet
    url: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    name: str  # in the address of its file
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    most: int  # rows on a page; the file has them all

    @property
    def shown(self) -> tuple[tuple[Cell, ...], ...]:
        return self.rows[: self.most]

    @property
    def has_more(self) -> bool:
        return len(self.rows) > self.most


def words(text: str, url: str = "") -> Cell:
    return Cell(text, text, url)


def number(value: int, url: str = "") -> Cell:
    return Cell(number_words(value), value, url)


def table(
    name: str,
    caption: str,
    columns: Iterable[str],
    numbers: Iterable[str],
    rows: Iterable[Sequence[Cell]],
    *,
    most: int = MOST_ROWS,
) -> Table:
    """One whose first columns hold words and whose others hold numbers."""
    heads = (*(Column(title) for title in columns), *(Column(title, is_number=True) for title in numbers))
    return Table(name, caption, heads, tuple(tuple(row) for row in rows), most)


def as_csv(of: Table) -> bytes:
    head = [column.title for column in of.columns]
    return csv_bytes((head, *([_plain(cell.raw) for cell in row] for row in of.rows)))


def as_xlsx(of: Table) -> bytes:
    rows = ([cell.raw for cell in row] for row in of.rows)
    return xlsx_bytes(of.caption, [column.title for column in of.columns], rows)


def _plain(raw: Raw) -> str:
    """Numbers as Danish Excel reads them."""
    if raw is None:
        return ""
    return f"{raw:.2f}".rstrip("0").rstrip(".").replace(".", ",") if isinstance(raw, float) else str(raw)
