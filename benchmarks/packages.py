"""Real Danish text from Debian's packages: pages with a title, to search among.

Where they are not installed, `NETWORK_BENCH_HELP` names the folder of libreoffice-help-da's pages, and
`NETWORK_BENCH_MANUALS` that of manpages-da.
"""

import gzip
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

HELP, MANUALS = "libreoffice-help-da", "manpages-da"
_HELP_FOLDER = Path("/usr/share/libreoffice/help/da/text")
_MANUALS_FOLDER = Path("/usr/share/man/da")
FEWEST_WORDS = 12  # of a page that says something

_BODY = re.compile(r'<div id="DisplayArea".*?<div id="(?:SearchFrame|DonationFrame)"', re.DOTALL)
_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_SCRIPT = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_ROFF = re.compile(r"\\f.|\\-|\\\(..|\\&|\\e|^\.\\\".*$|^\.[A-Z]{1,2}\b|^'.*$", re.MULTILINE)
_SECTION = re.compile(r"^\.S[HS] (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Page:
    key: str  # the same on every machine
    title: str
    text: str


def _folder(name: str, otherwise: Path) -> Path:
    return Path(os.environ.get(name) or otherwise)


def help_pages() -> list[Page]:
    """Each page of LibreOffice's Danish help, in an order that is the same every time; empty where there is none."""
    folder = _folder("NETWORK_BENCH_HELP", _HELP_FOLDER)
    found = (_help_page(path, str(path.relative_to(folder))) for path in sorted(folder.rglob("*.html")))
    return [page for page in found if page is not None]


def _help_page(path: Path, key: str) -> Page | None:
    html = path.read_text(encoding="utf-8")
    body = _BODY.search(html)
    heading = _HEADING.search(body[0]) if body else None
    if body is None or heading is None:
        return None
    title, text = _plain(heading[1]), _plain(body[0].replace(heading[0], " "))
    return Page(key, title, text) if title and len(text.split()) >= FEWEST_WORDS else None


def _plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", _SCRIPT.sub(" ", html))).split())


def manual_pages() -> list[Page]:
    """Each section of the Danish manuals."""
    return [
        page
        for path in sorted(_folder("NETWORK_BENCH_MANUALS", _MANUALS_FOLDER).rglob("*.gz"))
        for page in _manual(path)
    ]


def _manual(path: Path) -> Iterator[Page]:
    name = path.name.removesuffix(".gz")
    with gzip.open(path, "rt", encoding="utf-8", errors="replace") as file:
        pieces = _SECTION.split(file.read())
    for number, (heading, body) in enumerate(zip(pieces[1::2], pieces[2::2], strict=True)):
        text = " ".join(_ROFF.sub(" ", body).split())
        if len(text.split()) >= FEWEST_WORDS:
            yield Page(f"{name}:{number}", f"{name.rpartition('.')[0]} – {heading.strip().capitalize()}", text)
