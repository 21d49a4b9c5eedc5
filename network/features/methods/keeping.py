"""Who keeps a method, and whether it still holds. No function commits."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from network.core import audit, clock, outbox
from network.core.access import Actor
from network.core.errors import N_, Forbidden, Invalid
from network.core.outbox import Queue
from network.core.policy import Action, require
from network.features.accounts.models import Account, AccountState
from network.features.accounts.queries import email_key, is_members
from network.features.methods.models import Method, MethodKeeper, MethodState
from network.features.methods.queries import method_view
from network.features.methods.service import KIND, REVIEW_EVERY
from network.features.notices.models import NoticeKind
from network.features.notices.service import tell

MOST_KEEPERS = 5


def choose_keepers(session: Session, actor: Actor, method_id: int, addresses: Sequence[str]) -> None:
    """Let these members keep the method together with its owner, and no others. Raises NotFound, Forbidden, Invalid."""
    view = method_view(session, actor, method_id, hold=True)
    require(Action.EDIT_METHOD, actor, view)
    wanted = list(dict.fromkeys(filter(None, map(str.strip, addresses))))
    if len(wanted) > MOST_KEEPERS:
        raise Invalid(N_("At most %(limit)s members."), "keepers", limit=MOST_KEEPERS)
    active = select(Account.email_key, Account.id).where(
        Account.email_key.in_([email_key(address) for address in wanted]),
        Account.state == AccountState.ACTIVE,
        is_members,
    )
    known: dict[str, int] = {row.email_key: row.id for row in session.execute(active)}
    unknown = next((address for address in wanted if email_key(address) not in known), None)
    if unknown:
        raise Invalid(N_("No member has the address %(email)s."), "keepers", email=unknown[:80])
    before = set(session.scalars(select(MethodKeeper.account_id).where(MethodKeeper.method_id == method_id)))
    session.execute(delete(MethodKeeper).where(MethodKeeper.method_id == method_id))
    ids = set(known.values()) - {view.owner_id}
    if ids:
        session.execute(
            insert(MethodKeeper), [{"method_id": method_id, "account_id": number} for number in sorted(ids)]
        )
    about = {"method_id": method_id, "organisation_id": actor.organisation_id}
    tell(session, ids - before - {actor.id or 0}, NoticeKind.KEEPER, str(method_id), **about)
    audit.note(session, actor, "method-keepers", f"method:{method_id}")


def take_over(session: Session, actor: Actor, method_id: int) -> None:
    """Become the owner of a method whose owner has left. Raises NotFound, Forbidden."""
    view = method_view(session, actor, method_id, hold=True)
    if actor.id == view.owner_id:
        return
    require(Action.TAKE_OVER_METHOD, actor, view)
    session.execute(update(Method).where(Method.id == method_id).values(owner_id=actor.id))
    own = (MethodKeeper.method_id == method_id, MethodKeeper.account_id == actor.id)
    session.execute(delete(MethodKeeper).where(*own))
    audit.note(session, actor, "method-take-over", f"method:{method_id}")


def still_holds(session: Session, actor: Actor, method_id: int) -> None:
    """A keeper has looked through it: it is asked for again in a year. Raises NotFound, Forbidden."""
    view = method_view(session, actor, method_id, hold=True)
    require(Action.EDIT_METHOD, actor, view)
    if not view.is_shared:
        raise Forbidden(N_("The method is not shared."))
    seen = {"looked_through_at": clock.now(), "review_due": clock.today() + REVIEW_EVERY}
    session.execute(update(Method).where(Method.id == method_id).values(**seen))
    outbox.record(session, Queue.INDEX, KIND, method_id)


def share_again(session: Session, actor: Actor, method_id: int) -> None:
    """What was withdrawn stands in lists and in the search again. Raises NotFound, Forbidden."""
    view = method_view(session, actor, method_id, hold=True)
    require(Action.EDIT_METHOD, actor, view)
    if not view.is_withdrawn:
        return
    back = {"state": MethodState.SHARED, "withdrawn_at": None, "withdrawn_reason": ""}
    session.execute(update(Method).where(Method.id == method_id).values(**back))
    outbox.record(session, Queue.INDEX, KIND, method_id)
    audit.note(session, actor, "method-share-again", f"method:{method_id}")


def review(session: Session, actor: Actor, method_id: int, *, is_good: bool) -> None:
    """An editor vouches for the method as it stands, or takes that back. Raises NotFound, Forbidden."""
    view = method_view(session, actor, method_id, hold=True)
    require(Action.REVIEW_METHOD, actor, view)
    if not view.is_shared:
        raise Forbidden(N_("The method is not shared."))
    said = {"reviewed_at": clock.now(), "reviewed_number": view.number} if is_good else {}
    values = {"reviewed_at": None, "reviewed_number": None} | said
    session.execute(update(Method).where(Method.id == method_id).values(**values))
    if is_good:
        told = view.keeper_ids - {actor.id or 0}
        tell(session, told, NoticeKind.REVIEWED, f"{method_id}:{view.number}", method_id=method_id)
    audit.note(session, actor, "method-review" if is_good else "method-review-back", f"method:{method_id}")


def discard(session: Session, actor: Actor, method_id: int) -> None:
    """A draft is gone, with all that it said. Raises NotFound, Forbidden."""
    view = method_view(session, actor, method_id, hold=True)
    require(Action.EDIT_METHOD, actor, view)
    if not view.is_draft:
        raise Forbidden(N_("Others have read the method. Withdraw it instead."))
    session.execute(delete(Method).where(Method.id == method_id, Method.state == MethodState.DRAFT.value))
