"""Putting a package together for a reader, within its limits."""

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from network.core import clock
from network.core.access import Actor
from network.core.errors import N_, Forbidden, Invalid, NotFound
from network.core.policy import Action, require
from network.features.casefile import queries
from network.features.casefile.contents import By, CaseFile, DocumentInside, Entry, FileInside, Part
from network.features.casefile.names import Names
from network.features.casefile.plans import documents_of_plans, plans
from network.features.collections.queries import ItemView, collection_view, contents
from network.features.methods.queries import method_view
from network.features.municipalities.models import Organisation
from network.features.plans.queries import plan_view
from network.features.threads.head import thread_head

MEGABYTE = 1_000_000
MOST_BYTES = 500 * MEGABYTE  # of files
MOST_POSTS = 5_000
MOST_TEXT = 20 * MEGABYTE  # characters of posts


@dataclass(frozen=True, slots=True)
class Subject:
    """What a package is asked of."""

    kind: str
    id: int
    title: str
    url: str
    term: str
    by: By | None = None
    html: str = ""
    items: tuple[ItemView, ...] = ()


def subject(session: Session, actor: Actor, kind: str, number: int) -> Subject:
    """Raises NotFound, Forbidden."""
    require(Action.EXPORT_CASEFILE, actor)
    if kind == "thread":
        head = thread_head(session, actor, number)
        if head.is_hidden:
            raise Forbidden(N_("A moderator has hidden the thread."))
        return Subject(kind, number, head.title, head.url(), head.audience_term)
    if kind == "method":
        method = method_view(session, actor, number)
        if method.is_draft:
            raise Forbidden(N_("The method is a draft. Share it first."))
        return Subject(kind, number, method.title, method.url, method.term)
    if kind == "plan":
        plan = plan_view(session, actor, number)
        if plan.is_draft:
            raise Forbidden(N_("The plan is a draft. Share it first."))
        return Subject(kind, number, plan.title, plan.url, plan.chosen)
    collection = collection_view(session, actor, number)
    by = By(
        collection.owner_name or "",
        collection.owner_title or "",
        collection.organisation_name,
        collection.organisation_code,
    )
    found = contents(session, actor, collection).items
    return Subject(kind, number, collection.title, collection.url, collection.chosen, by, collection.html, found)


@dataclass
class _Kept:
    """Files on their way into the package."""

    files: list[FileInside] = field(default_factory=list)
    paths: dict[int, str] = field(default_factory=dict)

    def keep(self, file: FileInside, attachment_id: int | None) -> None:
        self.files.append(file)
        if attachment_id is not None:
            self.paths[attachment_id] = file.path


def gather(session: Session, actor: Actor, about: Subject) -> CaseFile:
    """All of it that the actor may read. Raises NotFound, and Invalid when it is too much for one package."""
    ids: dict[str, list[int]] = {"thread": [], "method": [], "document": [], "plan": []}
    if about.kind == "collection":
        for item in about.items:
            ids[item.thing.kind].append(item.thing.id)
    else:
        ids[about.kind].append(about.id)
    _require_room(session, actor, ids["thread"])
    kept, names = _Kept(), Names("filer")
    threads = queries.threads(session, actor, ids["thread"], names, kept.keep)
    beside = queries.documents_beside(session, actor, ids["method"])
    of_plans = documents_of_plans(session, actor, ids["plan"])
    laid = (number for numbers in (*beside.values(), *of_plans.values()) for number in numbers)
    wanted = sorted({*ids["document"], *laid})
    documents = queries.documents(session, actor, wanted, names, kept.keep)
    methods = queries.methods(session, actor, ids["method"], beside, documents)
    size = sum(file.size for file in kept.files)
    if size > MOST_BYTES:
        message = N_("The files are %(size)s MB together, and a package can hold %(limit)s MB. Take a part at a time.")
        raise Invalid(message, size=-(-size // MEGABYTE), limit=MOST_BYTES // MEGABYTE)
    parts: dict[str, dict[int, Part]] = {
        "thread": {**threads},
        "method": {**methods},
        "document": {**documents},
        "plan": {**plans(session, actor, ids["plan"], of_plans, documents)},
    }
    own = session.get_one(Organisation, actor.organisation_id)
    return CaseFile(
        kind=about.kind,
        id=about.id,
        title=about.title,
        url=about.url,
        term=about.term,
        by=about.by,
        html=about.html,
        at=clock.now(),
        entries=_entries(about, parts),
        files=tuple(kept.files),
        file_paths=kept.paths,
        fetched_at=clock.now(),
        fetched_by=By(actor.name, "", own.full_name, own.code),
    )


def _require_room(session: Session, actor: Actor, thread_ids: list[int]) -> None:
    count, length = queries.weight(session, actor, thread_ids)
    if count > MOST_POSTS or length > MOST_TEXT:
        message = N_("There are %(count)s posts in it, and that is too much for one package. Take a part at a time.")
        raise Invalid(message, count=count)


def _entries(about: Subject, parts: dict[str, dict[int, Part]]) -> tuple[Entry, ...]:
    if about.kind != "collection":
        part = parts[about.kind].get(about.id)
        if part is None:
            raise NotFound
        return (Entry(about.kind, part, "", ""),)
    names, entries = Names("dele"), []
    for item in about.items:
        part = parts[item.thing.kind].get(item.thing.id)
        if part is not None:  # else it was hidden between two statements
            path = "" if isinstance(part, DocumentInside) else names.path(f"{item.number:02} {part.title[:60]}.html")
            entries.append(Entry(item.thing.kind, part, item.html, path))
    return tuple(entries)
