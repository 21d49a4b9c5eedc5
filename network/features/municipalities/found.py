"""Municipalities as search hits. Everybody may read their pages."""

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from network.core.access import OrganisationKind
from network.core.addresses import municipality_url
from network.core.db import AnySelect, execute
from network.features.municipalities.models import Organisation
from network.features.municipalities.regions import region_now
from network.features.portraits.models import Portrait


@dataclass(frozen=True, slots=True)
class FoundMunicipality:
    id: int
    slug: str
    full_name: str
    region: str
    group: str
    said: str  # in its own words

    @property
    def url(self) -> str:
        return municipality_url(self.slug)


_found: AnySelect = (
    select(
        Organisation.id,
        Organisation.slug,
        Organisation.full_name,
        region_now,
        Organisation.group,
        func.coalesce(Portrait.plain, ""),
    )
    .outerjoin(Portrait, Portrait.organisation_id == Organisation.id)
    .where(
        Organisation.id.in_(bindparam("ids", expanding=True)), Organisation.kind == OrganisationKind.MUNICIPALITY.value
    )
)


def found_municipalities(session: Session, ids: list[int]) -> dict[int, FoundMunicipality]:
    return {row[0]: FoundMunicipality(*row) for row in execute(session, _found, {"ids": ids})} if ids else {}
