"""Municipalities and partners as search hits. Everybody may read their pages."""

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from network.core.access import OrganisationKind
from network.core.addresses import municipality_url, partner_url
from network.core.db import AnySelect, execute
from network.features.municipalities.models import Organisation
from network.features.municipalities.regions import region_now
from network.features.portraits.models import Portrait


@dataclass(frozen=True, slots=True)
class FoundOrganisation:
    id: int
    kind: str
    slug: str
    full_name: str
    region: str  # of a municipality; partners have none
    said: str  # in its own words

    @property
    def url(self) -> str:
        return partner_url(self.slug) if self.kind == OrganisationKind.PARTNER else municipality_url(self.slug)


_found: AnySelect = (
    select(
        Organisation.id,
        Organisation.kind,
        Organisation.slug,
        Organisation.full_name,
        region_now,
        func.coalesce(Portrait.plain, ""),
    )
    .outerjoin(Portrait, Portrait.organisation_id == Organisation.id)
    .where(Organisation.id.in_(bindparam("ids", expanding=True)), Organisation.kind == bindparam("kind"))
)


def found_organisations(session: Session, kind: str, ids: list[int]) -> dict[int, FoundOrganisation]:
    """Those of one kind among them."""
    rows = execute(session, _found, {"ids": ids, "kind": kind}) if ids else ()
    return {row[0]: FoundOrganisation(*row) for row in rows}
