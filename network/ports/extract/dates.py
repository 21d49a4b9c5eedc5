"""Days and hours in a spreadsheet: numbers that only their style tells from others."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from network.ports.extract.markup import Walker

_EPOCH, _EPOCH_OF_MAC = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 -- a sheet knows no time zones
_LAST = 2_958_466  # the year 9999 ends before it
_OF_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})  # built in, ECMA-376 18.8.30
_NO_CODE = re.compile(r'"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|_.|\*.', re.IGNORECASE)  # colours, literals, padding
_MOST_STYLES = 65_536


class Styles(Walker):
    """Which of a workbook's cell styles show a date."""

    def __init__(self) -> None:
        super().__init__()
        self.of_dates: set[str] = set()  # as cells name them
        self._formats: set[int] = set(_OF_FORMATS)
        self._in_cells = False
        self._count = 0

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "numFmt":
            self._add(attributes.get("numFmtId", ""), attributes.get("formatCode", ""))
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells and self._count < _MOST_STYLES:
            if _number(attributes.get("numFmtId", "")) in self._formats:
                self.of_dates.add(str(self._count))
            self._count += 1

    def closed(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cells = False

    def _add(self, number: str, code: str) -> None:
        if re.search(r"[dmyhs]", _NO_CODE.sub("", code[:200]), re.IGNORECASE):
            self._formats.add(_number(number))
        else:
            self._formats.discard(_number(number))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def shown_date(value: str, *, of_mac: bool = False) -> str:
    """As it is written in Danish; the value itself where it is no date."""
    try:
        days = float(value)
    except ValueError:
        return value
    if not 0 <= days < _LAST - 1462:
        return value
    moment = (_EPOCH_OF_MAC if of_mac else _EPOCH) + timedelta(minutes=round(days * 1440))
    clock = f"{moment.hour:02}.{moment.minute:02}" if moment.hour or moment.minute or days < 1 else ""
    day = f"{moment.day:02}.{moment.month:02}.{moment.year}" if days >= 1 else ""
    return f"{day} {clock}".strip()
