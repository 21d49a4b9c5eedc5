"""The mail to a colleague who has taken over."""

from sqlalchemy.orm import Session

from network.core.errors import N_
from network.core.outbox import OutboxRow
from network.features.accounts.mails import Builder, Draft
from network.features.accounts.models import Account


def done(session: Session, row: OutboxRow, _secret: str) -> Draft | None:
    colleague = session.get(Account, row.subject_id)
    leaver = session.get(Account, row.payload["leaver_id"])
    if colleague is None or leaver is None:
        return None
    values = {"name": colleague.name, "leaver": leaver.name}
    return Draft(colleague.email, colleague.language, N_("You have taken over from %(leaver)s"), "handed_over", values)


MAILS: dict[str, Builder] = {"handover.done": done}
