"""Everything one person can reach: by links, by guessing addresses, by searching. Gathered once, looked at many times."""  # noqa: E501

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from sqlalchemy import delete

from network.features.search.models import MissedSearch
from network.web.requestlog import JsonFormatter
from tests.rules.crawl import Visit, crawl, visit
from tests.rules.tables import fingerprints
from tests.rules.town import (
    ADVISER,
    CHORUS,
    COMMON,
    MASKED_NAME,
    MASKED_SLUG,
    OPEN_SLUG,
    READERS,
    SECRETARIAT,
    SEES_HIDDEN,
    Town,
)

ABSENT = "qxfindesikkezw"  # stands nowhere
UNKNOWN = 999_999  # no thread, post or document has this id

TOLD = ("/soeg/forslag?q=", "/api/v1/search?q=", "/soeg?q=q")  # the last is a slip of the finger


class Walk:
    """One person's round, with a browser of their own. Each part is walked when somebody first asks for it."""

    def __init__(self, town: Town, role: str) -> None:
        self.role = role
        self._town, self._person = town, town.people[role]
        self._client = town.world.client(self._person)
        self._english = town.world.client(self._person)  # another browser, for it stays in English
        self._lines: list[str] = []
        with town.world.writing() as session:  # others looked for these words too, which the secretariat is told of
            session.execute(delete(MissedSearch))
        self._before = fingerprints(town.world.engine)
        canaries = (*town.content(), *town.described(), *town.hidden())
        self._words = [*(canary.text for canary in canaries), CHORUS, ABSENT, MASKED_NAME]

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
            self.topics,
            self.hits,
        )

    @cached_property
    def linked(self) -> list[Visit]:
        with logged(self._lines):
            return list(crawl(self._client))

    @cached_property
    def guessed(self) -> list[Visit]:
        """Addresses of what is not theirs."""
        town, role = self._town, self.role
        paths = [path for audience, readers in READERS.items() if role not in readers for path in town.paths(audience)]
        if role == ADVISER:
            paths = [path for path in paths if not town.is_opened(path)]
        paths += town.call_paths() if not self._person.is_member else ()
        paths += town.article_paths(is_signed_in=self._person.is_member) if role != SECRETARIAT else ()
        paths += town.hidden_paths() if role not in SEES_HIDDEN else ()
        return self._visits(paths)

    @cached_property
    def missing(self) -> dict[str, Visit]:
        """Shape of an address → the answer when there is no such thing."""
        return {path: self._visit(path) for path in {shape(page.path) for page in self.guessed}}

    @cached_property
    def found(self) -> dict[str, Visit]:
        """Word → search page."""
        return {word: self._visit(f"/soeg?q={word}") for word in self._words}

    @cached_property
    def similar(self) -> list[Visit]:
        """What is shown while somebody writes a title of such a word."""
        return self._visits([f"/soeg/lignende?titel={word}" for word in self._words if self._person.is_member])

    @cached_property
    def told(self) -> dict[str, tuple[Visit, ...]]:
        """Word → what programs are told, suggestions, and corrections of it."""
        return {word: tuple(self._visits([path + word for path in TOLD])) for word in self._words}

    @cached_property
    def common(self) -> list[Visit]:
        """Searches for a word that is everywhere, in every order."""
        orders = ("", "&type=traade", "&type=dokumenter", "&orden=nyeste", "&side=2")
        return self._visits([f"/soeg?q={COMMON}{order}" for order in orders])

    @cached_property
    def municipalities(self) -> tuple[Visit, Visit]:
        """Threads of the one that is hidden, and of one that has none."""
        of = "/traade/?kommune="
        return self._visit(of + MASKED_SLUG), self._visit(of + OPEN_SLUG)

    @cached_property
    def topics(self) -> Visit:
        return self._in_english("/emner/")

    @cached_property
    def hits(self) -> Visit:
        return self._in_english(f"/soeg?q={COMMON}")

    @cached_property
    def log(self) -> tuple[str, ...]:
        """What the network wrote into its log meanwhile."""
        list(self)
        return tuple(self._lines)

    @cached_property
    def changed(self) -> frozenset[str]:
        """Tables that are not what they were."""
        list(self)
        return changed(self._before, fingerprints(self._town.world.engine))

    def _visit(self, path: str) -> Visit:
        with logged(self._lines):
            return visit(self._client, path)

    def _in_english(self, path: str) -> Visit:
        with logged(self._lines):
            return visit(self._english, path + ("&" if "?" in path else "?") + "sprog=en")

    def _visits(self, paths: list[str]) -> list[Visit]:
        return [self._visit(path) for path in paths]


def shape(path: str) -> str:
    """The address with an id that nothing has."""
    return re.sub(r"\d+", str(UNKNOWN), path, count=1)


def changed(before: dict[str, str], after: dict[str, str]) -> frozenset[str]:
    return frozenset(table for table in before if before[table] != after[table])


@contextmanager
def logged(lines: list[str]) -> Iterator[None]:
    """Adds what the network writes into its log meanwhile, as it is written."""
    formatter = JsonFormatter()

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(formatter.format(record))

    logger, kept = logging.getLogger("network"), Kept()
    level = logger.level
    logger.addHandler(kept)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(kept)
        logger.setLevel(level)
