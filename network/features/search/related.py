"""What is like a thread, a document or a method: found by the words of its title and what it is about."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from network.core.access import Actor
from network.core.errors import NotFound
from network.features.library.queries import document_view
from network.features.methods.queries import method_view
from network.features.search.hits import ShownHit
from network.features.search.similar import similar
from network.features.threads.head import thread_head
from network.ports.search import SearchIndex

MOST = 10


@dataclass(frozen=True, slots=True)
class Alike:
    title: str
    url: str
    hits: tuple[ShownHit, ...]


def like_thread(session: Session, index: SearchIndex, actor: Actor, thread_id: int) -> Alike:
    """Raises NotFound."""
    head = thread_head(session, actor, thread_id)
    if head.is_hidden:
        raise NotFound
    return Alike(head.title, head.url(), similar(session, index, actor, head.title, most=MOST, but=f"thread:{head.id}"))


def like_document(session: Session, index: SearchIndex, actor: Actor, document_id: int) -> Alike:
    """Raises NotFound."""
    view = document_view(session, actor, document_id)
    but = f"document:{document_id}"
    return Alike(view.title, view.url, similar(session, index, actor, view.title, most=MOST, but=but))


def like_method(session: Session, index: SearchIndex, actor: Actor, method_id: int) -> Alike:
    """Raises NotFound."""
    view = method_view(session, actor, method_id)
    but = f"method:{method_id}"
    return Alike(view.title, view.url, similar(session, index, actor, view.title, most=MOST, but=but))
