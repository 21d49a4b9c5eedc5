"""Handing over what a leaver has to a colleague, all at once. No function commits."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from network.core import audit, outbox
from network.core.access import Actor, Role
from network.core.db import dialect_insert, execute
from network.core.errors import N_, Invalid, NotFound
from network.core.outbox import Queue
from network.core.policy import Action, require
from network.features.accounts.models import Account, AccountState
from network.features.accounts.queries import actor_by_account
from network.features.accounts.service import suspend
from network.features.attachments.models import Attachment
from network.features.collections.models import Collection, CollectionFollower
from network.features.drafts.models import Draft
from network.features.handover.holdings import HeldDraft, Holdings, holdings
from network.features.library.models import Document
from network.features.methods.models import Method, MethodKeeper
from network.features.municipalities.models import Organisation
from network.features.notifications.models import TopicWatch, Watch


@dataclass(frozen=True, slots=True)
class Terms:
    """What the handing over includes beside what is owned and followed."""

    drafts: bool = False
    as_coordinator: bool = False  # the colleague coordinates too from now on
    close_reason: str | None = None  # the leaver's access is closed for it


def hand_over(
    session: Session, actor: Actor, organisation: Organisation, leaver_id: int, colleague_id: int, terms: Terms
) -> Holdings:
    """Give what a member has to a colleague; returns what went over. Once more, and there is nothing left to give.

    Drafts are nobody else's to read while their writer has access: they go along when it is closed, or is now, or when
    the writer hands over, which needs nobody's leave. Raises NotFound, Forbidden, Invalid.
    """
    if leaver_id != actor.id:
        require(Action.HAND_OVER, actor, organisation)
    leaver, colleague = _of(session, organisation, leaver_id), _of(session, organisation, colleague_id)
    if colleague is None or colleague.state != AccountState.ACTIVE or colleague_id == leaver_id:
        raise Invalid(N_("Choose a colleague with an open access."), "colleague")
    if leaver is None:
        raise NotFound
    if terms.drafts and not (leaver_id == actor.id or leaver.state != AccountState.ACTIVE or terms.close_reason):
        raise Invalid(N_("Drafts are their writer's alone until the access is closed."), "drafts")
    held = holdings(session, actor_by_account(session, colleague_id), leaver_id)
    methods = (*held.methods, *held.begun_methods) if terms.drafts else tuple(held.methods)
    _own(session, held, methods, leaver_id, colleague_id)
    _follow(session, held, leaver_id, colleague_id)
    if terms.drafts:
        _go_on_writing(session, held.drafts, leaver_id, colleague_id)
    if terms.as_coordinator and Role.COORDINATOR.value in leaver.roles.split():
        colleague.roles = " ".join(sorted({*colleague.roles.split(), Role.COORDINATOR.value}))
        colleague.version += 1
        outbox.record(session, Queue.INDEX, "member", colleague_id)
    said = f"account:{colleague_id} {_counts(held, terms)}"
    audit.note(session, actor, "hand-over", f"account:{leaver_id}", reason=said)
    outbox.record(session, Queue.MAIL, "handover.done", colleague_id, leaver_id=leaver_id)
    if terms.close_reason is not None:
        suspend(session, actor, leaver_id, terms.close_reason)
    return held


def _of(session: Session, organisation: Organisation, account_id: int) -> Account | None:
    account = session.get(Account, account_id, with_for_update=True, populate_existing=True)
    return account if account is not None and account.organisation_id == organisation.id else None


def _counts(held: Holdings, terms: Terms) -> str:
    """How much went over, for the audit log: numbers alone."""
    numbers = {
        "methods": len(held.methods) + len(held.kept_methods),
        "documents": len(held.documents),
        "collections": len(held.collections),
        "followed": held.followed_count,
        "drafts": len(held.drafts) + len(held.begun_methods) if terms.drafts else 0,
    }
    return " ".join(f"{name}:{number}" for name, number in numbers.items())


def _own(session: Session, held: Holdings, methods: Sequence[int], leaver_id: int, colleague_id: int) -> None:
    """Methods, also those that the leaver keeps together with others; documents; collections."""
    new = dialect_insert(session.get_bind().dialect.name, MethodKeeper).on_conflict_do_nothing()
    for number in held.kept_methods:
        execute(session, new, {"method_id": number, "account_id": colleague_id})
    gone = delete(MethodKeeper).where(
        MethodKeeper.account_id == leaver_id, MethodKeeper.method_id.in_(held.kept_methods)
    )
    session.execute(gone)
    owned = update(Method).where(Method.id.in_(methods), Method.owner_id == leaver_id)
    session.execute(owned.values(owner_id=colleague_id))
    # Whoever owns a method keeps it as its owner, and not beside the owner
    by_colleague = select(Method.id).where(Method.owner_id == colleague_id)
    owner_too = (MethodKeeper.account_id == colleague_id, MethodKeeper.method_id.in_(by_colleague))
    session.execute(delete(MethodKeeper).where(*owner_too).execution_options(synchronize_session=False))
    shared = update(Document).where(Document.id.in_(held.documents), Document.author_id == leaver_id)
    session.execute(shared.values(author_id=colleague_id))
    made = update(Collection).where(Collection.id.in_(held.collections), Collection.owner_id == leaver_id)
    session.execute(made.values(owner_id=colleague_id))
    for kind, ids in (("method", methods), ("document", held.documents), ("collection", held.collections)):
        for number in ids:
            outbox.record(session, Queue.INDEX, kind, number)


def _follow(session: Session, held: Holdings, leaver_id: int, colleague_id: int) -> None:
    """What the colleague has said of a thread already stays as it is."""
    dialect = session.get_bind().dialect.name
    for model, column, ids, more in (
        (Watch, Watch.thread_id, held.threads, {"following": True}),
        (TopicWatch, TopicWatch.topic_id, held.topics, {}),
        (CollectionFollower, CollectionFollower.collection_id, held.followed_collections, {}),
    ):
        new = dialect_insert(dialect, model).on_conflict_do_nothing()
        for number in ids:
            execute(session, new, {column.key: number, "account_id": colleague_id, **more})
        session.execute(delete(model).where(model.account_id == leaver_id, column.in_(ids)))


def _go_on_writing(session: Session, drafts: Sequence[HeldDraft], leaver_id: int, colleague_id: int) -> None:
    """Drafts, with the files that wait to be sent with them."""
    for draft in drafts:
        own = (Draft.id == draft.id, Draft.account_id == leaver_id)
        session.execute(update(Draft).where(*own).values(account_id=colleague_id))
        unsent = (Attachment.post_id.is_(None), Attachment.card_id.is_(None), Attachment.account_id == leaver_id)
        files = update(Attachment).where(Attachment.id.in_(draft.attachment_ids), *unsent)
        session.execute(files.values(account_id=colleague_id))
