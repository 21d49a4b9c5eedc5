"""Mails about joining: to the secretariat that somebody asks, and to whoever asked that it cannot be."""

from sqlalchemy.orm import Session

from network.core.errors import N_
from network.core.outbox import OutboxRow
from network.features.accounts.mails import Builder, Draft
from network.features.accounts.models import Account, AccountState
from network.features.joining.models import JoinRequest, RequestState
from network.features.municipalities.models import Organisation


def asked(session: Session, row: OutboxRow, _secret: str) -> Draft | None:
    request = session.get(JoinRequest, row.subject_id)
    account = session.get(Account, row.payload["account_id"])
    if request is None or account is None or account.state != AccountState.ACTIVE:
        return None
    organisation = session.get_one(Organisation, request.organisation_id)
    values = {
        "name": account.name,
        "who": request.name,
        "organisation": organisation.full_name,
        "reason": request.reason,
        "number": request.id,
    }
    return Draft(account.email, account.language, N_("%(organisation)s asks to join"), "join_asked", values)


def refused(session: Session, row: OutboxRow, _secret: str) -> Draft | None:
    request = session.get(JoinRequest, row.subject_id)
    if request is None or request.state != RequestState.REFUSED:
        return None
    organisation = session.get_one(Organisation, request.organisation_id)
    values = {"name": request.name, "organisation": organisation.full_name, "reason": request.answer}
    return Draft(request.email, "da", N_("About joining På forkant"), "join_refused", values)


MAILS: dict[str, Builder] = {"join.asked": asked, "join.refused": refused}
