"""What a method said before."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, bindparam, select
from sqlalchemy.orm import Session

from network.core.access import Actor
from network.core.db import AnySelect, execute
from network.core.errors import NotFound
from network.features.methods.fields import TEXTS
from network.features.methods.models import MethodVersion
from network.features.methods.queries import MethodView, method_view
from network.features.versions.history import VersionPage, version_page, versions_of

COMPARED = ("title", "summary", *TEXTS)
CHOSEN = ("kind", "cost_band", "licence", "audience", "topics", "keywords", "documents")


@dataclass(frozen=True, slots=True)
class History:
    method: MethodView
    page: VersionPage


_versions = versions_of(MethodVersion, MethodVersion.method_id)


def history(session: Session, actor: Actor, method_id: int, before: int) -> History:
    """Versions older than number `before`; what was written for fewer than now its keepers read alone.

    Raises NotFound.
    """
    method = method_view(session, actor, method_id)
    first = 1 if actor.id in method.keeper_ids else method.open_from
    rows = execute(session, _versions, {"owner": method.id, "before": before, "first": first})
    return History(method, version_page(rows, COMPARED, CHOSEN))


_fields: AnySelect = select(MethodVersion.fields).where(
    MethodVersion.method_id == bindparam("method_id"), MethodVersion.number == bindparam("number", type_=Integer)
)


def fields_of(session: Session, method: MethodView, number: int) -> dict[str, Any]:
    """What a version of a method that the actor keeps says. Raises NotFound."""
    found: dict[str, Any] | None = execute(session, _fields, {"method_id": method.id, "number": number}).scalar()
    if found is None:
        raise NotFound
    return found
