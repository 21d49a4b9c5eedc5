"""Partners as search hits. Everybody may read their pages."""

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from network.core.access import OrganisationKind
from network.core.addresses import partner_url
from network.core.db import AnySelect, execute
from network.features.municipalities.models import Organisation
from network.features.portraits.models import Portrait


@dataclass(frozen=True, slots=True)
class FoundPartner:
    id: int
    slug: str
    full_name: str
    said: str  # in its own words

    @property
    def url(self) -> str:
        return partner_url(self.slug)


_found: AnySelect = (
    select(Organisation.id, Organisation.slug, Organisation.full_name, func.coalesce(Portrait.plain, ""))
    .outerjoin(Portrait, Portrait.organisation_id == Organisation.id)
    .where(Organisation.id.in_(bindparam("ids", expanding=True)), Organisation.kind == OrganisationKind.PARTNER.value)
)


def found_partners(session: Session, ids: list[int]) -> dict[int, FoundPartner]:
    return {row[0]: FoundPartner(*row) for row in execute(session, _found, {"ids": ids})} if ids else {}
