"""Writing a method, at any stage, and sharing it. No function commits."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from network.core import audit, clock, outbox
from network.core.access import Actor, Audience, is_within, writable_audiences
from network.core.cpr import NOT_CPR, passed_over
from network.core.db import AnySelect, dialect_insert, execute
from network.core.errors import N_, Invalid, NetworkError, NotFound
from network.core.outbox import Queue
from network.core.policy import Action, require
from network.core.slugs import slugify
from network.features.experiences.models import ExperienceCard
from network.features.keywords.models import Keyword, KeywordState
from network.features.keywords.service import MOST_KEYWORDS, proposed_keyword
from network.features.methods.documents import documents_of, readable_documents
from network.features.methods.entry import Entry, Written, entry_of, written
from network.features.methods.models import (
    DRAFT_TERM,
    Method,
    MethodDocument,
    MethodKeyword,
    MethodState,
    MethodTopic,
    MethodVersion,
)
from network.features.methods.queries import MethodView, method_view
from network.features.sources.consent import require_consent
from network.features.topics.models import Topic
from network.features.topics.offered import offered_topic

KIND = "method"
REVIEW_EVERY = timedelta(days=365)
UNTITLED = "uden-titel"


class MethodConflict(NetworkError):
    """The method was changed since the form was opened."""

    def __init__(self) -> None:
        super().__init__(N_("The method has been changed since you opened it."))


_of_submission: AnySelect = select(MethodVersion.method_id).where(
    MethodVersion.submission == bindparam("submission"), MethodVersion.edited_by_id == bindparam("actor_id")
)
_insert_version = insert(MethodVersion)


def begin(
    session: Session,
    actor: Actor,
    entry: Entry,
    *,
    share: bool,
    submission: str | None = None,
    not_cpr: bool = False,
) -> int:
    """A new method, as a draft of its owner or shared at once; returns its id. The same submission twice is one method.

    Raises Invalid.
    """
    require(Action.SHARE_METHOD, actor)
    text = _checked(session, actor, entry, share=share, before=None)
    if submission is not None:
        earlier = execute(session, _of_submission, {"submission": submission, "actor_id": actor.id}).scalar()
        if earlier is not None:
            return int(earlier)
    has_number = _passed_over(text, not_cpr=not_cpr)
    now = clock.now()
    method = Method(
        owner_id=actor.id,
        organisation_id=actor.organisation_id,
        title=text.title,
        slug=slugify(text.title) or UNTITLED,
        audience=entry.audience,
        created_at=now,
        looked_through_at=now,
    )
    try:
        with session.begin_nested():
            session.add(method)
            session.flush()
            _add_version(session, actor, method.id, 1, entry, submission)
    except IntegrityError:
        other = execute(session, _of_submission, {"submission": submission, "actor_id": actor.id}).scalar()
        if other is None:
            raise
        return int(other)
    _write(session, actor, method, entry, text, share=share)
    if has_number:
        audit.note(session, actor, NOT_CPR, f"method:{method.id}")
    return method.id


def change(
    session: Session,
    actor: Actor,
    method_id: int,
    entry: Entry,
    *,
    number: int,
    share: bool = False,
    submission: str | None = None,
    not_cpr: bool = False,
) -> None:
    """Put an entry in the place of version `number`; `share` makes a draft one that others read.

    The same submission twice counts once. Raises NotFound, Forbidden, Invalid, and MethodConflict when the method has
    another version by now.
    """
    view = method_view(session, actor, method_id, hold=True)
    require(Action.EDIT_METHOD, actor, view)
    is_shown = share or not view.is_draft
    text = _checked(session, actor, entry, share=is_shown, before=view)
    if submission and execute(session, _of_submission, {"submission": submission, "actor_id": actor.id}).first():
        return
    if number != view.number:
        raise MethodConflict
    has_number = _passed_over(text, not_cpr=not_cpr)
    method = session.get_one(Method, method_id, populate_existing=True)
    _add_version(session, actor, method_id, view.number + 1, entry, submission)
    _write(session, actor, method, entry, text, share=share)
    if has_number:
        audit.note(session, actor, NOT_CPR, f"method:{method_id}")


def restore(session: Session, actor: Actor, method_id: int, number: int) -> None:
    """An earlier version becomes the newest; who may read it stays as it is. Raises NotFound, Forbidden, Invalid."""
    view = method_view(session, actor, method_id, hold=True)
    require(Action.EDIT_METHOD, actor, view)
    old = select(MethodVersion.fields).where(MethodVersion.method_id == method_id, MethodVersion.number == number)
    fields: dict[str, Any] | None = session.scalars(old).first()
    if fields is None:
        raise NotFound
    if number == view.number:
        return
    readable_now = readable_documents(session, actor, fields["documents"])
    active = select(Keyword.slug).where(
        Keyword.slug.in_(fields["keywords"]), Keyword.state == KeywordState.ACTIVE.value
    )
    kept = {"audience": view.audience.value, "documents": readable_now, "keywords": list(session.scalars(active))}
    change(session, actor, method_id, entry_of(fields | kept), number=view.number, not_cpr=True)


def _checked(session: Session, actor: Actor, entry: Entry, *, share: bool, before: MethodView | None) -> Written:
    text = written(entry, is_shared=share)
    offered = writable_audiences(actor)
    if entry.audience not in offered and not (before and before.audience == entry.audience):
        raise Invalid(N_("You cannot write to that audience."), "audience")
    there = {document.id for document in documents_of(session, actor, before.id)} if before else set()
    new = [number for number in entry.documents if number not in there]
    if len(readable_documents(session, actor, new)) < len(new):
        raise Invalid(N_("Choose documents of the list."), "documents")
    return text


def _passed_over(text: Written, *, not_cpr: bool) -> bool:
    return passed_over({"title": text.title, "summary": text.summary, **text.texts}, not_cpr=not_cpr)


def _add_version(
    session: Session, actor: Actor, method_id: int, number: int, entry: Entry, submission: str | None
) -> None:
    version = {
        "method_id": method_id,
        "number": number,
        "fields": entry.fields(),
        "edited_by_id": actor.id,
        "at": clock.now(),
        "submission": submission,
    }
    execute(session, _insert_version, version)


def _write(session: Session, actor: Actor, method: Method, entry: Entry, text: Written, *, share: bool) -> None:
    """The method becomes what the entry says, under its next number."""
    method.number += 1
    method.kind, method.licence, method.audience = entry.kind, entry.licence, entry.audience
    method.cost_band = entry.cost_band or ""
    method.title, method.slug = text.title, slugify(text.title) or UNTITLED
    method.summary, method.texts, method.html, method.plain = text.summary, text.texts, text.html, text.plain
    method.looked_through_at = clock.now()
    if share or method.state != MethodState.DRAFT:
        term = entry.audience.term(method.organisation_id)
        require_consent(session, method.id, term, (text.title, text.summary, text.plain))
        _address(session, method, entry.audience, share=share)
    session.flush()
    _choose_topics(session, method.id, entry.topics)
    _choose_keywords(session, actor, method.id, entry)
    _lay_documents(session, actor, method.id, entry.documents)
    if method.state != MethodState.DRAFT:
        outbox.record(session, Queue.INDEX, KIND, method.id)


def _address(session: Session, method: Method, audience: Audience, *, share: bool) -> None:
    """What readers may read now, and from which version on: earlier ones were written for fewer."""
    term = audience.term(method.organisation_id)
    before = method.audience_term
    if before == DRAFT_TERM or not is_within(term, before):
        method.open_from = method.number
    method.audience_term = term
    if share:
        now = clock.now()
        method.state = MethodState.SHARED
        method.shared_at = method.shared_at or now
        method.withdrawn_at, method.withdrawn_reason = None, ""
        method.review_due = clock.today() + REVIEW_EVERY
    if before != term:
        touch_what_hangs_on_it(session, method.id)


def touch_what_hangs_on_it(session: Session, method_id: int) -> None:
    """Experience is found by those alone who may read its method too."""
    ids = session.scalars(select(ExperienceCard.id).where(ExperienceCard.method_id == method_id)).all()
    outbox.record_all(session, Queue.INDEX, "experience", ids)


def _choose_topics(session: Session, method_id: int, slugs: Sequence[str]) -> None:
    found = {topic.slug: topic for topic in session.scalars(select(Topic).where(Topic.slug.in_(slugs)))}
    kept = set(session.scalars(select(MethodTopic.topic_id).where(MethodTopic.method_id == method_id)))
    ids = {offered_topic(topic, topic.id if topic and topic.id in kept else None).id for topic in map(found.get, slugs)}
    _set(session, MethodTopic, method_id, "topic_id", sorted(ids))


def _choose_keywords(session: Session, actor: Actor, method_id: int, entry: Entry) -> None:
    """Keywords of the list; one that is new waits for the secretariat, and what is retired stays."""
    known = select(Keyword.id, Keyword.slug).where(
        Keyword.slug.in_(entry.keywords), Keyword.state == KeywordState.ACTIVE.value
    )
    found = {row.slug: row.id for row in session.execute(known)}
    if len(found) < len(set(entry.keywords)):
        raise Invalid(N_("Choose keywords of the list."), "keywords")
    stays = (
        select(Keyword.id)
        .join(MethodKeyword, MethodKeyword.keyword_id == Keyword.id)
        .where(MethodKeyword.method_id == method_id, Keyword.state != KeywordState.ACTIVE.value)
    )
    wanted = set(found.values()) | set(session.scalars(stays))
    if entry.new_keyword.strip():
        wanted.add(proposed_keyword(session, actor, entry.new_keyword))
    if len(wanted) > MOST_KEYWORDS:
        raise Invalid(N_("A method can have at most %(limit)s keywords."), "keywords", limit=MOST_KEYWORDS)
    _set(session, MethodKeyword, method_id, "keyword_id", sorted(wanted))


def _lay_documents(session: Session, actor: Actor, method_id: int, ids: Sequence[int]) -> None:
    """What somebody else has laid there and the actor may not read stays."""
    seen = {document.id for document in documents_of(session, actor, method_id)}
    gone = seen - set(ids)
    session.execute(
        delete(MethodDocument).where(MethodDocument.method_id == method_id, MethodDocument.document_id.in_(gone))
    )
    new = dialect_insert(session.get_bind().dialect.name, MethodDocument).on_conflict_do_nothing()
    for number in sorted(set(ids) - seen):
        execute(session, new, {"method_id": method_id, "document_id": number})


def _set(session: Session, model: Any, method_id: int, column: str, ids: Sequence[int]) -> None:
    """A method's rows in a table of two columns become these."""
    session.execute(delete(model).where(model.method_id == method_id))
    for number in ids:
        execute(session, insert(model), {"method_id": method_id, column: number})
