"""Municipalities as the search index sees them: by name, in every spelling, and by where they lie."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from network.core.access import Audience, OrganisationKind
from network.features.municipalities.models import Organisation
from network.features.municipalities.regions import all_names
from network.features.portraits.models import Portrait
from network.features.search.facets import Author, facets, names
from network.features.topics.indexing import ALWAYS
from network.ports.search import Document

KIND = "municipality"


def key(organisation_id: int) -> str:
    return f"{KIND}:{organisation_id}"


def documents(session: Session, ids: Sequence[int]) -> Iterator[Document]:
    """Partners and the secretariat are found by their members."""
    rows = (
        select(Organisation, Portrait.plain)
        .outerjoin(Portrait, Portrait.organisation_id == Organisation.id)
        .where(Organisation.id.in_(ids), Organisation.kind == OrganisationKind.MUNICIPALITY.value)
    )
    for row, said in session.execute(rows):
        author = Author(None, row.full_name, row.code, row.group)
        yield Document(
            key=key(row.id),
            kind=KIND,
            group=key(row.id),
            title=row.full_name,
            text=f"{said or ''}\n{row.group}".strip(),
            also="\n".join((*row.aliases.split("|"), row.code or "", *all_names(row.region))),
            audience=Audience.PUBLIC,
            created=row.joined_at or ALWAYS,
            facets=facets(KIND, None, author),
            names=names(KIND, author),
        )


def keys(_session: Session, organisation_id: int) -> tuple[str, ...]:
    return (key(organisation_id),)


def all_ids(session: Session) -> Sequence[int]:
    return session.scalars(select(Organisation.id).order_by(Organisation.id)).all()
