"""What a member has that a colleague may take over, and what stays theirs.

A colleague takes over what was made for the municipality or for others: methods, documents, and collections that are
not for oneself; what is followed; and drafts, of methods too, once their writer's access is closed. Nothing goes along
that could tell where the member has hidden their name: no draft that hides it, and nothing of a thread in which they
have ever hidden it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, bindparam, exists, select
from sqlalchemy.orm import Session

from network.core.access import Actor, readable, reader
from network.core.db import AnySelect, execute
from network.features.anonymity.service import FIELD
from network.features.attachments.markup import ids_in
from network.features.collections.models import PRIVATE, Collection, CollectionFollower
from network.features.drafts.models import Draft
from network.features.drafts.places import place_named
from network.features.library.models import Document
from network.features.methods.models import Method, MethodKeeper, MethodState
from network.features.notifications.models import TopicWatch, Watch
from network.features.threads.models import Post, Thread

_leaver = bindparam("leaver_id", type_=Integer)
_home = bindparam("organisation_id", type_=Integer)
_owned: AnySelect = select(Method.id).where(Method.owner_id == _leaver, Method.organisation_id == _home)
_methods = _owned.where(Method.state != MethodState.DRAFT.value)
_begun = _owned.where(Method.state == MethodState.DRAFT.value)
_kept: AnySelect = (
    select(MethodKeeper.method_id)
    .join(Method, Method.id == MethodKeeper.method_id)
    .where(
        MethodKeeper.account_id == _leaver,
        Method.organisation_id == _home,
        Method.state != MethodState.DRAFT.value,
    )
)
_documents: AnySelect = select(Document.id).where(Document.author_id == _leaver, Document.organisation_id == _home)
_collections: AnySelect = select(Collection.id).where(
    Collection.owner_id == _leaver,
    Collection.organisation_id == _home,
    Collection.audience != PRIVATE,
    Collection.deleted_at.is_(None),
)
_has_hidden_name = exists().where(Post.thread_id == Thread.id, Post.author_id == _leaver, Post.mask.is_not(None))
_open_threads = select(Thread.id).where(readable(Thread), ~_has_hidden_name.correlate(Thread))
_watched: AnySelect = select(Watch.thread_id).where(
    Watch.account_id == _leaver, Watch.following, Watch.thread_id.in_(_open_threads)
)
_topics: AnySelect = select(TopicWatch.topic_id).where(TopicWatch.account_id == _leaver)
_followed: AnySelect = (
    select(CollectionFollower.collection_id)
    .join(Collection, Collection.id == CollectionFollower.collection_id)
    .where(CollectionFollower.account_id == _leaver, readable(Collection))
)
_drafts: AnySelect = select(Draft.id, Draft.place, Draft.fields).where(Draft.account_id == _leaver)
_answerable: AnySelect = _open_threads.where(Thread.id.in_(bindparam("thread_ids", expanding=True)))
_taken: AnySelect = select(Draft.place).where(Draft.account_id == bindparam("colleague_id", type_=Integer))


@dataclass(frozen=True, slots=True)
class HeldDraft:
    id: int
    place: str
    attachment_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Holdings:
    """Ids of all that can go to a colleague."""

    methods: Sequence[int]
    begun_methods: Sequence[int]  # drafts
    kept_methods: Sequence[int]
    documents: Sequence[int]
    collections: Sequence[int]
    threads: Sequence[int]  # that are followed, as are
    topics: Sequence[int]
    followed_collections: Sequence[int]
    drafts: Sequence[HeldDraft]

    @property
    def followed_count(self) -> int:
        return len(self.threads) + len(self.topics) + len(self.followed_collections)


def holdings(session: Session, colleague: Actor, leaver_id: int) -> Holdings:
    """What a member has that this colleague of the same municipality may read and take over."""
    wanted = reader(colleague) | {"leaver_id": leaver_id, "organisation_id": colleague.organisation_id}

    def ids(statement: AnySelect) -> Sequence[int]:
        return [int(row[0]) for row in execute(session, statement, wanted)]

    return Holdings(
        methods=ids(_methods),
        begun_methods=ids(_begun),
        kept_methods=ids(_kept),
        documents=ids(_documents),
        collections=ids(_collections),
        threads=ids(_watched),
        topics=ids(_topics),
        followed_collections=ids(_followed),
        drafts=_open_drafts(session, wanted | {"colleague_id": colleague.id}),
    )


def _open_drafts(session: Session, wanted: Mapping[str, object]) -> Sequence[HeldDraft]:
    """Without a hidden name, for what the colleague may read, and where the colleague has not begun one too."""
    taken = {place for (place,) in execute(session, _taken, wanted)}
    found = []
    for number, name, fields in execute(session, _drafts, wanted):
        place = place_named(name)
        if place is not None and name not in taken and not fields.get(FIELD):
            found.append((number, name, place.thread_id, fields))
    asked = sorted({thread_id for _number, _name, thread_id, _fields in found if thread_id is not None})
    answerable = {row[0] for row in execute(session, _answerable, {**wanted, "thread_ids": asked})} if asked else set()
    return [
        HeldDraft(number, name, tuple(ids_in(str(fields.get("attachments", "")))))
        for number, name, thread_id, fields in found
        if thread_id is None or thread_id in answerable
    ]
