"""What the demo's secretariat publishes: invented, and said to be so; put in through the services."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from network.core.access import Actor
from network.demo.content import FOLDER, listed, moment, split
from network.features.events.service import sign_up
from network.features.library.models import Document
from network.features.publishing import service
from network.features.publishing.entry import Entry
from network.features.publishing.fields import FACTS
from network.features.publishing.models import ArticleKind
from network.features.publishing.moments import typed_moment

MARK = "*Demotekst: fundet på til denne demo.*"
WRITTEN_BEFORE = timedelta(hours=2)  # what is planned has been written by now


@dataclass(frozen=True, slots=True)
class DemoArticle:
    head: Mapping[str, str]
    kind: ArticleKind
    at: datetime
    lead: str
    body: str


def articles(now: datetime) -> Iterator[DemoArticle]:
    """Everything that is published, dated so that the demo is always fresh."""
    for path in sorted((FOLDER / "articles").glob("*.md")):
        head, text = split(path)
        lead, _, body = text.strip().partition("\n\n")
        yield DemoArticle(head, ArticleKind(head["kind"]), moment(head["published"], now), lead, body.strip())


class ArticleLoader:
    """Puts them in, each at its time, by the secretariat."""

    def __init__(self, session: Session, actors: Mapping[str, Actor], now: datetime) -> None:
        self.session, self.actors, self.now = session, actors, now

    def events(self) -> Iterator[tuple[datetime, Callable[[], object]]]:
        for article in articles(self.now):
            yield min(article.at, self.now - WRITTEN_BEFORE), partial(self._publish, article)

    def _publish(self, article: DemoArticle) -> None:
        head, body = article.head, f"{article.body}\n\n{MARK}"
        facts = {name: head.get(name, "") for name in FACTS[article.kind]}
        starts_at, ends_at = (moment(head[name], self.now) if name in head else None for name in ("starts", "ends"))
        documents = self._found(listed(head, "documents"))
        publish_date, publish_time = typed_moment(article.at)
        typed = {"title": head["title"], "lead": article.lead, "body": body, **facts}
        typed |= {"publish_date": publish_date, "publish_time": publish_time, "capacity": head.get("capacity", "")}
        typed |= {"documents": " ".join(map(str, documents))}
        for name, at in (("starts", starts_at), ("ends", ends_at)):
            typed[f"{name}_date"], typed[f"{name}_time"] = typed_moment(at)
        entry = Entry(
            title=head["title"],
            lead=article.lead,
            body=body,
            facts=facts,
            publish_at=article.at,
            documents=documents,
            starts_at=starts_at,
            ends_at=ends_at,
            capacity=int(head["capacity"]) if "capacity" in head else None,
            typed=typed,
        )
        number = service.begin(self.session, self.actors["sofie.lindholm"], article.kind, entry, publish=True)
        for name in listed(head, "comes", ","):
            sign_up(self.session, self.actors[name], number)

    def _found(self, titles: tuple[str, ...]) -> tuple[int, ...]:
        rows = {
            title: number
            for number, title in self.session.execute(
                select(Document.id, Document.title).where(Document.title.in_(titles))
            )
        }
        return tuple(rows[title] for title in titles)
