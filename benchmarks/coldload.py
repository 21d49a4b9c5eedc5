"""A page as a browser without a cache fetches it: every request, every byte."""

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin

import brotli

from benchmarks.load import Answer, ask
from benchmarks.visitors import ANYBODY

# Style sheet, icon and module of the head; images; the file that holds the icons a page draws
_WANTED = re.compile(
    r'<link\b(?=[^>]*\brel="(?:stylesheet|icon|modulepreload|preload)")[^>]*\bhref="([^"]+)"'
    r'|<(?:script|img)\b[^>]*\bsrc="([^"]+)"|<use\b[^>]*\bhref="([^"#]+)'
)
_IMPORTED = re.compile(r'^\s*(?:import|export)\b[^"\';]*["\']([^"\']+)["\']', re.MULTILINE)
_IN_STYLE = re.compile(r'(?:@import\s+|url\()["\']?([^"\')]+)')
_IN = {"text/html": _WANTED, "text/javascript": _IMPORTED, "text/css": _IN_STYLE}


@dataclass
class ColdLoad:
    port: int
    sizes: dict[str, int] = field(default_factory=dict)  # URL → bytes over the wire, heads included

    def fetch(self, url: str) -> None:
        """Fetch it, and all that it needs and that has not been fetched."""
        if url in self.sizes or url.startswith("data:"):
            return
        answer = ask(self.port, ANYBODY.get(url, accept_encoding="gzip, deflate, br"))
        if answer.status != 200:
            raise RuntimeError(f"{url}: {answer.status}")
        self.sizes[url] = answer.size
        pattern = _IN.get(answer.header("Content-Type").partition(";")[0])
        for match in pattern.finditer(_text(answer)) if pattern else ():
            self.fetch(urljoin(url, next(filter(None, match.groups()))))

    @property
    def total(self) -> int:
        return sum(self.sizes.values())


def _text(answer: Answer) -> str:
    encoding = answer.header("Content-Encoding")
    if encoding not in ("", "br"):
        raise RuntimeError(f"the server chose {encoding}")
    return (brotli.decompress(answer.body) if encoding else answer.body).decode()
