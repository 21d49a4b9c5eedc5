"""Everything that is measured, and what it is held to."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle, islice
from secrets import token_hex
from time import process_time
from urllib.parse import quote

from benchmarks.library import Library
from benchmarks.load import Answer, WrongAnswer, ask
from benchmarks.scene import SEARCHED, Scene
from benchmarks.visitors import ANYBODY, Visitor
from network.core.text import sanitise
from network.features.experiences.lists import PAGE as CARDS

HELLO, PAGE, NETWORK = "hello", "page", "network"  # the servers
R0, R1 = "R0", "R1"
HOT = "thread, not signed in"
LIST = "list of 50 threads with filters, signed in"
METHOD = "method with 200 experience cards, signed in"
METHODS = "list of 50 methods, signed in"
LISTED = "list for programs:"
MUNICIPALITY, PLAN = "municipality", "plan"
MAP = "map of where something happens, signed in"
FIRST_PAGE = "longest thread, first page"
POST, ROW, MARK, REFERENCE_POST = b'<article class="post', b'<li class="row">', b"<mark>", b"<article"
CARD = b'<li class="card-row">'
PEERS = b'id="ligesindede"'
TITLE = b"<h1"
PLACE = b'<circle class="reach"'


@dataclass(frozen=True, slots=True)
class Case:
    """A kind of request. `extra` is work that the bar allows on top of the reference, in seconds of CPU time."""

    name: str
    server: str
    requests: Callable[[int], list[bytes]]  # how many → that many
    count: int  # in one run
    status: int = 200
    shows: tuple[bytes, int] = (b"", 0)  # what must stand in the page, and how often
    marked: bool = False  # whether each of them must hold a marked word
    reference: str = ""  # the name of another case
    bar: float | None = None  # as a multiple of the reference
    extra: Callable[[], float] | None = None

    def check(self, answer: Answer) -> None:
        """What is measured must be what it is called. Raises WrongAnswer."""
        sign, expected = self.shows
        found = answer.body.count(sign) if sign else 0
        if answer.status != self.status or found != expected:
            raise WrongAnswer(f"{self.name}: status {answer.status}, {found} of {sign!r} instead of {expected}")
        if self.marked and not all(MARK in part for part in answer.body.split(sign)[1:]):
            raise WrongAnswer(f"{self.name}: a hit has no marked word")


def repeated(request: bytes) -> Callable[[int], list[bytes]]:
    return lambda count: [request] * count


def in_turn(requests: list[bytes]) -> Callable[[int], list[bytes]]:
    """Each call goes on where the last one stopped."""
    endless = cycle(requests)
    return lambda count: list(islice(endless, count))


def cases(scene: Scene, visitors: list[Visitor], port: int) -> list[Case]:
    """All of them. `port` is where the network answers."""
    return [
        Case(R0, HELLO, repeated(ANYBODY.get("/")), 1000),
        Case(R1, PAGE, repeated(ANYBODY.get(f"/{scene.hot.id}")), 300, shows=(REFERENCE_POST, 20), reference=R0),
        *_reading(scene, visitors[0]),
        _unchanged("thread unchanged (304)", ANYBODY, scene.hot.url(), port),
        _unchanged("thread unchanged (304), signed in", visitors[0], scene.hot.url(), port),
        _replying(scene, visitors),
        *_searching(scene, visitors[0]),
        *_for_information(scene, visitors),
    ]


def _page(name: str, requests: Callable[[int], list[bytes]], reference: str, bar: float | None = None) -> Case:
    """A page with 20 posts."""
    return Case(name, NETWORK, requests, 300, shows=(POST, 20), reference=reference, bar=bar)


def _reading(scene: Scene, member: Visitor) -> list[Case]:
    hot, longest = scene.hot.url(), scene.longest
    threads = in_turn([ANYBODY.get(url) for url in scene.first_pages])
    pages = in_turn([ANYBODY.get(url) for url in scene.full_pages])
    return [
        _page(HOT, repeated(ANYBODY.get(hot)), R1, 1.3),
        Case("999 threads in turn", NETWORK, threads, 999, shows=(POST, 20), reference=HOT, bar=1.2),
        Case("999 full pages in turn", NETWORK, pages, 999, shows=(POST, 20), reference=HOT, bar=1.2),
        _page("thread, signed in", repeated(member.get(hot)), R1, 1.8),
        Case("front page, signed in", NETWORK, repeated(member.get("/")), 300, shows=(ROW, 8), reference=R1, bar=2.0),
        Case(LIST, NETWORK, repeated(member.get(scene.filtered)), 200, shows=(ROW, 50), reference=R1, bar=2.5),
        _page(FIRST_PAGE, repeated(ANYBODY.get(longest.url())), R1),
        _page("longest thread, last page", repeated(ANYBODY.get(longest.last_page())), FIRST_PAGE, 1.1),
    ]


def _unchanged(name: str, visitor: Visitor, url: str, port: int) -> Case:
    tag = ask(port, visitor.get(url)).header("ETag")
    return Case(name, NETWORK, repeated(visitor.get(url, if_none_match=tag)), 600, status=304, reference=R1, bar=0.5)


def _replying(scene: Scene, visitors: list[Visitor]) -> Case:
    """Members take turns, because each may write only so often."""
    turns = cycle(visitors)
    url = f"/traade/{scene.replied_to.id}/svar"

    def replies(count: int) -> list[bytes]:
        members = islice(turns, count)
        return [member.post(url, body=scene.reply, submission=token_hex(12)) for member in members]

    bleach = lambda: bleach_time(scene.reply_html)  # noqa: E731
    return Case("reply", NETWORK, replies, 100, status=303, reference=R1, bar=3.0, extra=bleach)


def _searching(scene: Scene, member: Visitor) -> list[Case]:
    """The word that most threads have, time and again; and many words in turn, so that nothing is known of the last."""
    often = repeated(member.get(f"/soeg?q={SEARCHED}"))
    others = in_turn([member.get(f"/soeg?q={quote(word)}") for word in scene.searched])
    return [
        Case("search", NETWORK, often, 60, shows=(ROW, 20), marked=True, reference=R1, bar=3.0),
        Case("search, 200 words in turn", NETWORK, others, 100, shows=(ROW, 20), marked=True, reference=R1, bar=3.0),
    ]


def _for_information(scene: Scene, visitors: list[Visitor]) -> list[Case]:
    """What compressing adds, and what it costs to move a reader's marker."""
    hot = scene.hot.url()
    compressed = {kind: repeated(ANYBODY.get(hot, accept_encoding=kind)) for kind in ("br", "gzip")}
    first_reads = [visitor.get(url) for url in scene.full_pages if "?" not in url for visitor in visitors[1:]]
    return [
        Case("thread, brotli", NETWORK, compressed["br"], 200, reference=HOT),
        Case("thread, gzip", NETWORK, compressed["gzip"], 200, reference=HOT),
        _page("thread, read for the first time", in_turn(first_reads), "thread, signed in"),
    ]


