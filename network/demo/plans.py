"""The demo's strategy plans: real names, invented descriptions; put in through the services."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from network.core.access import Actor, Audience
from network.core.clock import COPENHAGEN
from network.demo.content import FOLDER, listed, moment, split
from network.features.library.models import Document
from network.features.methods.models import Method
from network.features.plans import service
from network.features.plans.entry import Entry, Step
from network.features.plans.fields import PHASES, TEXTS
from network.features.plans.models import Phase, Progress

MARK = "*Demotekst: Planens navn er rigtigt. Beskrivelsen, tallene og datoerne er fundet på til denne demo.*"
_SECTION = re.compile(r"^== (?P<name>[a-z_]+)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class DemoPlan:
    head: Mapping[str, str]
    at: datetime
    texts: Mapping[str, str]
    steps: Mapping[Phase, Step]


def plans(now: datetime) -> Iterator[DemoPlan]:
    """Every plan, dated so that the demo is always fresh."""
    for path in sorted((FOLDER / "plans").glob("*.md")):
        head, body = split(path)
        marks = list(_SECTION.finditer(body))
        ends = [mark.start() for mark in marks[1:]] + [len(body)]
        texts = {mark["name"]: body[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)}
        steps = {phase: _step(head[phase], now) for phase in PHASES if phase in head}
        yield DemoPlan(head, moment(head["shared"], now), texts, steps)


def _step(text: str, now: datetime) -> Step:
    """ "done -20 -12" was done from twenty to twelve months before now."""
    progress, begins, ends = text.split()
    return Step(Progress(progress), _month(int(begins), now), _month(int(ends), now))


def _month(away: int, now: datetime) -> str:
    today: date = now.astimezone(COPENHAGEN).date()
    year, month = divmod(today.year * 12 + today.month - 1 + away, 12)
    return f"{year:04}-{month + 1:02}"


def _marked(texts: dict[str, str]) -> dict[str, str]:
    """The name of the plan is real, and nothing else."""
    return texts | {"challenge": f"{MARK}\n\n{texts['challenge']}"}


class PlanLoader:
    """Puts them in, each at its time, by a member of the municipality."""

    def __init__(self, session: Session, actors: Mapping[str, Actor], now: datetime) -> None:
        self.session, self.actors, self.now = session, actors, now

    def events(self) -> Iterator[tuple[datetime, Callable[[], object]]]:
        for plan in plans(self.now):
            yield plan.at, partial(self._share, plan)

    def _share(self, plan: DemoPlan) -> None:
        head = plan.head
        entry = Entry(
            title=head["title"],
            summary=plan.texts["summary"],
            advisers=head.get("advisers", ""),
            grant=int(head["grant"]) if "grant" in head else None,
            texts=_marked({name: plan.texts[name] for name in TEXTS if name in plan.texts}),
            steps=plan.steps,
            audience=Audience(head["audience"]),
            topics=listed(head, "topics", ","),
            methods=self._found(Method, head.get("method", "")),
            documents=dict.fromkeys(self._found(Document, head.get("document", "")), Phase.ANALYSIS),
        )
        service.begin(self.session, self.actors[head["owner"]], entry, share=True)

    def _found(self, model: type[Method | Document], title: str) -> tuple[int, ...]:
        found = self.session.scalar(select(model.id).where(model.title == title)) if title else None
        return (found,) if found else ()
