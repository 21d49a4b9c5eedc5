"""Municipalities and partners as the search index sees them: by name, in every spelling, and by what they say.

Municipalities also by where they lie: partners have no code, no region and no group. The secretariat and firms of
advisers are found by their people.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from network.core.access import Audience
from network.features.municipalities.models import Organisation
from network.features.municipalities.regions import all_names
from network.features.portraits.models import Portrait
from network.features.search.facets import Author, facets, names
from network.features.topics.indexing import ALWAYS
from network.ports.search import Document


@dataclass(frozen=True, slots=True)
class Organisations:
    """Those of one kind. Everybody may read their pages."""

    kind: str

    def documents(self, session: Session, ids: Sequence[int]) -> Iterator[Document]:
        rows = (
            select(Organisation, Portrait.plain)
            .outerjoin(Portrait, Portrait.organisation_id == Organisation.id)
            .where(Organisation.id.in_(ids), Organisation.kind == self.kind)
        )
        for row, said in session.execute(rows):
            author = Author(None, row.full_name, row.code, row.group)
            (key,) = self.keys(session, row.id)
            yield Document(
                key=key,
                kind=self.kind,
                group=key,
                title=row.full_name,
                text=f"{said or ''}\n{row.group}".strip(),
                # Without the empty lines of what a partner lacks
                also="\n".join((*row.aliases.split("|"), row.code or "", *all_names(row.region))).rstrip(),
                audience=Audience.PUBLIC,
                created=row.joined_at or ALWAYS,
                facets=facets(self.kind, None, author),
                names=names(self.kind, author),
            )

    def keys(self, _session: Session, organisation_id: int) -> tuple[str, ...]:
        return (f"{self.kind}:{organisation_id}",)

    def all_ids(self, session: Session) -> Sequence[int]:
        of_kind = select(Organisation.id).where(Organisation.kind == self.kind)
        return session.scalars(of_kind.order_by(Organisation.id)).all()
