"""What somebody sees that is not theirs to see. The same checks prove the site and, with a weakened kernel, themselves."""

import re
from collections.abc import Iterable, Iterator

from tests.pages.client import CheckedClient, Page
from tests.rules.crawl import Visit, crawl, visit
from tests.rules.town import CHORUS, COMMON, COORDINATOR, MEMBER_A, MEMBER_B, PARTNER, READERS, SECRETARIAT, VISITOR
from tests.rules.town import Canary, Town

ABSENT = "qxfindesikkezw"  # stands nowhere
UNKNOWN = 999_999  # no thread, post or document has this id

# Counted by hand from what town.py writes: threads and posts of the topic, hits for the common word
THREADS_AND_POSTS = {
    VISITOR: (1, 2),
    PARTNER: (2, 4),
    MEMBER_A: (4, 8),
    COORDINATOR: (4, 8),
    MEMBER_B: (5, 30),
    SECRETARIAT: (4, 8),
}
COMMON_HITS = {VISITOR: 2, PARTNER: 4, MEMBER_A: 8, COORDINATOR: 8, MEMBER_B: 29, SECRETARIAT: 8}


def all_leaks(town: Town, role: str) -> list[str]:
    """Everything below, for one role, with a browser of its own."""
    client = town.world.client(town.people[role])
    return [
        *seen(role, crawl(client, ["/", *town.paths("public")]), town.canaries),
        *by_address(town, role, client),
        *by_search(town, role, client),
        *by_counts(role, client),
    ]


def seen(role: str, visits: Iterable[Visit], canaries: Iterable[Canary]) -> Iterator[str]:
    """Words on pages whose reader may not see them."""
    foreign = [canary.text for canary in canaries if role not in canary.readers]
    for page in visits:
        yield from (f"{role} sees {text} at {page.path}" for text in foreign if text in page.text)


def by_address(town: Town, role: str, client: CheckedClient) -> Iterator[str]:
    """What is not theirs answers, to the last byte, as what does not exist."""
    for audience, readers in READERS.items():
        if role in readers:
            continue
        for path in town.paths(audience):
            refused, missing = visit(client, path), visit(client, re.sub(r"\d+", str(UNKNOWN), path, count=1))
            yield from seen(role, [refused], town.canaries)
            if refused.status != 404 or refused.likeness() != missing.likeness():
                yield f"{role} can tell {path} ({refused.status}) from what does not exist ({missing.status})"


def by_search(town: Town, role: str, client: CheckedClient) -> Iterator[str]:
    """Searching for a word that others hide is searching for a word that stands nowhere."""
    nothing = visit(client, f"/soeg?q={ABSENT}")
    for canary in (*town.content(), Canary(CHORUS, READERS["own B"])):
        found = visit(client, f"/soeg?q={canary.text}")
        if role in canary.readers:
            yield from seen(role, [found], town.canaries)
        elif Visit("", found.status, found.headers, found.body.replace(canary.text, ABSENT)).likeness() != (
            nothing.likeness()
        ):
            yield f"{role} can tell by searching that {canary.text} stands somewhere"
    for more in ("", "&type=traade", "&type=dokumenter", "&orden=nyeste", "&side=2"):
        yield from seen(role, [visit(client, f"/soeg?q={COMMON}{more}")], town.canaries)


def by_counts(role: str, client: CheckedClient) -> Iterator[str]:
    """Numbers tell as much as words."""
    counted = threads_and_posts(client.page("/emner/?sprog=en"))
    if counted != THREADS_AND_POSTS[role]:
        yield f"{role} counts {counted} threads and posts, not {THREADS_AND_POSTS[role]}"
    hits = hit_count(client.page(f"/soeg?q={COMMON}&sprog=en"))
    if hits != COMMON_HITS[role]:
        yield f"{role} is told of {hits} hits, not of {COMMON_HITS[role]}"


def threads_and_posts(page: Page) -> tuple[int, int]:
    """The numbers on the card of the topic that everything is written in."""
    found = re.search(r"(\d+) threads? (\d+) posts?", page.main)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def hit_count(page: Page) -> int:
    found = re.search(r"(\d+) results?", page.main)
    return int(found[1]) if found else 0
