"""What of the things that were found is the member's own: no news to them."""

from collections.abc import Iterable

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from network.core.access import Actor
from network.core.db import AnySelect, execute
from network.features.attachments.models import Attachment
from network.features.library.models import Document
from network.features.search.hits import parts_of

_documents: AnySelect = select(Document.id).where(
    Document.id.in_(bindparam("ids", expanding=True)), Document.author_id == bindparam("account_id")
)
_files: AnySelect = select(Attachment.id).where(
    Attachment.id.in_(bindparam("ids", expanding=True)), Attachment.account_id == bindparam("account_id")
)
_ASKED = ((("document", "page"), _documents), (("attachment", "attachment_page"), _files))


def own_among(session: Session, actor: Actor, keys: Iterable[str]) -> frozenset[str]:
    """Keys of documents and files that the actor has shared."""
    places = [(key, *parts_of(key)) for key in keys]
    own: set[str] = set()
    for kinds, statement in _ASKED:
        wanted = {numbers[0] for _key, kind, numbers in places if kind in kinds}
        if wanted:
            given = {"ids": sorted(wanted), "account_id": actor.id}
            shared = set(execute(session, statement, given).scalars())
            own |= {key for key, kind, numbers in places if kind in kinds and numbers[0] in shared}
    return frozenset(own)