def of_methods(shelf: Library, member: Visitor) -> list[Case]:
    """A method that 200 municipalities have told about, its first page; 50 methods; and who wrote the first."""
    method, listed = member.get(shelf.method), member.get(shelf.methods)
    drawn = member.get("/kommuner/kort?vis=aktivitet")
    return [
        Case(METHOD, NETWORK, repeated(method), 200, shows=(CARD, CARDS), reference=R1, bar=3.0),
        Case(METHODS, NETWORK, repeated(listed), 200, shows=(ROW, 50), reference=R1, bar=2.5),
        *(
            Case(f"{LISTED} {name}", NETWORK, repeated(ANYBODY.get(f"/api/v1/{name}")), 200, reference=R1, bar=2.0)
            for name in ("threads", "methods")
        ),
        Case(MAP, NETWORK, repeated(drawn), 100, shows=(PLACE, 98), reference=R1, bar=4.0),
        *(
            Case(f"{name}, {who}", NETWORK, repeated(visitor.get(path)), 200, shows=shows, reference=R1, bar=2.0)
            for name, path, shows in ((MUNICIPALITY, shelf.municipality, (PEERS, 1)), (PLAN, shelf.plan, (TITLE, 1)))
            for who, visitor in (("signed in", member), ("not signed in", ANYBODY))
        ),
        Case("front page, not signed in", NETWORK, repeated(ANYBODY.get("/")), 300, reference=R1, bar=2.0),
    ]


def bleach_time(html: str, times: int = 40) -> float:
    """Seconds of CPU time that bleach takes for a text."""
    sanitise(html)
    began = process_time()
    for _ in range(times):
        sanitise(html)
    return (process_time() - began) / times
