"""Everything one person can reach: by links, by guessing addresses, by searching. Gathered once, looked at many times."""  # noqa: E501

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import delete

from network.features.search.models import MissedSearch
from network.web.requestlog import JsonFormatter
from tests.rules.crawl import Visit, crawl, visit
from tests.rules.tables import fingerprints
from tests.rules.town import CHORUS, COMMON, MASKED_NAME, MASKED_SLUG, OPEN_SLUG, READERS, SEES_HIDDEN, Town

ABSENT = "qxfindesikkezw"  # stands nowhere
UNKNOWN = 999_999  # no thread, post or document has this id

TOLD = ("/soeg/forslag?q=", "/api/v1/search?q=", "/soeg?q=q")  # the last is a slip of the finger


@dataclass(frozen=True)
class Walk:
    role: str
    linked: list[Visit]
    guessed: list[Visit]  # addresses of what is not theirs
    missing: dict[str, Visit]  # shape of an address → the answer when there is no such thing
    found: dict[str, Visit]  # word → search page
    similar: list[Visit]  # what is shown while somebody writes a title of such a word
    told: dict[str, tuple[Visit, ...]]  # word → what programs are told, suggestions, and corrections of it
    common: list[Visit]  # searches for a word that is everywhere, in every order
    municipalities: tuple[Visit, Visit]  # threads of the one that is hidden, and of one that has none
    topics: Visit  # in English
    hits: Visit  # in English
    log: tuple[str, ...]
    changed: frozenset[str]  # tables that are not what they were

    def __iter__(self) -> Iterator[Visit]:
        yield from (
            *self.linked,
            *self.guessed,
            *self.missing.values(),
            *self.found.values(),
            *self.similar,
            *(page for pages in self.told.values() for page in pages),
            *self.common,
            *self.municipalities,
        )


def shape(path: str) -> str:
    """The address with an id that nothing has."""
    return re.sub(r"\d+", str(UNKNOWN), path, count=1)


def walk(town: Town, role: str) -> Walk:
    """One person's round, with a browser of their own."""
    client = town.world.client(town.people[role])
    with town.world.writing() as session:  # others looked for these words too, which the secretariat is told of
        session.execute(delete(MissedSearch))
    before = fingerprints(town.world.engine)
    guesses = [path for audience, readers in READERS.items() if role not in readers for path in town.paths(audience)]
    guesses += town.call_paths() if not town.people[role].is_signed_in else ()
    guesses += town.hidden_paths() if role not in SEES_HIDDEN else ()
    canaries = (*town.content(), *town.described(), *town.hidden())
    words = [*(canary.text for canary in canaries), CHORUS, ABSENT, MASKED_NAME]
    of = "/traade/?kommune="
    orders = ("", "&type=traade", "&type=dokumenter", "&orden=nyeste", "&side=2")
    with logged() as log:
        return Walk(
            role=role,
            linked=list(crawl(client)),
            guessed=[visit(client, path) for path in guesses],
            missing={missing: visit(client, missing) for missing in {shape(path) for path in guesses}},
            found={word: visit(client, f"/soeg?q={word}") for word in words},
            similar=[visit(client, f"/soeg/lignende?titel={word}") for word in words if town.people[role].is_signed_in],
            told={word: tuple(visit(client, path + word) for path in TOLD) for word in words},
            common=[visit(client, f"/soeg?q={COMMON}{order}") for order in orders],
            municipalities=(visit(client, of + MASKED_SLUG), visit(client, of + OPEN_SLUG)),
            topics=visit(client, "/emner/?sprog=en"),
            hits=visit(client, f"/soeg?q={COMMON}&sprog=en"),
            log=tuple(log),
            changed=changed(before, fingerprints(town.world.engine)),
        )


def changed(before: dict[str, str], after: dict[str, str]) -> frozenset[str]:
    return frozenset(table for table in before if before[table] != after[table])


@contextmanager
def logged() -> Iterator[list[str]]:
    """What the network writes into its log meanwhile, as it is written."""
    lines: list[str] = []
    formatter = JsonFormatter()

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(formatter.format(record))

    logger, kept = logging.getLogger("network"), Kept()
    level = logger.level
    logger.addHandler(kept)
    logger.setLevel(logging.INFO)
    try:
        yield lines
    finally:
        logger.removeHandler(kept)
        logger.setLevel(level)
