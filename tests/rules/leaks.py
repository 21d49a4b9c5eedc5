"""What somebody sees that is not theirs to see. The same checks prove the site and, with a weakened kernel, themselves."""  # noqa: E501

import re
from collections.abc import Iterable, Iterator

from tests.rules.crawl import Visit, crawl
from tests.rules.town import (
    ADVISER,
    CHORUS,
    COORDINATOR,
    HIDDEN_AUTHOR,
    MASKED_ADDRESS,
    MASKED_HOME,
    MASKED_NAME,
    MASKED_SLUG,
    MEMBER_A,
    MEMBER_B,
    MODERATING,
    MODERATOR,
    OPEN_SLUG,
    PARTNER,
    READERS,
    SECRETARIAT,
    VISITOR,
    Canary,
    Town,
)
from tests.rules.town import word as canary_word
from tests.rules.walk import ABSENT, Walk, shape

# Counted by hand from what town.py writes: threads and posts of the topic, hits for the common word.
# The place of a hidden reply counts, a hidden thread does not.
THREADS_AND_POSTS = {
    VISITOR: (2, 6),
    PARTNER: (4, 11),
    MEMBER_A: (7, 18),
    COORDINATOR: (7, 18),
    MEMBER_B: (7, 39),
    SECRETARIAT: (6, 17),
    HIDDEN_AUTHOR: (5, 14),
    MODERATOR: (5, 14),
    ADVISER: (3, 9),
}
# A thread is one hit with all that is found in it; so is a document, and a method with what was tried of it
COMMON_HITS = {VISITOR: 5, PARTNER: 9, MEMBER_A: 17, COORDINATOR: 17, MEMBER_B: 18, SECRETARIAT: 16}
COMMON_HITS |= {HIDDEN_AUTHOR: 13, MODERATOR: 13, ADVISER: 8}

# What somebody has written is theirs to fetch, also where others have hidden it or it was for the moderators
OWN_DATA = "/konto/oplysninger.json"
OWN_WORDS = {MEMBER_A: frozenset({canary_word("report", "note"), canary_word("hidden", "inside")})}


def first_leak(town: Town, role: str) -> str | None:
    """Whatever comes to light first; a page that shows it ends the walk."""
    for page in crawl(town.world.client(town.people[role])):
        for leak in (*seen(role, [page], town.canaries), *named(town, role, [page])):
            return leak
    return next(leaks(town, Walk(town, role)), None)


def leaks(town: Town, walk: Walk) -> Iterator[str]:
    """Everything below, what takes the fewest pages first."""
    yield from by_counts(walk)
    yield from by_name(walk)
    yield from by_address(walk)
    yield from by_search(town, walk)
    found = (page for word, page in walk.found.items() if walk.role in _readers(town)[word])
    told = (page for word, pages in walk.told.items() if walk.role in _readers(town)[word] for page in pages)
    pages = (*walk.linked, *walk.guessed, *walk.common, *walk.similar, *found, *told)
    yield from seen(walk.role, pages, town.canaries)
    yield from named(town, walk.role, pages)


def _readers(town: Town) -> dict[str, frozenset[str]]:
    searched = (*town.content(), *town.described(), Canary(CHORUS, READERS["own B"]))
    nobody: frozenset[str] = frozenset()
    hidden: dict[str, frozenset[str]] = {canary.text: frozenset() for canary in town.hidden()}
    return {canary.text: canary.readers for canary in searched} | hidden | dict.fromkeys((ABSENT, MASKED_NAME), nobody)


def seen(role: str, visits: Iterable[Visit], canaries: Iterable[Canary]) -> Iterator[str]:
    """Words on pages whose reader may not see them."""
    foreign = [canary.text for canary in canaries if role not in canary.readers]
    for page in visits:
        received = page.received
        own = OWN_WORDS.get(role, frozenset()) if page.path == OWN_DATA else frozenset()
        yield from (f"{role} sees {text} at {page.path}" for text in foreign if text in received and text not in own)


# Where municipalities and members stand for themselves, and nothing may stand that was written with a hidden name
DIRECTORIES = ("/kommuner/", "/sekretariat/", "/medlemmer/", "/bliv-med")  # the last one lists all 98
MASKED = (MASKED_NAME, MASKED_ADDRESS, MASKED_HOME, f"/{MASKED_SLUG}")


def named(town: Town, role: str, pages: Iterable[Visit]) -> Iterator[str]:
    """Whoever hides their name hides where they are from: no page names them, and no list of theirs has what they wrote."""  # noqa: E501
    post = f"/indlaeg/{town.masked_reply}"
    written = (f'{post}"', f"{post}#", f"/traade/{town.masked_thread.id}-")
    for page in pages:
        if page.path.startswith(DIRECTORIES):
            yield from (f"{role} sees {path} at {page.path}" for path in written if path in page.received)
        elif role not in MODERATING:
            yield from (f"{role} sees {text} at {page.path}" for text in MASKED if text in page.received)


def by_name(walk: Walk) -> Iterator[str]:
    """The threads of a municipality whose only writer hides their name are those of one that has written nothing."""
    masked, empty = walk.municipalities
    if masked.words.replace(MASKED_SLUG, OPEN_SLUG) != empty.words.replace(MASKED_SLUG, OPEN_SLUG):
        yield f"{walk.role} can tell {masked.path} from a municipality that has written nothing"


def by_address(walk: Walk) -> Iterator[str]:
    """What is not theirs answers, to the last byte, as what does not exist."""
    for refused in walk.guessed:
        missing = walk.missing[shape(refused.path)]
        if refused.status != 404 or refused.likeness() != missing.likeness():
            yield f"{walk.role} can tell {refused.path} ({refused.status}) from what does not exist ({missing.status})"


def by_search(town: Town, walk: Walk) -> Iterator[str]:
    """Searching for a word that others hide is searching for a word that stands nowhere."""
    nothing = walk.found[ABSENT].likeness()
    for word, readers in _readers(town).items():
        if walk.role not in readers and walk.found[word].likeness(word, ABSENT) != nothing:
            yield f"{walk.role} can tell by searching that {word} stands somewhere"
        for page, empty in zip(walk.told[word], walk.told[ABSENT], strict=True):
            if walk.role not in readers and page.likeness(word, ABSENT) != empty.likeness():
                yield f"{walk.role} can tell at {page.path} that {word} stands somewhere"


def by_counts(walk: Walk) -> Iterator[str]:
    """Numbers tell as much as words."""
    found = re.search(r"(\d+) threads? (\d+) posts?", walk.topics.words)
    counted = (int(found[1]), int(found[2])) if found else (0, 0)
    if counted != THREADS_AND_POSTS[walk.role]:
        yield f"{walk.role} counts {counted} threads and posts, not {THREADS_AND_POSTS[walk.role]}"
    hits = re.search(r"(\d+) results?", walk.hits.words)
    if (int(hits[1]) if hits else 0) != COMMON_HITS[walk.role]:
        yield f"{walk.role} is told of {hits and hits[1]} hits, not of {COMMON_HITS[walk.role]}"
