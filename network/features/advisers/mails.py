"""The mail to an adviser who has an account already."""

from sqlalchemy.orm import Session

from network.core.addresses import INVITED_URL
from network.core.errors import N_
from network.core.outbox import OutboxRow
from network.features.accounts.mails import Builder, Draft
from network.features.accounts.models import Account, AccountState
from network.features.advisers.opened import invited_last_by
from network.features.advisers.service import INVITED


def invited(session: Session, row: OutboxRow, _secret: str) -> Draft | None:
    """A mail may be read by others, so that it does not say what has been opened. None when it was closed meanwhile."""
    account = session.get(Account, row.subject_id)
    organisation = invited_last_by(session, row.subject_id)
    if account is None or account.state != AccountState.ACTIVE or organisation is None:
        return None
    values = {"name": account.name, "organisation": organisation, "path": INVITED_URL}
    subject = N_("%(organisation)s has invited you to read along")
    return Draft(account.email, account.language, subject, "adviser_invited", values)


MAILS: dict[str, Builder] = {INVITED: invited}
