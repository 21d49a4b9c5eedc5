"""What a municipality has given the network: the newest of each kind. What there is none of is not asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists

from network.core.access import Actor
from network.core.db import Source
from network.features.experiences.models import ExperienceCard
from network.features.experiences.told import ToldCard, told_by
from network.features.library.models import Document
from network.features.library.queries import DocumentList, document_list
from network.features.methods.lists import MethodList, method_list
from network.features.methods.models import Method
from network.features.municipalities.models import Organisation
from network.features.plans.lists import PlanList, plan_list
from network.features.plans.models import Plan
from network.features.threads.lists import ThreadList, thread_list
from network.features.threads.models import Thread

RECENT = 5  # of each kind
TOLD = 10  # cards, which have no list of their own
# Whether there is anything at all, read or unread by anybody, in the order of the fields below
held_columns: tuple[ColumnElement[bool], ...] = tuple(
    exists().where(model.organisation_id == Organisation.id)
    for model in (Plan, Method, ExperienceCard, Thread, Document)
)


@dataclass(frozen=True, slots=True)
class Contents:
    plans: PlanList
    methods: MethodList
    cards: tuple[ToldCard, ...]
    threads: ThreadList
    documents: DocumentList


def contents_of(source: Source, actor: Actor, number: int, held: Sequence[bool]) -> Contents:
    """What the actor may read from the organisation with this number. `held`: the columns above."""
    plans, methods, cards, threads, documents = held
    return Contents(
        plans=plan_list(source, actor, organisation_id=number, limit=RECENT) if plans else PlanList((), None),
        methods=method_list(source, actor, organisation_id=number, limit=RECENT) if methods else MethodList((), None),
        cards=told_by(source, actor, number, limit=TOLD) if cards else (),
        threads=thread_list(source, actor, organisation_id=number, limit=RECENT) if threads else ThreadList((), None),
        documents=document_list(source, actor, organisation_id=number, limit=RECENT)
        if documents
        else DocumentList((), None),
    )
