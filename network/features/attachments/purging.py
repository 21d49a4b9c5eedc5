"""Forgetting files that never were sent with anything, and bytes that nothing names any more. Run by the worker."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import Engine, Select, delete, exists, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from network.core import clock
from network.core.db import dialect_insert
from network.features.attachments.markup import ids_in
from network.features.attachments.models import Attachment
from network.features.attachments.queries import is_unsent
from network.features.drafts.models import Draft
from network.features.library.models import DocumentVersion, StoredFile
from network.ports.files import FileMissing, FileStore

KEEP = timedelta(days=7)  # what somebody may still come back for
BATCH = 500


def purge(engine: Engine, files: FileStore) -> None:
    """What a draft names stays as long as the draft does. Killed half-way, the rest is forgotten next time."""
    with Session(engine) as session, session.begin():
        _forget_attachments(session)
    with Session(engine) as session:
        unnamed = session.scalars(_unnamed().limit(BATCH)).all()
    for key in unnamed:
        _forget_file(engine, files, key)
    _forget_strays(engine, files)
    files.forget_unfinished(clock.now() - KEEP)


def _forget_attachments(session: Session) -> None:
    past = clock.now() - KEEP
    unsent = session.execute(
        select(Attachment.id, Attachment.account_id).where(is_unsent, Attachment.uploaded_at < past).limit(BATCH)
    ).all()
    kept = _named_by_drafts(session, {account_id for _id, account_id in unsent})
    ids = [attachment_id for attachment_id, _account in unsent if attachment_id not in kept]
    session.execute(delete(Attachment).where(or_(Attachment.id.in_(ids), Attachment.removed_at < past)))


def _named_by_drafts(session: Session, account_ids: Iterable[int]) -> set[int]:
    fields = session.scalars(select(Draft.fields).where(Draft.account_id.in_(list(account_ids))))
    return {number for draft in fields for number in ids_in(str(draft.get("attachments", "")))}


def _unnamed() -> Select[str]:
    is_sent = exists().where(Attachment.file_key == StoredFile.key)
    in_library = exists().where(DocumentVersion.file_key == StoredFile.key)
    return select(StoredFile.key).where(StoredFile.stored_at < clock.now() - KEEP, ~is_sent, ~in_library)


def _forget_file(engine: Engine, files: FileStore, key: str) -> None:
    """The bytes go while the row is held: whoever uploads the same ones meanwhile waits, and puts them back."""
    try:
        with Session(engine) as session, session.begin():
            still = _unnamed().where(StoredFile.key == key).with_for_update()
            if session.scalar(still) is not None:
                session.execute(delete(StoredFile).where(StoredFile.key == key))
                files.delete(key)
    except IntegrityError:
        return  # named again in this very moment


def _forget_strays(engine: Engine, files: FileStore) -> None:
    """Bytes that came with a form which was never sent: no row has ever named them."""
    old = files.stored_before(clock.now() - KEEP)
    for start in range(0, len(old), BATCH):
        batch = old[start : start + BATCH]
        with Session(engine) as session:
            known = set(session.scalars(select(StoredFile.key).where(StoredFile.key.in_(batch))))
        for key in batch:
            if key not in known:
                _forget_stray(engine, files, key)


def _forget_stray(engine: Engine, files: FileStore, key: str) -> None:
    """A row of its own holds off whoever records the same bytes meanwhile; if they were put again, they stay."""
    new = dialect_insert(engine.dialect.name, StoredFile)
    row = new.values(key=key, size=0, media_type="", stored_at=clock.now())
    with Session(engine) as session, session.begin():
        claimed = session.execute(row.on_conflict_do_nothing(index_elements=["key"])).rowcount  # type: ignore[attr-defined]
        if not claimed:
            return
        if _is_old(files, key):
            files.delete(key)
        session.execute(delete(StoredFile).where(StoredFile.key == key))


def _is_old(files: FileStore, key: str) -> bool:
    try:
        return files.look(key).stored_at < clock.now() - KEEP
    except FileMissing:
        return False
