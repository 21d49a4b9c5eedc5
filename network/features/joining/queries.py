"""Reading who has asked to join."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from network.core.access import Actor
from network.core.db import AnySelect, execute
from network.core.errors import NotFound
from network.core.policy import Action, require
from network.features.joining.models import JoinRequest, RequestState
from network.features.municipalities.models import Organisation

SHOWN = 100


@dataclass(frozen=True, slots=True)
class RequestView:
    id: int
    organisation_name: str
    organisation_slug: str
    name: str
    title: str
    email: str
    reason: str
    state: RequestState
    answer: str
    created_at: datetime
    answered_at: datetime | None

    @property
    def url(self) -> str:
        return f"/sekretariat/anmodninger/{self.id}"

    @property
    def is_waiting(self) -> bool:
        return self.state == RequestState.WAITING


_columns: AnySelect = select(
    JoinRequest.id,
    Organisation.full_name,
    Organisation.slug,
    JoinRequest.name,
    JoinRequest.title,
    JoinRequest.email,
    JoinRequest.reason,
    JoinRequest.state,
    JoinRequest.answer,
    JoinRequest.created_at,
    JoinRequest.answered_at,
).join(Organisation, Organisation.id == JoinRequest.organisation_id)
_is_waiting = JoinRequest.state == RequestState.WAITING.value


def join_requests(session: Session, actor: Actor) -> tuple[RequestView, ...]:
    """Those that wait first, then the newest answers. Raises Forbidden."""
    require(Action.MANAGE_PARTICIPATION, actor)
    rows = _columns.order_by(_is_waiting.desc(), JoinRequest.created_at.desc(), JoinRequest.id.desc()).limit(SHOWN)
    return tuple(RequestView(*row) for row in execute(session, rows, {}))


def join_request(session: Session, actor: Actor, request_id: int) -> RequestView:
    """Raises NotFound, Forbidden."""
    require(Action.MANAGE_PARTICIPATION, actor)
    row = execute(session, _columns.where(JoinRequest.id == request_id), {}).first()
    if row is None:
        raise NotFound
    return RequestView(*row)


def waiting_requests(session: Session) -> int:
    """How many wait for an answer."""
    return session.scalar(select(func.count()).select_from(JoinRequest).where(_is_waiting)) or 0
