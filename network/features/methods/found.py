"""Methods as search hits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from network.core.access import Actor, readable, reader
from network.core.addresses import method_url
from network.core.db import AnySelect, execute
from network.features.methods.models import Method, MethodKind, MethodState
from network.features.municipalities.models import Organisation


@dataclass(frozen=True, slots=True)
class FoundMethod:
    """A method as a search hit."""

    id: int
    kind: MethodKind
    slug: str
    title: str
    summary: str
    plain: str
    organisation_name: str
    looked_through_at: datetime
    audience_term: str

    @property
    def url(self) -> str:
        return method_url(self.id, self.slug)


_found: AnySelect = (
    select(
        Method.id,
        Method.kind,
        Method.slug,
        Method.title,
        Method.summary,
        Method.plain,
        Organisation.full_name,
        Method.looked_through_at,
        Method.audience_term,
    )
    .join(Organisation, Organisation.id == Method.organisation_id)
    .where(Method.id.in_(bindparam("ids", expanding=True)), readable(Method), Method.state == MethodState.SHARED.value)
)


def found_methods(session: Session, actor: Actor, ids: list[int]) -> dict[int, FoundMethod]:
    """Those of these methods that are shared with the actor."""
    if not ids:
        return {}
    return {row[0]: FoundMethod(*row) for row in execute(session, _found, reader(actor) | {"ids": ids})}
