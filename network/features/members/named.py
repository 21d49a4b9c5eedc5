"""What is found by a member's name: when that changes, the search index is told of all of it. Nothing commits."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from network.core import outbox
from network.core.outbox import Queue
from network.features.collections.models import Collection
from network.features.experiences.models import ExperienceCard
from network.features.library.models import Document
from network.features.methods.models import Method
from network.features.threads.models import Post


def reindex_named(session: Session, account_id: int) -> None:
    owned = {
        "post": select(Post.id).where(Post.author_id == account_id),
        "document": select(Document.id).where(Document.author_id == account_id),
        "method": select(Method.id).where(Method.owner_id == account_id),
        "collection": select(Collection.id).where(Collection.owner_id == account_id),
        "experience": select(ExperienceCard.id).where(ExperienceCard.author_id == account_id),
    }
    for kind, ids in owned.items():
        outbox.record_all(session, Queue.INDEX, kind, session.scalars(ids).all())
    outbox.record(session, Queue.INDEX, "member", account_id)
