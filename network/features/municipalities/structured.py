"""A municipality as other sites read it. Its people are no part of it."""

from collections.abc import Iterator

from flask_babel import gettext as _

from network.features.municipalities.models import Participation
from network.features.municipalities.queries import MunicipalityPage
from network.web.structured import Thing, address, excerpt, publisher, thing, trail


def of_municipality(page: MunicipalityPage) -> Iterator[Thing]:
    found = page.municipality
    yield trail(found.full_name, (_("Municipalities"), "/kommuner/"))
    yield thing(
        "GovernmentOrganization",
        name=found.full_name,
        url=address(found.url),
        identifier=thing("PropertyValue", propertyID="kommunekode", value=found.code),
        description=excerpt(page.portrait.html),
        areaServed=thing("AdministrativeArea", name=found.full_name, containedInPlace=_region(found.region)),
        memberOf=publisher() if found.participation != Participation.NONE else None,
    )


def _region(name: str) -> Thing | None:
    return thing("AdministrativeArea", name=name) if name else None
