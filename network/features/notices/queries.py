"""What a member has been told that is no post."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, case, or_, select
from sqlalchemy.orm import Session

from network.core.access import Actor, readable, reader
from network.core.addresses import consent_url, experience_url, method_url
from network.core.db import execute
from network.features.experiences.models import ExperienceCard
from network.features.methods.models import Method
from network.features.methods.queries import is_kept
from network.features.municipalities.models import Organisation
from network.features.notices.models import Notice, NoticeKind
from network.features.notices.shown import Told, own_newest

ANCHORS = {NoticeKind.WISH: "#vil-proeve", NoticeKind.QUESTION: "#spoergsmaal", NoticeKind.ANSWERED: "#bidrag"}


@dataclass(frozen=True, slots=True)
class NoticeRow(Told):
    id: int
    kind: NoticeKind
    method_id: int
    method_slug: str
    method_title: str
    about_id: int | None
    organisation_name: str | None
    created_at: datetime
    read_at: datetime | None

    @property
    def url(self) -> str:
        if self.kind == NoticeKind.EXPERIENCE and self.about_id:
            return experience_url(self.about_id)
        if self.kind == NoticeKind.ASKED and self.about_id:
            return consent_url(self.about_id)
        anchor = ANCHORS.get(self.kind, "")
        return method_url(self.method_id, self.method_slug) + anchor


_reads_method = or_(readable(Method), is_kept(bindparam("reader_account")))
_is_experience = Notice.kind == NoticeKind.EXPERIENCE.value
_rows = own_newest(
    select(
        Notice.id,
        Notice.kind,
        Method.id,
        Method.slug,
        Method.title,
        Notice.about_id,
        Organisation.full_name,
        Notice.created_at,
        Notice.read_at,
    )
    .join(Method, Method.id == Notice.method_id)
    .outerjoin(Organisation, Organisation.id == Notice.organisation_id)
    .outerjoin(ExperienceCard, and_(_is_experience, ExperienceCard.id == Notice.about_id, readable(ExperienceCard)))
    .where(
        or_(_reads_method, Notice.kind == NoticeKind.ASKED.value),  # who is asked may know what it is for
        case((_is_experience, ExperienceCard.id.is_not(None)), else_=True),
    )
)


def notices(session: Session, actor: Actor) -> tuple[NoticeRow, ...]:
    """The newest, unread ones first; none of what the actor may not read any more."""
    return tuple(NoticeRow(*row) for row in execute(session, _rows, reader(actor)))
