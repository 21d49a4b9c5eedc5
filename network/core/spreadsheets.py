"""Rows for a spreadsheet, as Danish Excel opens them: semicolons, and UTF-8 that says what it is."""

import csv
import io
from collections.abc import Iterable, Sequence

_BEGINS_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def defused(cell: str) -> str:
    """A text that no spreadsheet takes for a formula: what others wrote must not run on the reader's machine."""
    if cell.startswith(("\t", "\r")) or cell.lstrip().startswith(_BEGINS_FORMULA):
        return f"'{cell}"
    return cell


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows([defused(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()
