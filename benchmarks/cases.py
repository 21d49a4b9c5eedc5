"""Everything that is measured, and what it is held to."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle, islice
from secrets import token_hex
from time import process_time

from benchmarks.load import ask
from benchmarks.scene import SEARCHED, Scene
from benchmarks.visitors import ANYBODY, Visitor
from network.core.text import sanitise

HELLO, PAGE, NETWORK = "hello", "page", "network"  # the servers
R0, R1 = "R0", "R1"
HOT = "thread, not signed in"
POST_CARDS, HIT_ROWS, MARKS = b'<article class="post', b'<li class="row">', b"<mark>"


@dataclass(frozen=True, slots=True)
class Case:
    """A kind of request. `extra` is work that the bar allows on top of the reference, in seconds of CPU time."""

    name: str
    server: str
    requests: Callable[[int], list[bytes]]  # how many → that many
    count: int  # in one run
    status: int = 200
    reference: str = ""  # the name of another case
    bar: float | None = None  # as a multiple of the reference
    extra: Callable[[], float] | None = None


def repeated(request: bytes) -> Callable[[int], list[bytes]]:
    return lambda count: [request] * count


def in_turn(requests: list[bytes]) -> Callable[[int], list[bytes]]:
    """Each call goes on where the last one stopped."""
    endless = cycle(requests)
    return lambda count: list(islice(endless, count))


def cases(scene: Scene, visitors: list[Visitor], port: int) -> list[Case]:
    member = visitors[0]
    hot = scene.hot.url()
    search = f"/soeg?q={SEARCHED}"
    _check(port, scene, member)
    compressed = {kind: ANYBODY.get(hot, accept_encoding=kind) for kind in ("br", "gzip")}
    return [
        Case(R0, HELLO, repeated(ANYBODY.get("/")), 1000),
        Case(R1, PAGE, repeated(ANYBODY.get(f"/{scene.hot.id}")), 300, reference=R0),
        Case(HOT, NETWORK, repeated(ANYBODY.get(hot)), 300, reference=R1, bar=1.3),
        Case("999 threads in turn", NETWORK, _gets(scene.first_pages), 999, reference=HOT, bar=1.2),
        Case("999 full pages in turn", NETWORK, _gets(scene.full_pages), 999, reference=HOT, bar=1.2),
        Case("thread, signed in", NETWORK, repeated(member.get(hot)), 300, reference=R1, bar=1.8),
        Case("front page, signed in", NETWORK, repeated(member.get("/")), 300, reference=R1, bar=2.0),
        Case("longest thread, first page", NETWORK, repeated(ANYBODY.get(scene.longest.url())), 300, reference=R1),
        Case(
            "longest thread, last page",
            NETWORK,
            repeated(ANYBODY.get(scene.longest.last_page())),
            300,
            reference="longest thread, first page",
            bar=1.1,
        ),
        _unchanged("thread unchanged (304)", ANYBODY, hot, port),
        _unchanged("thread unchanged (304), signed in", member, hot, port),
        Case(
            "reply",
            NETWORK,
            _replies(scene, visitors),
            100,
            status=303,
            reference=R1,
            bar=3.0,
            extra=lambda: bleach_time(scene.reply_html),
        ),
        Case("search", NETWORK, repeated(member.get(search)), 60, reference=R1, bar=20.0),
        Case("thread, brotli", NETWORK, repeated(compressed["br"]), 200, reference=HOT),
        Case("thread, gzip", NETWORK, repeated(compressed["gzip"]), 200, reference=HOT),
        Case("thread, read for the first time", NETWORK, _first_reads(scene, visitors), 200, reference=R1),
    ]


def _gets(urls: tuple[str, ...]) -> Callable[[int], list[bytes]]:
    return in_turn([ANYBODY.get(url) for url in urls])


def _check(port: int, scene: Scene, member: Visitor) -> None:
    """What is measured must be what it is called."""
    pages = {
        (scene.hot.url(), POST_CARDS): 20,
        (scene.longest.url(), POST_CARDS): 20,
        (scene.longest.last_page(), POST_CARDS): 20,
        (f"/soeg?q={SEARCHED}", HIT_ROWS): 20,
    }
    for (url, sign), expected in pages.items():
        answer = ask(port, member.get(url))
        found = answer.body.count(sign)
        if answer.status != 200 or found != expected:
            raise RuntimeError(f"{url}: {answer.status} with {found} of {sign!r} instead of {expected}")
        if sign == HIT_ROWS and not all(MARKS in row for row in answer.body.split(HIT_ROWS)[1:]):
            raise RuntimeError(f"{url}: a hit has no marked word")


def _unchanged(name: str, visitor: Visitor, url: str, port: int) -> Case:
    tag = ask(port, visitor.get(url)).header("ETag")
    if not tag:
        raise RuntimeError(f"{url} has no ETag")
    return Case(name, NETWORK, repeated(visitor.get(url, if_none_match=tag)), 600, status=304, reference=R1, bar=0.5)


def _replies(scene: Scene, visitors: list[Visitor]) -> Callable[[int], list[bytes]]:
    """Members take turns, because each may write only so often."""
    turns = cycle(visitors)
    url = f"/traade/{scene.replied_to.id}/svar"
    return lambda count: [
        visitor.post(url, body=scene.reply, submission=token_hex(12)) for visitor in islice(turns, count)
    ]


def _first_reads(scene: Scene, visitors: list[Visitor]) -> Callable[[int], list[bytes]]:
    """Full first pages that move the reader's marker, no one twice."""
    return in_turn([visitor.get(url) for url in scene.full_pages if "?" not in url for visitor in visitors[1:]])


def bleach_time(html: str, times: int = 40) -> float:
    """Seconds of CPU time that bleach takes for a text."""
    sanitise(html)
    began = process_time()
    for _ in range(times):
        sanitise(html)
    return (process_time() - began) / times
