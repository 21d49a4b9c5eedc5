"""Reading the demo's files: members as CSV, threads and documents as text with a small head."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from network.core.clock import COPENHAGEN

FOLDER = Path(__file__).parent
UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_POST = re.compile(
    r"^=== (?P<who>[a-z.]+)(?: \+(?P<count>\d+)(?P<unit>[mhd]))?(?P<best> best)?(?P<hidden> hidden)?\s*$", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class DemoMember:
    username: str
    name: str
    title: str
    organisation: str  # municipality code, or "sekretariat"
    roles: str
    ask_about: str


@dataclass(frozen=True, slots=True)
class DemoPost:
    username: str
    at: datetime
    body: str
    best: bool
    hides_name: bool


@dataclass(frozen=True, slots=True)
class DemoThread:
    title: str
    topic: str
    audience: str
    kind: str
    posts: tuple[DemoPost, ...]
    deadline: date | None  # of a call, with what it asks for and whom it is for
    columns: tuple[str, ...]
    groups: tuple[str, ...]
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoDocument:
    title: str
    topic: str
    audience: str
    username: str
    at: datetime
    path: Path
    name: str
    description: str


def members() -> list[DemoMember]:
    with (FOLDER / "members.csv").open(encoding="utf-8", newline="") as file:
        return [DemoMember(**row) for row in csv.DictReader(file)]


def split(path: Path) -> tuple[dict[str, str], str]:
    """A file's head and what follows it."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.strip().splitlines())
    return {name: value.strip() for name, value in fields.items()}, body


def moment(text: str, now: datetime) -> datetime:
    """ "34d 10:12" is that clock time, Danish time, 34 days before now."""
    days, clock_time = text.split()
    hour, minute = map(int, clock_time.split(":"))
    day = now.astimezone(COPENHAGEN) - timedelta(days=int(days.rstrip("d")))
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def threads(now: datetime) -> Iterator[DemoThread]:
    """Every thread, dated so that the demo is always fresh."""
    for path in sorted((FOLDER / "threads").glob("*.md")):
        head, body = split(path)
        posts = tuple(_posts(body, moment(head["posted"], now)))
        yield DemoThread(
            head["title"],
            head["topic"],
            head["audience"],
            head["kind"],
            posts,
            deadline=_deadline(head, now),
            columns=listed(head, "columns"),
            groups=listed(head, "groups"),
            keywords=listed(head, "keywords", ","),
        )


def _deadline(head: dict[str, str], now: datetime) -> date | None:
    """ "12d" is twelve days after now."""
    days = head.get("deadline")
    return now.astimezone(COPENHAGEN).date() + timedelta(days=int(days.rstrip("d"))) if days else None


def listed(head: Mapping[str, str], name: str, mark: str = "|") -> tuple[str, ...]:
    """What stands under a name of the head, with a mark between the parts."""
    return tuple(part.strip() for part in head.get(name, "").split(mark) if part.strip())


def _posts(body: str, at: datetime) -> Iterator[DemoPost]:
    marks = list(_POST.finditer(body))
    ends = [mark.start() for mark in marks[1:]] + [len(body)]
    for mark, end in zip(marks, ends, strict=True):
        if mark["count"]:
            at += timedelta(**{UNITS[mark["unit"]]: int(mark["count"])})
        yield DemoPost(
            mark["who"], at, body[mark.end() : end].strip(), mark["best"] is not None, mark["hidden"] is not None
        )


def documents(now: datetime) -> Iterator[DemoDocument]:
    for path in sorted((FOLDER / "documents").glob("*.md")):
        head, body = split(path)
        yield DemoDocument(
            title=head["title"],
            topic=head["topic"],
            audience=head["audience"],
            username=head["owner"],
            at=moment(head["shared"], now),
            path=FOLDER / "files" / head["file"],
            name=head["name"],
            description=body.strip(),
        )
