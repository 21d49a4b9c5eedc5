"""The documents, methods and threads that belong to a plan: found by a link or a title, shown to those who may read them."""  # noqa: E501

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, select, true
from sqlalchemy.orm import Session

from network.core.access import Actor, readable, reader
from network.core.addresses import document_url, method_url, thread_url
from network.core.danish_sql import danish_folded, fold_text
from network.core.db import AnySelect, Source, dialect_insert, execute
from network.core.errors import N_, Invalid
from network.features.library.models import Document
from network.features.methods.models import Method, MethodState
from network.features.plans.entry import MOST_BONDS
from network.features.plans.fields import PHASES, documents_field
from network.features.plans.models import Phase, PlanDocument, PlanMethod, PlanThread
from network.features.threads.models import Thread

MAX_LINE = 300


@dataclass(frozen=True, slots=True)
class Bound:
    """Something that belongs to a plan and has a page of its own."""

    id: int
    title: str
    url: str

    @property
    def line(self) -> str:
        """As it stands in a field of the form."""
        return f"{self.title} – {self.url}"


def _shown(model: Any, row: Any, key: Any, *more: Any) -> AnySelect:
    """Those of a plan that a reader may read."""
    bound = select(model.id, model.title, model.slug, *more).join(row, key == model.id)
    return bound.where(row.plan_id == bindparam("plan_id"), readable(model)).order_by(model.id)


def _by_id(model: Any) -> AnySelect:
    return select(model.id, model.title, model.slug).where(
        model.id.in_(bindparam("ids", expanding=True)), readable(model)
    )


def _by_title(model: Any, condition: Any = None) -> AnySelect:
    """One's own municipality's first, the newest first."""
    at_home = model.organisation_id == bindparam("organisation_id")
    named = danish_folded(model.title) == bindparam("title")
    wanted = select(model.id).where(named, readable(model), true() if condition is None else condition)
    return wanted.order_by(at_home.desc(), model.id.desc()).limit(1)


@dataclass(frozen=True, slots=True)
class Kind:
    path: re.Pattern[str]
    url: Callable[[int, str], str]
    row: Any
    key: str
    of_plan: AnySelect
    by_id: AnySelect
    by_title: AnySelect
    unknown: str


def _path(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s/]){name}/([0-9]{{1,9}})(?![0-9])")


DOCUMENTS = Kind(
    _path("dokumenter"),
    document_url,
    PlanDocument,
    "document_id",
    _shown(Document, PlanDocument, PlanDocument.document_id, PlanDocument.phase),
    _by_id(Document),
    _by_title(Document),
    N_("There is no document in the library called “%(line)s”. Write its title as it stands there, or its address."),
)
METHODS = Kind(
    _path("metoder"),
    method_url,
    PlanMethod,
    "method_id",
    _shown(Method, PlanMethod, PlanMethod.method_id),
    _by_id(Method),
    _by_title(Method, Method.state == MethodState.SHARED.value),
    N_("There is no method called “%(line)s”. Write its title as it stands there, or its address."),
)
THREADS = Kind(
    _path("traade"),
    thread_url,
    PlanThread,
    "thread_id",
    _shown(Thread, PlanThread, PlanThread.thread_id),
    _by_id(Thread),
    _by_title(Thread),
    N_("There is no thread called “%(line)s”. Write its title as it stands there, or its address."),
)


def bound_to(source: Source, actor: Actor, plan_id: int, kind: Kind) -> tuple[Bound, ...]:
    """What belongs to a plan that the actor has been let through to, as far as they may read it."""
    rows = execute(source, kind.of_plan, reader(actor) | {"plan_id": plan_id})
    return tuple(Bound(row[0], row[1], kind.url(row[0], row[2])) for row in rows)


def documents_by_phase(source: Source, actor: Actor, plan_id: int) -> dict[Phase, tuple[Bound, ...]]:
    """The documents of a plan that the actor may read."""
    rows = execute(source, DOCUMENTS.of_plan, reader(actor) | {"plan_id": plan_id}).all()
    bound = [(row[3], Bound(row[0], row[1], document_url(row[0], row[2]))) for row in rows]
    return {phase: tuple(document for at, document in bound if at == phase) for phase in PHASES}


def readable_of(source: Source, actor: Actor, kind: Kind, ids: Sequence[int]) -> tuple[Bound, ...]:
    """Those of these things that the actor may read, in their order."""
    if not ids:
        return ()
    rows = execute(source, kind.by_id, reader(actor) | {"ids": list(ids)})
    found = {row[0]: Bound(row[0], row[1], kind.url(row[0], row[2])) for row in rows}
    return tuple(found[number] for number in ids if number in found)


def taken(source: Source, actor: Actor, kind: Kind, text: str, field: str) -> tuple[int, ...]:
    """The ids of what stands in a field, one a line, each by its address or its title. Raises Invalid."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_BONDS:
        raise Invalid(N_("At most %(limit)s lines."), field, limit=MOST_BONDS)
    return tuple(dict.fromkeys(_meant(source, actor, kind, line[:MAX_LINE], field) for line in lines))


def _meant(source: Source, actor: Actor, kind: Kind, line: str, field: str) -> int:
    named = kind.path.search(line)
    if named:
        found = [bound.id for bound in readable_of(source, actor, kind, [int(named[1])])]
    else:
        wanted = {"title": fold_text(line), "organisation_id": actor.organisation_id}
        found = list(execute(source, kind.by_title, reader(actor) | wanted).scalars())
    if not found:
        raise Invalid(kind.unknown, field, line=line[:80])
    return found[0]


def visible_fields(source: Source, actor: Actor, fields: dict[str, Any]) -> dict[str, Any]:
    """What a version holds, without what the actor may not read."""
    names = {documents_field(phase): DOCUMENTS for phase in PHASES} | {"methods": METHODS, "threads": THREADS}
    seen = {
        name: [bound.id for bound in readable_of(source, actor, kind, fields[name])] for name, kind in names.items()
    }
    return fields | seen


def lay(session: Session, actor: Actor, plan_id: int, kind: Kind, wanted: dict[int, dict[str, str]]) -> None:
    """A plan's documents, methods or threads become these, each with what else its row holds.

    What somebody else has laid there and the actor may not read stays.
    """
    seen = {bound.id for bound in bound_to(session, actor, plan_id, kind)} | set(wanted)
    key = getattr(kind.row, kind.key)
    session.execute(delete(kind.row).where(kind.row.plan_id == plan_id, key.in_(seen)))
    new = dialect_insert(session.get_bind().dialect.name, kind.row)
    for number, more in wanted.items():
        execute(session, new, {"plan_id": plan_id, kind.key: number, **more})


def unreadable(session: Session, actor: Actor, kind: Kind, ids: Sequence[int]) -> bool:
    """Whether the actor may not read one of these."""
    return len(readable_of(session, actor, kind, ids)) < len(set(ids))
