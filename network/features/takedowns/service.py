"""Taking a thing down. Does not commit."""

from sqlalchemy.orm import Session

from network.core import audit, clock
from network.core.access import Actor
from network.core.policy import Action, require
from network.features.moderation.service import checked_reason
from network.features.notices.models import NoticeKind
from network.features.notices.service import tell
from network.features.takedowns.kinds import Kind, Subject, reindex
from network.features.takedowns.models import Takedown


def take_down(session: Session, actor: Actor, kind: Kind, number: int, reason: str) -> Subject:
    """A thing is seen by those who made it alone, who are told the reason and may mend it and share it again. Taking
    down what is down already changes nothing. Raises NotFound, Forbidden, Invalid.
    """
    require(Action.TAKE_DOWN, actor)
    subject = kind.look(session, actor, number, hold=True)
    line = checked_reason(reason)
    if subject.is_down:
        return subject
    kind.take_down(session, number)
    reindex(session, kind, number)
    row = Takedown(kind=kind.name, thing_id=number, title=subject.title, url=subject.url, reason=line)
    row.at, row.account_id = clock.now(), actor.id or 0
    session.add(row)
    session.flush()
    tell(session, subject.made_by - {actor.id}, NoticeKind.TAKEN_DOWN, str(row.id), about_id=row.id)
    audit.note(session, actor, "take-down", f"{kind.name}:{number}", reason=line)
    return subject
