"""What may lie in a collection. Another kind is a column of CollectionItem and a line in KINDS."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import literal, select

from network.core.access import readable
from network.core.addresses import document_url, method_url, plan_url, thread_url
from network.core.db import AnySelect
from network.features.collections.models import CollectionItem
from network.features.library.models import Document
from network.features.methods.models import Method
from network.features.municipalities.models import Organisation
from network.features.plans.models import Plan
from network.features.threads.masks import shown_organisation
from network.features.threads.models import Thread


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    word: str  # in addresses
    column: Any  # of CollectionItem
    id: Any  # of the thing
    term: Any  # of the thing: who may read it
    things: (
        AnySelect  # id, slug, title, what it is, whom it is from, since when, its term: of those the reader may read
    )
    url: Callable[[int, str], str]

    @property
    def model(self) -> Any:
        return self.id.class_


_methods: AnySelect = (
    select(
        Method.id, Method.slug, Method.title, Method.summary, Organisation.full_name, Method.created_at,
        Method.audience_term,
    )
    .join(Organisation, Organisation.id == Method.organisation_id)
    .where(readable(Method))
)  # fmt: skip
_documents: AnySelect = (
    select(
        Document.id, Document.slug, Document.title, Document.plain, Organisation.full_name, Document.shared_at,
        Document.audience_term,
    )
    .join(Organisation, Organisation.id == Document.organisation_id)
    .where(readable(Document))
)  # fmt: skip
_threads: AnySelect = (
    select(
        Thread.id, Thread.slug, Thread.title, literal(""), shown_organisation(Thread), Thread.created_at,
        Thread.audience_term,
    )
    .join(Organisation, Organisation.id == Thread.organisation_id)
    .where(readable(Thread))
)  # fmt: skip
_plans: AnySelect = (
    select(
        Plan.id, Plan.slug, Plan.title, Plan.summary, Organisation.full_name, Plan.changed_at, Plan.audience_term
    )
    .join(Organisation, Organisation.id == Plan.organisation_id)
    .where(readable(Plan))
)  # fmt: skip
_ITEM = CollectionItem
KINDS: tuple[Kind, ...] = (
    Kind("method", "metode", _ITEM.method_id, Method.id, Method.audience_term, _methods, method_url),
    Kind("document", "dokument", _ITEM.document_id, Document.id, Document.audience_term, _documents, document_url),
    Kind("thread", "traad", _ITEM.thread_id, Thread.id, Thread.audience_term, _threads, thread_url),
    Kind("plan", "plan", _ITEM.plan_id, Plan.id, Plan.audience_term, _plans, plan_url),
)
NAMED = {kind.name: kind for kind in KINDS}
BY_WORD = {kind.word: kind for kind in KINDS}
