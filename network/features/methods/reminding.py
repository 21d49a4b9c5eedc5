"""Asking those who keep a method, once a year, whether it still holds."""

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from network.core import clock
from network.features.accounts.models import Account, AccountState
from network.features.methods.models import Method, MethodKeeper, MethodState
from network.features.notices.models import NoticeKind
from network.features.notices.service import tell


def remind(session: Session) -> None:
    """Tell the keepers of each method whose day has come; repeated, it tells nobody twice."""
    due = select(Method.id, Method.owner_id, Method.review_due).where(
        Method.state == MethodState.SHARED.value,
        Method.review_due <= clock.today(),
        or_(Method.reminded_for.is_(None), Method.reminded_for != Method.review_due),
    )
    for method_id, owner_id, day in session.execute(due).all():
        others = select(MethodKeeper.account_id).where(MethodKeeper.method_id == method_id)
        keeps = select(Account.id).where(
            or_(Account.id == owner_id, Account.id.in_(others)), Account.state == AccountState.ACTIVE.value
        )
        told = session.scalars(keeps).all()
        tell(session, told, NoticeKind.REVIEW_DUE, f"{method_id}:{day}", method_id=method_id)
        session.execute(update(Method).where(Method.id == method_id).values(reminded_for=day))
