"""Withdrawing a method, also when others build on it. No function commits."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from network.core import audit, clock, outbox
from network.core.access import Actor
from network.core.errors import N_, Forbidden, Invalid
from network.core.outbox import Queue
from network.core.policy import Action, require
from network.core.text import clean_line
from network.features.accounts.models import Account, AccountState
from network.features.experiences.models import ExperienceCard, MethodWish
from network.features.experiences.queries import others_have_tried
from network.features.methods.models import DRAFT_TERM, Method, MethodState
from network.features.methods.queries import method_view
from network.features.methods.service import KIND
from network.features.notices.models import NoticeKind
from network.features.notices.service import tell

MAX_REASON = 300


def withdraw(session: Session, actor: Actor, method_id: int, reason: str) -> None:
    """No list and no search shows it any more. When others have built on it, it can still be read, with the reason, and
    they are told; else it is a draft again. Raises NotFound, Forbidden, Invalid.
    """
    view = method_view(session, actor, method_id, hold=True)
    require(Action.EDIT_METHOD, actor, view)
    if not view.is_shared:
        raise Forbidden(N_("The method is not shared."))
    line = clean_line(reason)
    if not line:
        raise Invalid(N_("Write a reason; others may have built on the method."), "reason")
    if len(line) > MAX_REASON:
        raise Invalid(N_("At most %(limit)s characters."), "reason", limit=MAX_REASON)
    now = clock.now()
    if others_have_tried(session, method_id, view.organisation_id):
        values = {"state": MethodState.WITHDRAWN, "withdrawn_at": now, "withdrawn_reason": line}
        about = {"method_id": method_id, "organisation_id": view.organisation_id}
        tell(session, _builders(session, actor, method_id), NoticeKind.WITHDRAWN, f"{method_id}:{view.number}", **about)
    else:
        values = {"state": MethodState.DRAFT, "audience_term": DRAFT_TERM, "reviewed_at": None}
    session.execute(update(Method).where(Method.id == method_id).values(**values))
    outbox.record(session, Queue.INDEX, KIND, method_id)
    audit.note(session, actor, "method-withdraw", f"method:{method_id}", reason=line)


def _builders(session: Session, actor: Actor, method_id: int) -> set[int]:
    """Who has told of it or wants to try it."""
    wrote = select(ExperienceCard.author_id).where(ExperienceCard.method_id == method_id)
    want = select(MethodWish.account_id).where(MethodWish.method_id == method_id)
    active = select(Account.id).where(Account.id.in_(wrote.union(want)), Account.state == AccountState.ACTIVE)
    return set(session.scalars(active)) - {actor.id or 0}
