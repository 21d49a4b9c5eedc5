"""A visitor who follows every link, and what was seen on the way."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from flask.testing import FlaskClient

from tests.rules.town import COMMON

LIMIT = 800  # pages a visitor
_LINK = re.compile(r'(?:href|src|data-refresh-url)="([^"]*)"')
_OWN = re.compile(r'name="(?:csrf_token|submission)" value="[^"]*"')
_TAG = re.compile(r"<[^>]*>")
# Forms whose query only fills in a field: once without it and once with it is enough
_SEARCH = "/soeg"
# All 98 municipalities have pages that are made alike: those of the town's people, and one that nothing is of
_PLACE = re.compile(r"/kommuner/([a-z-]+)")
_PLACES = {"lolland", "lemvig", "toender", "jammerbugt", "laesoe", "ballerup", "roskilde", "kort", "plancyklus"}
_TABLE = re.compile(r"/(?:statistik|svar)/[a-z-]+\.(?:csv|xlsx)$")
_FORMS = ("/traade/ny", "/bibliotek/del", "/log-ind", "/metoder/ny", "/strategiplaner/ny")


OF_THE_MOMENT = ("Date", "X-Request-Id", "Set-Cookie", "Content-Length")  # headers that tell nothing of what was found


@dataclass(frozen=True)
class Visit:
    path: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: str

    @property
    def received(self) -> str:
        """All that reached the browser, with HTML's escapes undone."""
        return unescape("\n".join([*(f"{name}: {value}" for name, value in self.headers), self.body]))

    @property
    def words(self) -> str:
        """What stands between the tags, spaces folded."""
        return " ".join(unescape(_TAG.sub(" ", self.body)).split())

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def likeness(self, word: str = "", instead: str = "") -> tuple[object, ...]:
        """What must be alike in two answers that may not be told apart; the one word of the question aside."""
        headers = [pair for pair in self.headers if pair[0] not in OF_THE_MOMENT]
        return self.status, tuple(headers), _OWN.sub("", self.body.replace(word, instead) if word else self.body)


def visit(client: FlaskClient, path: str) -> Visit:
    """One page. Bytes that are no text count as the text they may be."""
    response = FlaskClient.open(client, path, buffered=True)
    headers = tuple((name, str(value)) for name, value in response.headers)
    return Visit(path, response.status_code, headers, response.data.decode("utf-8", "replace"))


def crawl(client: FlaskClient, start: str = "/") -> Iterator[Visit]:
    """Every page that can be reached by links, at most LIMIT of them."""
    count, waiting, known = 0, deque([start]), {start}
    while waiting:
        assert count < LIMIT, "the crawl does not end; a page links to itself in ever new ways"
        seen = visit(client, waiting.popleft())
        yield seen
        count += 1
        for link in links(seen):
            if link not in known:
                known.add(link)
                waiting.append(link)


def links(seen: Visit) -> Iterator[str]:
    """Paths of this site that a page leads to, in one spelling each."""
    raw = [unescape(link) for link in _LINK.findall(seen.body)] if "html" in seen.header("Content-Type") else []
    for link in [*raw, seen.header("Location")]:
        target = urlsplit(urljoin("http://localhost" + seen.path, link))
        if not link or target.netloc != "localhost" or target.scheme != "http":
            continue
        place = _PLACE.match(target.path)
        if place and place[1] not in _PLACES:
            continue
        query = [(name, value) for name, value in parse_qsl(target.query) if name != "sprog"]
        if target.path == _SEARCH and len(query) > 1:
            query = [("q", COMMON), *((name, value) for name, value in query if name != "q")]
            if len(query) > 2:
                continue  # each way to narrow a search is tried once, and not each with each other
        elif target.path != _SEARCH:
            query = [(name, value) for name, value in query if name != "q"]  # words that are marked there
        if _TABLE.search(target.path):
            query = []  # the page of each period shows what the files of that period hold
        if target.path in _FORMS:
            query = [(name, value if name == "slags" else "x") for name, value in query]
        yield target.path + ("?" + urlencode(query) if query else "")
