"""Rows for a spreadsheet, as Danish Excel opens them: semicolons, and UTF-8 that says what it is."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

AT_ONCE = 100  # rows to a piece
_LONGEST_NAME = 31  # characters of a sheet's name
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
_BEGINS_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def defused(cell: str) -> str:
    """A text that no spreadsheet takes for a formula: what others wrote must not run on the reader's machine."""
    if cell.startswith(("\t", "\r")) or cell.lstrip().startswith(_BEGINS_FORMULA):
        return f"'{cell}"
    return cell


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    return b"".join(csv_parts(rows))


def csv_parts(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The same a piece at a time, for rows that are many."""
    yield b"\xef\xbb\xbf"
    left = iter(rows)
    while part := list(islice(left, AT_ONCE)):
        text = io.StringIO(newline="")
        cells = ([defused(cell) for cell in row] for row in part)
        csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(cells)
        yield text.getvalue().encode()


def xlsx_bytes(title: str, head: Sequence[str], rows: Iterable[Sequence[str | float | None]]) -> bytes:
    """A workbook of one sheet, with numbers as numbers. Texts are never formulas or links in it."""
    from xlsxwriter import Workbook  # two hundred files a year are asked for, and it takes its time to load

    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(made, options) as book:
        sheet = book.add_worksheet(_NOT_IN_A_NAME.sub(" ", title)[:_LONGEST_NAME])
        sheet.write_row(0, 0, head, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, row)
        sheet.autofit(300)
    return made.getvalue()
