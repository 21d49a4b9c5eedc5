"""Events as calendars read them: RFC 5545, as much of it as is needed. Moments are in UTC, so no time zone is told."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

LINE = 75  # octets, the end of the line aside
PRODUCT = "-//paa-forkant//vidensnetvaerk//DA"
_SPECIAL = re.compile(r"([\\;,])")


@dataclass(frozen=True, slots=True)
class Entry:
    uid: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    sequence: int
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    is_certain: bool = True  # that whoever reads the calendar takes part


def calendar(entries: Iterable[Entry], name: str = "") -> str:
    """A whole calendar, its lines folded and ended as the standard wants it."""
    return "".join(f"{folded(line)}\r\n" for line in _lines(entries, name))


def _lines(entries: Iterable[Entry], name: str) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH")
    if name:
        yield f"X-WR-CALNAME:{escaped(name)}"
    for entry in entries:
        yield from _event(entry)
    yield "END:VCALENDAR"


def _event(entry: Entry) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(entry.uid)}"
    yield f"DTSTAMP:{stamp(entry.changed_at)}"
    yield f"LAST-MODIFIED:{stamp(entry.changed_at)}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"DTSTART:{stamp(entry.starts_at)}"
    yield f"DTEND:{stamp(entry.ends_at)}"
    yield f"SUMMARY:{escaped(entry.summary)}"
    for field, text in (("DESCRIPTION", entry.description), ("LOCATION", entry.location)):
        if text:
            yield f"{field}:{escaped(text)}"
    if entry.url:
        yield f"URL:{entry.url}"  # an address is written as it is
    if not entry.is_certain:
        yield "STATUS:TENTATIVE"
    yield "END:VEVENT"


def stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text).replace("\r\n", "\n").replace("\n", "\\n")


def folded(line: str) -> str:
    """No line is longer than 75 octets; what follows begins with a space. No letter is cut in two."""
    parts, held, room = [], "", LINE
    for character in line:
        size = len(character.encode())
        if size > room:
            parts.append(held)
            held, room = "", LINE - 1
        held += character
        room -= size
    return "\r\n ".join((*parts, held))
