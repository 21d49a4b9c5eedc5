"""Rows for a spreadsheet, as Danish Excel opens them: semicolons, and UTF-8 that says what it is."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

AT_ONCE = 100  # rows to a piece
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
