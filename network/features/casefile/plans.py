"""Reading the strategy plans that go into a package, with what belongs to them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select

from network.core.access import Actor, readable, reader
from network.core.addresses import method_url, plan_url, thread_url
from network.core.db import AnySelect, Source, execute
from network.features.accounts.models import Account
from network.features.casefile.contents import By, DocumentInside, LinkInside, PlanInside
from network.features.library.models import Document
from network.features.methods.models import Method
from network.features.municipalities.models import Organisation
from network.features.plans.entry import step_of
from network.features.plans.fields import PHASES
from network.features.plans.models import Plan, PlanDocument, PlanMethod, PlanThread
from network.features.plans.queries import topic_column
from network.features.threads.models import Thread

_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_plans: AnySelect = (
    select(
        Plan.id,
        Plan.slug,
        Plan.title,
        func.coalesce(Account.name, ""),
        func.coalesce(Account.title, ""),
        Organisation.full_name,
        Organisation.code,
        Plan.audience_term,
        Plan.summary,
        Plan.html,
        Plan.advisers,
        Plan.grant,
        topic_column,
        Plan.phases,
        func.coalesce(Plan.shared_at, Plan.created_at, type_=Plan.created_at.type),
        Plan.changed_at,
        Plan.number,
    )
    .join(Organisation, Organisation.id == Plan.organisation_id)
    .outerjoin(Account, Account.id == Plan.author_id)
    .where(Plan.id.in_(_IDS), readable(Plan))
)


def _bound(model: Any, row: Any, key: Any, *columns: Any) -> AnySelect:
    beside = select(row.plan_id, model.id, *columns).join(row, key == model.id)
    return beside.where(row.plan_id.in_(_IDS), readable(model)).order_by(model.id)


_documents = _bound(Document, PlanDocument, PlanDocument.document_id)
_methods = _bound(Method, PlanMethod, PlanMethod.method_id, Method.title, Method.slug)
_threads = _bound(Thread, PlanThread, PlanThread.thread_id, Thread.title, Thread.slug)


def documents_of_plans(source: Source, actor: Actor, plan_ids: Sequence[int]) -> dict[int, list[int]]:
    """The documents of these plans, as far as the actor may read them."""
    found: dict[int, list[int]] = defaultdict(list)
    for plan_id, document_id in (
        execute(source, _documents, reader(actor) | {"ids": list(plan_ids)}) if plan_ids else ()
    ):
        found[plan_id].append(document_id)
    return found


def plans(
    source: Source,
    actor: Actor,
    ids: Sequence[int],
    beside: dict[int, list[int]],
    found: dict[int, DocumentInside],
) -> dict[int, PlanInside]:
    """Those of these plans that the actor may read. `found`: the documents of `beside`."""
    if not ids:
        return {}
    wanted = reader(actor) | {"ids": list(ids)}
    links: dict[int, list[LinkInside]] = defaultdict(list)
    for statement, address in ((_methods, method_url), (_threads, thread_url)):
        for plan_id, number, title, slug in execute(source, statement, wanted):
            links[plan_id].append(LinkInside(title, address(number, slug)))
    return {
        row[0]: _plan(row, [found[number] for number in beside[row[0]] if number in found], links[row[0]])
        for row in execute(source, _plans, wanted)
    }


def _plan(row: Any, documents: list[DocumentInside], links: list[LinkInside]) -> PlanInside:
    number, slug, title, name, job, organisation, code, term, summary, html, advisers, grant, topics, kept, *times = row
    steps = {phase: step_of(kept.get(phase)) for phase in PHASES}
    by, url = By(name, job, organisation, code), plan_url(number, slug)
    titles = tuple(sorted(line.partition("\t")[2] for line in (topics or "").splitlines()))
    told = (number, title, url, by, term, summary, html, advisers, grant, titles, steps, *times)
    beside = (tuple(documents), tuple(links))
    return PlanInside(*(told + beside))
