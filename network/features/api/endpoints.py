"""What programs can ask for, in one table: the routes and the document for programs are both made from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from network.core.access import Actor
from network.features.api import publishing, reading, shapes
from network.features.api.reading import Asked, Url
from network.features.methods.models import CostBand, MethodKind
from network.features.municipalities.queries import asking_organisations
from network.features.plans.models import Phase
from network.features.publishing.models import ArticleKind
from network.features.threads.lists import State
from network.features.threads.models import ThreadKind
from network.features.topics.queries import topic_options


class Unusable(Exception):
    """A parameter that cannot be used, and why: it is none (400), or what it names is not there (404)."""

    def __init__(self, parameter: str, detail: str, status: int = 400) -> None:
        super().__init__(detail)
        self.parameter, self.detail, self.status = parameter, detail, status


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a list can be narrowed by. `values`: all that it can be; none: it is looked up."""

    name: str
    argument: str  # of the query
    about: str
    values: tuple[str, ...]
    read: Callable[[Session, str], Any]  # raises Unusable


def _one_of(name: str, argument: str, about: str, kind: type[StrEnum]) -> Parameter:
    def read(_session: Session, text: str) -> Any:
        if text not in set(kind):
            raise Unusable(name, f"one of: {', '.join(kind)}")
        return kind(text)

    return Parameter(name, argument, about, tuple(kind), read)


def _topic(session: Session, text: str) -> int:
    for number, slug, _title in topic_options(session):
        if slug == text:
            return int(number)
    raise Unusable("topic", "no topic has this slug; /topics lists them", 404)


def _municipality(session: Session, text: str) -> int:
    for number, slug, _name in asking_organisations(session):
        if slug == text:
            return int(number)
    raise Unusable("municipality", "no participant has this slug: the last part of its address", 404)


TOPIC = Parameter("topic", "topic_id", "The slug of a topic.", (), _topic)
MUNICIPALITY = Parameter("municipality", "organisation_id", "The slug of a participant.", (), _municipality)
AFTER = "after"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`path` may hold one number, {id}. `pages`: the answer goes on with `after`."""

    name: str
    path: str
    about: str
    shape: Any
    read: Callable[[Session, Actor, Asked, Url], Any]
    parameters: tuple[Parameter, ...] = ()
    pages: bool = False

    @property
    def names(self) -> Mapping[str, Parameter]:
        return {parameter.name: parameter for parameter in self.parameters}

    @property
    def has_number(self) -> bool:
        return "{id}" in self.path


PUBLISHED = (
    (ArticleKind.NEWS, "news", "one-news", "News of the campaign and the network"),
    (ArticleKind.PUBLICATION, "publications", "publication", "Publications"),
    (ArticleKind.EVENT, "events", "event", "Events"),
    (ArticleKind.PROJECT, "projects", "project", "Related projects"),
)
ENDPOINTS = (
    Endpoint(
        "threads", "/threads", "Threads, the one with the newest post first.", shapes.Page[shapes.Thread],
        reading.thread_rows,
        (
            TOPIC,
            MUNICIPALITY,
            _one_of("kind", "kind", "What kind of thread.", ThreadKind),
            _one_of("state", "state", "Whether what it asks is resolved.", State),
        ),
        pages=True,
    ),
    Endpoint(
        "posts", "/threads/{id}/posts", "The posts of a thread in their order.", shapes.Page[shapes.Post],
        reading.post_rows, pages=True,
    ),
    Endpoint(
        "methods", "/methods", "Methods and tools, those looked through last first.", shapes.Page[shapes.Method],
        reading.method_rows,
        (
            TOPIC,
            MUNICIPALITY,
            _one_of("kind", "kind", "Method or tool.", MethodKind),
            _one_of("cost_band", "cost_band", "What it costs, in thousand kroner.", CostBand),
        ),
        pages=True,
    ),
    Endpoint("method", "/methods/{id}", "One method with all its text.", shapes.MethodText, reading.method),
    Endpoint(
        "experiences", "/methods/{id}/experiences", "Who has tried a method.", shapes.Page[shapes.Experience],
        reading.experience_rows, pages=True,
    ),
    Endpoint(
        "experience", "/experiences/{id}", "One experience with all its text.", shapes.ExperienceText,
        reading.experience,
    ),
    Endpoint(
        "documents", "/documents", "Documents of the library, newest first.", shapes.Page[shapes.Document],
        reading.document_rows, (TOPIC, MUNICIPALITY), pages=True,
    ),
    Endpoint(
        "document", "/documents/{id}", "One document with the text of its pages.", shapes.DocumentText,
        reading.document, pages=True,
    ),
    Endpoint(
        "plans", "/plans", "Strategy plans, those changed last first.", shapes.Page[shapes.Plan], reading.plan_rows,
        (TOPIC, MUNICIPALITY, _one_of("phase", "phase", "The phase that it is in.", Phase)), pages=True,
    ),
    Endpoint("plan", "/plans/{id}", "One plan with all its text.", shapes.PlanText, reading.plan),
    Endpoint(
        "municipalities", "/municipalities", "All municipalities.", shapes.Page[shapes.Municipality],
        reading.municipality_rows,
    ),
    Endpoint("partners", "/partners", "All partners.", shapes.Page[shapes.Partner], reading.partner_rows),
    *(
        endpoint
        for kind, name, single, about in PUBLISHED
        for endpoint in (
            Endpoint(
                name, f"/{name}", f"{about}, newest first.", shapes.Page[shapes.Article], publishing.rows_of(kind),
                pages=True,
            ),
            Endpoint(single, f"/{name}/{{id}}", "One of them with all its text.", shapes.ArticleText,
                     publishing.one_of(kind)),
        )
    ),
    Endpoint("topics", "/topics", "The topics.", shapes.Page[shapes.Topic], reading.topic_rows),
)  # fmt: skip
