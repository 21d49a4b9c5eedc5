"""Rows of a JSON-lines file, and their fields: each is what the format says, or the row is refused."""

import json
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from network.core import clock
from network.core.text import clean_line
from network.importing.report import Refused

MAX_LINE = 4 * 1024 * 1024  # bytes; the longest body that is taken needs 300 kB
MAX_ID = 200  # characters
CLOCK_SKEW = timedelta(days=1)
_ADDRESS = re.compile(r"[^@\s,;<>()\"]{1,64}@[^@\s,;<>()\"]{1,190}")

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    line: int  # from 1
    offset: int  # bytes from the start of the file
    fields: Fields


def read_rows(path: Path, refuse: Callable[[int, Refused], None], read: Callable[[int], None]) -> Iterator[Row]:
    """Every row that is a JSON object; the others go to `refuse` with their line. `read` is told of bytes read."""
    with path.open("rb") as file:
        number, offset = 0, 0
        while raw := _whole_line(file):
            number += 1
            start, offset = offset, file.tell()
            read(offset - start)
            try:
                if raw.strip(b"\xef\xbb\xbf \t\r\n"):
                    yield Row(number, start, parsed(raw))
            except Refused as refused:
                refuse(number, refused)


def row_at(file: BinaryIO, offset: int) -> Fields:
    """The fields of the row that begins there. Raises Refused."""
    file.seek(offset)
    return parsed(_whole_line(file))


def _whole_line(file: BinaryIO) -> bytes:
    """The next line; of one that is too long its beginning, with the rest passed over."""
    line = file.readline(MAX_LINE + 1)
    rest = line
    while len(rest) > MAX_LINE and not rest.endswith(b"\n"):
        rest = file.readline(MAX_LINE + 1)
    return line


def parsed(raw: bytes) -> Fields:
    """A line as a JSON object. Raises Refused."""
    if len(raw) > MAX_LINE:
        raise Refused(f"the line is longer than {MAX_LINE:,} bytes")
    try:
        value = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refused("the line is not UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise Refused(f"the line is not JSON: {str(error)[:100]}") from None
    if not isinstance(value, dict):
        raise Refused("the line is not a JSON object")
    return value


def _field(fields: Fields, name: str) -> Any:
    if fields.get(name) is None:
        raise Refused(f"there is no {name}")
    return fields[name]


def source_id(fields: Fields, name: str = "id") -> str:
    """An id of the source: a whole number or a short text; 7 and "7" are the same. Raises Refused."""
    value = _field(fields, name)
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise Refused(f"{name} is neither a whole number nor a text")
    if isinstance(value, int) and value.bit_length() > 128:
        raise Refused(f"{name} is too large")
    text = str(value)
    if not 0 < len(text) <= MAX_ID or clean_line(text) != text:
        raise Refused(f"{name} is empty, too long or has characters that no id has")
    return text


def whole_number(fields: Fields, name: str) -> int:
    """Raises Refused."""
    value = _field(fields, name)
    if isinstance(value, bool) or not isinstance(value, int) or value.bit_length() > 63:
        raise Refused(f"{name} is not a whole number")
    return value


def moment(fields: Fields, name: str) -> datetime:
    """A time from Unix seconds, between 1970 and now. Raises Refused."""
    value = _field(fields, name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Refused(f"{name} is not a time in Unix seconds")
    now = clock.now()
    if not 0 <= value <= (now + CLOCK_SKEW).timestamp():
        raise Refused(f"{name} is not between 1970 and now; it must be in Unix seconds")
    return min(datetime.fromtimestamp(value, UTC), now)


def line_of_text(fields: Fields, name: str, limit: int, *, required: bool = True) -> str:
    """A text on one line, cleaned, of at most `limit` characters. Raises Refused."""
    value = _field(fields, name) if required else fields.get(name) or ""
    if not isinstance(value, str):
        raise Refused(f"{name} is not a text")
    line = clean_line(value)
    if required and not line:
        raise Refused(f"{name} is empty")
    if len(line) > limit:
        raise Refused(f"{name} has {len(line)} characters; at most {limit} fit")
    return line


def address(fields: Fields, name: str) -> str:
    """An e-mail address that mail can be sent to as it stands. Raises Refused."""
    line = line_of_text(fields, name, 254)
    if not _ADDRESS.fullmatch(line):
        raise Refused(f"{name} is not an e-mail address")
    return line
