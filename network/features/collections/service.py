"""Making collections, changing what is said of them, deleting them and taking that back. No function commits."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_, bindparam, delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from network.core import audit, clock, outbox
from network.core.access import Actor, Audience, writable_audiences
from network.core.cpr import NOT_CPR, passed_over
from network.core.db import AnySelect, execute
from network.core.errors import N_, Forbidden, Invalid, NetworkError
from network.core.outbox import Queue
from network.core.policy import Action, require
from network.core.slugs import slugify
from network.core.text import checked_body, clean_line, render
from network.features.collections.models import PRIVATE, Collection, CollectionItem
from network.features.collections.queries import CollectionView, collection_view

KIND = "collection"
MIN_TITLE, MAX_TITLE = 3, 160
KEPT = timedelta(days=30)  # what was deleted or taken out, so that it can be put back


class CollectionConflict(NetworkError):
    """It was changed since the form was opened."""

    def __init__(self) -> None:
        super().__init__(N_("It has been changed since you opened it."))


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a collection, as it was typed."""

    title: str
    introduction: str = ""
    audience: str = PRIVATE  # or one of Audience


def _checked(actor: Actor, said: Said, before: str = "") -> tuple[str, str]:
    """The title and the introduction. `before`: the audience that it has already."""
    line = clean_line(said.title)
    if sum(character.isalpha() for character in line) < MIN_TITLE:
        raise Invalid(N_("Write what the collection is called."), "title")
    if len(line) > MAX_TITLE:
        raise Invalid(N_("At most %(limit)s characters."), "title", limit=MAX_TITLE)
    offered = {PRIVATE, before, *(audience.value for audience in writable_audiences(actor))}
    if said.audience not in offered:
        raise Invalid(N_("You cannot write to that audience."), "audience")
    return line, checked_body(said.introduction, field="introduction", required=False)


def _term(audience: str, organisation_id: int | None) -> str:
    return PRIVATE if audience == PRIVATE else Audience(audience).term(organisation_id or 0)


_of_submission: AnySelect = select(Collection.id).where(
    Collection.submission == bindparam("submission"), Collection.owner_id == bindparam("actor_id")
)


def make(session: Session, actor: Actor, said: Said, *, submission: str | None = None, not_cpr: bool = False) -> int:
    """A new collection of the actor's; returns its id. The same submission twice is one. Raises Invalid."""
    require(Action.MAKE_COLLECTION, actor)
    line, markdown = _checked(actor, said)
    rendered = render(markdown, anchor=secrets.token_hex(4))  # before the database is locked
    wanted = {"submission": submission, "actor_id": actor.id}
    earlier = execute(session, _of_submission, wanted).scalar() if submission else None
    if earlier is not None:
        return int(earlier)
    has_number = passed_over({"title": line, "introduction": markdown}, not_cpr=not_cpr)
    now = clock.now()
    collection = Collection(
        owner_id=actor.id,
        organisation_id=actor.organisation_id,
        title=line,
        slug=slugify(line),
        markdown=markdown,
        html=rendered.html,
        plain=rendered.plain,
        audience=said.audience,
        audience_term=_term(said.audience, actor.organisation_id),
        created_at=now,
        changed_at=now,
        submission=submission,
    )
    try:
        with session.begin_nested():
            session.add(collection)
    except IntegrityError:
        other = execute(session, _of_submission, wanted).scalar()
        if other is None:
            raise
        return int(other)
    _changed(session, actor, collection.id, has_number=has_number)
    return collection.id


def change(
    session: Session, actor: Actor, collection_id: int, said: Said, *, version: int, not_cpr: bool = False
) -> None:
    """Say other things of a collection. The same again changes nothing.

    `version` is the one that was corrected. Raises NotFound, Forbidden, Invalid, and CollectionConflict when it has
    another by now.
    """
    view = kept_collection(session, actor, collection_id)
    line, markdown = _checked(actor, said, view.chosen)
    if (line, markdown, said.audience) == (view.title, view.markdown, view.chosen):
        return
    if version != view.version:
        raise CollectionConflict
    has_number = passed_over({"title": line, "introduction": markdown}, not_cpr=not_cpr)
    rendered = render(markdown, anchor=secrets.token_hex(4))
    values = {
        "title": line,
        "slug": slugify(line),
        "markdown": markdown,
        "html": rendered.html,
        "plain": rendered.plain,
        "audience": said.audience,
        "audience_term": _term(said.audience, view.organisation_id),
        "version": view.version + 1,
        "changed_at": clock.now(),
    }
    session.execute(update(Collection).where(Collection.id == collection_id).values(**values))
    _changed(session, actor, collection_id, has_number=has_number)


def kept_collection(session: Session, actor: Actor, collection_id: int, *, hold: bool = True) -> CollectionView:
    """A collection that the actor may change and that is not deleted. Raises NotFound, Forbidden."""
    view = collection_view(session, actor, collection_id, hold=hold)
    require(Action.KEEP_COLLECTION, actor, view)
    if view.is_deleted:
        raise Forbidden(N_("The collection is deleted. Take that back before you change it."))
    return view


def _changed(session: Session, actor: Actor, collection_id: int, *, has_number: bool = False) -> None:
    outbox.record(session, Queue.INDEX, KIND, collection_id)
    if has_number:
        audit.note(session, actor, NOT_CPR, f"collection:{collection_id}")


def discard(session: Session, actor: Actor, collection_id: int) -> None:
    """Nobody but its owner sees it any more, who can take that back for KEPT. Raises NotFound, Forbidden."""
    view = collection_view(session, actor, collection_id, hold=True)
    require(Action.KEEP_COLLECTION, actor, view)
    if view.is_deleted:
        return
    gone = {"audience_term": PRIVATE, "deleted_at": clock.now(), "version": view.version + 1, "owner_id": actor.id}
    session.execute(update(Collection).where(Collection.id == collection_id).values(**gone))
    _changed(session, actor, collection_id)
    audit.note(session, actor, "collection-delete", f"collection:{collection_id}")


def take_back(session: Session, actor: Actor, collection_id: int) -> None:
    """A deleted collection is there again, for those whom it was for. Raises NotFound, Forbidden."""
    view = collection_view(session, actor, collection_id, hold=True)
    require(Action.KEEP_COLLECTION, actor, view)
    if not view.is_deleted:
        return
    there = {"audience_term": _term(view.chosen, view.organisation_id), "deleted_at": None}
    session.execute(update(Collection).where(Collection.id == collection_id).values(**there, version=view.version + 1))
    _changed(session, actor, collection_id)


def purge(session: Session) -> None:
    """Forget what was deleted or taken out a while ago, and what was private to somebody who is erased."""
    before = clock.now() - KEPT
    is_nobodys = and_(Collection.audience == PRIVATE, Collection.owner_id.is_(None))
    session.execute(delete(Collection).where(or_(Collection.deleted_at < before, is_nobodys)))
    session.execute(delete(CollectionItem).where(CollectionItem.removed_at < before))
