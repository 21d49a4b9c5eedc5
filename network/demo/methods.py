"""The demo's methods and the experience with them: files of texts with a small head, put in through the services."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from network.core.access import Actor, Audience
from network.core.slugs import slugify
from network.demo.content import FOLDER, listed, moment, split
from network.features.experiences import service as experiences
from network.features.experiences.models import Again, Origin, Stage
from network.features.experiences.service import NewCard
from network.features.keywords import service as keywords
from network.features.keywords.models import Keyword
from network.features.library.models import Document
from network.features.methods import keeping, service
from network.features.methods.entry import Entry
from network.features.methods.fields import TEXTS
from network.features.methods.models import CostBand, MethodKind

_CARD = re.compile(r"^=== (?P<who>[a-z.]+) (?P<at>\d+d \d\d:\d\d)\s*$", re.MULTILINE)
_SECTION = re.compile(r"^== (?P<name>[a-z_]+)\s*$", re.MULTILINE)
_FIELD = re.compile(r"^(?P<name>[a-z_]+): (?P<value>.*)$", re.MULTILINE)
COST = {"0": CostBand.NONE, "25": CostBand.UNDER_25, "100": CostBand.UNDER_100, "500": CostBand.UNDER_500}


@dataclass(frozen=True, slots=True)
class DemoCard:
    username: str
    at: datetime
    fields: Mapping[str, str]

    @property
    def texts(self) -> dict[str, str]:
        return {name: self.fields[name] for name in experiences.TEXTS if name in self.fields}


@dataclass(frozen=True, slots=True)
class DemoMethod:
    head: Mapping[str, str]
    at: datetime
    texts: Mapping[str, str]
    cards: tuple[DemoCard, ...]


def methods(now: datetime) -> Iterator[DemoMethod]:
    """Every method, dated so that the demo is always fresh."""
    for path in sorted((FOLDER / "methods").glob("*.md")):
        head, body = split(path)
        first = _CARD.search(body)
        texts = dict(_parts(_SECTION, body[: first.start()] if first else body))
        cards = tuple(
            DemoCard(
                mark["who"], moment(mark["at"], now), {f["name"]: f["value"].strip() for f in _FIELD.finditer(text)}
            )
            for mark, text in _marked(_CARD, body)
        )
        yield DemoMethod(head, moment(head["shared"], now), texts, cards)


def _fields(text: str) -> dict[str, str]:
    return {found["name"]: found["value"].strip() for found in _FIELD.finditer(text)}


def _marked(pattern: re.Pattern[str], body: str) -> Iterator[tuple[re.Match[str], str]]:
    marks = list(pattern.finditer(body))
    ends = [mark.start() for mark in marks[1:]] + [len(body)]
    for mark, end in zip(marks, ends, strict=True):
        yield mark, body[mark.end() : end].strip()


def _parts(pattern: re.Pattern[str], body: str) -> Iterator[tuple[str, str]]:
    return ((mark["name"], text) for mark, text in _marked(pattern, body))


class MethodLoader:
    """Puts them in, each at its time."""

    def __init__(self, session: Session, actors: Mapping[str, Actor], now: datetime) -> None:
        self.session, self.actors, self.now = session, actors, now
        self.ids: dict[int, int] = {}

    def events(self) -> Iterator[tuple[datetime, Callable[[], object]]]:
        for number, method in enumerate(methods(self.now)):
            yield method.at, partial(self._share, number, method)
            for card in method.cards:
                yield card.at, partial(self._tell, number, method, card)

    def _share(self, number: int, method: DemoMethod) -> None:
        head, owner = method.head, self.actors[method.head["owner"]]
        titles = listed(head, "keywords", ",")
        entry = Entry(
            kind=MethodKind(head["kind"]),
            title=head["title"],
            summary=method.texts["summary"],
            texts={name: method.texts[name] for name in TEXTS if name in method.texts},
            cost_band=COST[head["cost"]],
            audience=Audience(head["audience"]),
            topics=listed(head, "topics", ","),
            keywords=self._keywords(titles),
            documents=self._documents(head.get("document", "")),
        )
        self.ids[number] = service.begin(self.session, owner, entry, share=True)
        self.session.flush()
        if "reviewed" in head:
            keeping.review(self.session, self.actors["thomas.berg"], self.ids[number], is_good=True)

    def _keywords(self, titles: tuple[str, ...]) -> tuple[str, ...]:
        """The secretariat takes in what is new."""
        for title in titles:
            if self.session.scalar(select(Keyword.id).where(Keyword.slug == slugify(title))) is None:
                keywords.add(self.session, self.actors["sofie.lindholm"], title)
        self.session.flush()
        return tuple(map(slugify, titles))

    def _documents(self, title: str) -> tuple[int, ...]:
        found = self.session.scalar(select(Document.id).where(Document.title == title)) if title else None
        return (found,) if found else ()

    def _tell(self, number: int, method: DemoMethod, card: DemoCard) -> None:
        actor, method_id, fields = self.actors[card.username], self.ids[number], card.fields
        numbers: dict[str, Any] = {name: int(fields[name]) for name in ("year", "cost", "hours") if name in fields}
        new = NewCard(
            stage=Stage(fields["stage"]),
            origin=Origin(fields["origin"]),
            copied_from=fields.get("from", ""),
            place=fields.get("place", ""),
            again=Again(fields["again"]) if "again" in fields else None,
            texts=card.texts,
            audience=Audience(method.head["audience"]),
            **numbers,
        )
        experiences.add(self.session, actor, method_id, new)
        if new.stage == Stage.CONSIDERING:
            experiences.wish(self.session, actor, method_id, wants=True)
