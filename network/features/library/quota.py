"""How much of the library's room an organisation has used. Earlier versions and what is withdrawn count too."""

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from network.core.db import AnySelect, execute
from network.core.errors import N_, Invalid
from network.features.library.models import Document, DocumentVersion
from network.settings import GIGABYTE


@dataclass(frozen=True, slots=True)
class Room:
    used: int  # bytes
    limit: int

    @property
    def left(self) -> int:
        return max(0, self.limit - self.used)

    def take(self, size: int) -> "Room":
        """What is left after another file. Raises Invalid when it does not fit."""
        if size > self.left:
            raise Invalid(
                N_(
                    "Your organisation has used %(used)s of the %(limit)s GB that it has in the library, and the file"
                    " does not fit. Write to the secretariat for more room."
                ),
                "file",
                used=f"{self.used / GIGABYTE:.1f}".replace(".", ","),
                limit=self.limit // GIGABYTE,
            )
        return Room(self.used + size, self.limit)


_used: AnySelect = (
    select(func.coalesce(func.sum(DocumentVersion.size), 0))
    .join(Document, Document.id == DocumentVersion.document_id)
    .where(Document.organisation_id == bindparam("organisation_id"))
)


def room_of(session: Session, organisation_id: int, limit: int) -> Room:
    return Room(int(execute(session, _used, {"organisation_id": organisation_id}).scalar_one()), limit)
