"""The demo's collections: files of texts with a small head, put in through the services."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from network.core.access import Actor
from network.demo.content import FOLDER, moment, split
from network.features.collections import items, service
from network.features.collections.kinds import NAMED
from network.features.collections.service import Said

_ITEM = re.compile(r"^=== (?P<kind>[a-z]+): (?P<title>.+)$", re.MULTILINE)


def texts() -> Iterator[tuple[dict[str, str], str, list[tuple[str, str, str]]]]:
    """Of each collection its head, its introduction, and (kind, title, text) of each thing."""
    for path in sorted((FOLDER / "collections").glob("*.md")):
        head, body = split(path)
        introduction, *parts = _ITEM.split(body)
        things = list(zip(parts[::3], parts[1::3], map(str.strip, parts[2::3]), strict=True))
        yield head, introduction.strip(), things


class CollectionLoader:
    """Puts them in, each at its time."""

    def __init__(self, session: Session, actors: Mapping[str, Actor], now: datetime) -> None:
        self.session, self.actors, self.now = session, actors, now

    def events(self) -> Iterator[tuple[datetime, Callable[[], object]]]:
        for head, introduction, things in texts():
            yield moment(head["made"], self.now), partial(self._make, head, introduction, things)

    def _make(self, head: Mapping[str, str], introduction: str, things: list[tuple[str, str, str]]) -> None:
        owner = self.actors[head["owner"]]
        number = service.make(self.session, owner, Said(head["title"], introduction, head["audience"]))
        for name, title, text in things:
            kind = NAMED[name]
            thing_id = self.session.scalars(select(kind.id).where(kind.model.title == title)).one()
            item = items.add(self.session, owner, number, kind, thing_id)
            items.introduce(self.session, owner, number, item, text, version=1)
