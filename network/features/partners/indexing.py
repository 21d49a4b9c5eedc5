"""Partners as the search index sees them: by name, and by what they say of themselves."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from network.core.access import Audience, OrganisationKind
from network.features.municipalities.models import Organisation
from network.features.portraits.models import Portrait
from network.features.search.facets import Author, facets, names
from network.features.topics.indexing import ALWAYS
from network.ports.search import Document

KIND = "partner"
_is_partner = Organisation.kind == OrganisationKind.PARTNER.value


def key(organisation_id: int) -> str:
    return f"{KIND}:{organisation_id}"


def documents(session: Session, ids: Sequence[int]) -> Iterator[Document]:
    """Everybody may read a partner's page."""
    rows = (
        select(Organisation, Portrait.plain)
        .outerjoin(Portrait, Portrait.organisation_id == Organisation.id)
        .where(Organisation.id.in_(ids), _is_partner)
    )
    for row, said in session.execute(rows):
        author = Author(organisation=row.full_name)
        yield Document(
            key=key(row.id),
            kind=KIND,
            group=key(row.id),
            title=row.full_name,
            text=said or "",
            also=row.aliases.replace("|", "\n"),
            audience=Audience.PUBLIC,
            created=row.joined_at or ALWAYS,
            facets=facets(KIND, None, author),
            names=names(KIND, author),
        )


def keys(_session: Session, organisation_id: int) -> tuple[str, ...]:
    return (key(organisation_id),)


def all_ids(session: Session) -> Sequence[int]:
    return session.scalars(select(Organisation.id).where(_is_partner).order_by(Organisation.id)).all()
