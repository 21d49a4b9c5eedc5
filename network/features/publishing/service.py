"""Writing an article, publishing it at once or at a moment, and taking it back. No function commits."""

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from network.core import audit, clock, outbox
from network.core.access import Actor
from network.core.cpr import NOT_CPR, passed_over
from network.core.db import AnySelect, dialect_insert, execute
from network.core.errors import N_, Forbidden, NetworkError
from network.core.outbox import Queue
from network.core.policy import Action, require
from network.core.slugs import slugify
from network.features.events.seats import move_up
from network.features.events.telling import forget_notices, tell_of_cancelling, tell_of_change, when_and_where
from network.features.publishing.documents import lay, refuse_documents
from network.features.publishing.entry import Entry, Written, written
from network.features.publishing.models import Article, ArticleKind, ArticleState, ArticleVersion, Event
from network.features.publishing.queries import ArticleView, article_view

KIND = "article"
UNTITLED = "uden-titel"


class ArticleConflict(NetworkError):
    """The article was changed since the form was opened."""

    def __init__(self) -> None:
        super().__init__(N_("The text has been changed since you opened it."))


_of_submission: AnySelect = select(ArticleVersion.article_id).where(
    ArticleVersion.submission == bindparam("submission"), ArticleVersion.edited_by_id == bindparam("actor_id")
)
_insert_version = insert(ArticleVersion)


def begin(
    session: Session,
    actor: Actor,
    kind: ArticleKind,
    entry: Entry,
    *,
    publish: bool,
    submission: str | None = None,
    not_cpr: bool = False,
) -> int:
    """A new article, as a draft or published; returns its id. The same submission twice is one article.

    Raises SignInRequired, Forbidden, Invalid.
    """
    require(Action.PUBLISH, actor)
    text = _checked(session, actor, kind, entry, publish=publish)
    if submission is not None:
        earlier = execute(session, _of_submission, {"submission": submission, "actor_id": actor.id}).scalar()
        if earlier is not None:
            return int(earlier)
    has_number = _passed_over(text, not_cpr=not_cpr)
    article = Article(kind=kind, created_at=clock.now(), changed_at=clock.now())
    try:
        with session.begin_nested():
            session.add(article)
            session.flush()
            _add_version(session, actor, article.id, 1, entry, submission)
    except IntegrityError:
        other = execute(session, _of_submission, {"submission": submission, "actor_id": actor.id}).scalar()
        if other is None:
            raise
        return int(other)
    _write(session, actor, article, entry, text, publish=publish)
    if has_number:
        audit.note(session, actor, NOT_CPR, f"article:{article.id}")
    return article.id


def change(
    session: Session,
    actor: Actor,
    kind: ArticleKind,
    article_id: int,
    entry: Entry,
    *,
    number: int,
    publish: bool = False,
    submission: str | None = None,
    not_cpr: bool = False,
) -> None:
    """Put an entry in the place of version `number`; `publish` makes a draft one that others read.

    The same submission twice counts once. Raises NotFound, Forbidden, Invalid, and ArticleConflict when the article has
    another version by now.
    """
    view = _held(session, actor, kind, article_id)
    text = _checked(session, actor, kind, entry, publish=publish or not view.is_draft)
    if submission and execute(session, _of_submission, {"submission": submission, "actor_id": actor.id}).first():
        return
    if number != view.number:
        raise ArticleConflict
    has_number = _passed_over(text, not_cpr=not_cpr)
    article = session.get_one(Article, article_id, populate_existing=True)
    _add_version(session, actor, article_id, view.number + 1, entry, submission)
    _write(session, actor, article, entry, text, publish=publish or not view.is_draft)
    if has_number:
        audit.note(session, actor, NOT_CPR, f"article:{article_id}")


def withdraw(session: Session, actor: Actor, kind: ArticleKind, article_id: int) -> None:
    """It is a draft again, and nobody else's to know of. Raises NotFound, Forbidden."""
    view = _held(session, actor, kind, article_id)
    if view.is_draft:
        return
    article = session.get_one(Article, article_id, populate_existing=True)
    forget_notices(session, article_id)
    if view.is_out and when_and_where(session, article):
        tell_of_cancelling(session, article_id, article.number)
    article.state = ArticleState.DRAFT
    session.flush()
    outbox.record(session, Queue.INDEX, KIND, article_id)
    audit.note(session, actor, "article-withdraw", f"article:{article_id}")


def discard(session: Session, actor: Actor, kind: ArticleKind, article_id: int) -> None:
    """Delete a draft for good, unless feeds and calendars may know its id. Raises NotFound, Forbidden."""
    if _held(session, actor, kind, article_id).published_at is not None:
        raise Forbidden(N_("It has been published once, so it is kept: withdrawn, only those who publish can see it."))
    session.execute(delete(Article).where(Article.id == article_id))
    audit.note(session, actor, "article-discard", f"article:{article_id}")


def _set_times(session: Session, article_id: int, entry: Entry) -> None:
    """When the event is; whoever waits gets a seat where there is more room than before."""
    values = {"starts_at": entry.starts_at, "ends_at": entry.ends_at, "capacity": entry.capacity}
    new = dialect_insert(session.get_bind().dialect.name, Event)
    changing = new.on_conflict_do_update(index_elements=["article_id"], set_=values)
    execute(session, changing, {"article_id": article_id, **values})
    move_up(session, article_id)


def _held(session: Session, actor: Actor, kind: ArticleKind, article_id: int) -> ArticleView:
    view = article_view(session, actor, kind, article_id, hold=True)
    require(Action.PUBLISH, actor, view)
    return view


def _checked(session: Session, actor: Actor, kind: ArticleKind, entry: Entry, *, publish: bool) -> Written:
    text = written(kind, entry, publish=publish)
    refuse_documents(session, actor, kind, entry, publish=publish)
    return text


def _passed_over(text: Written, *, not_cpr: bool) -> bool:
    return passed_over({"title": text.title, "lead": text.lead, "body": text.markdown, **text.facts}, not_cpr=not_cpr)


def _add_version(
    session: Session, actor: Actor, article_id: int, number: int, entry: Entry, submission: str | None
) -> None:
    version = {
        "article_id": article_id,
        "number": number,
        "fields": dict(entry.typed),
        "edited_by_id": actor.id,
        "at": clock.now(),
        "submission": submission,
    }
    execute(session, _insert_version, version)


def _write(session: Session, actor: Actor, article: Article, entry: Entry, text: Written, *, publish: bool) -> None:
    """The article becomes what the entry says, under its next number."""
    was_published = article.state == ArticleState.PUBLISHED
    was_out = was_published and article.published_at is not None and article.published_at <= clock.now()
    before = when_and_where(session, article) if was_out else None
    article.number += 1
    article.title, article.slug = text.title, slugify(text.title) or UNTITLED
    article.lead, article.facts = text.lead, text.facts
    article.markdown, article.html, article.plain = text.markdown, text.html, text.plain
    article.changed_at = clock.now()
    if publish:
        article.state = ArticleState.PUBLISHED
        article.published_at = entry.publish_at or (article.published_at if was_out else clock.now())
    session.flush()
    lay(session, article.id, entry.documents)
    if article.kind == ArticleKind.EVENT:
        _set_times(session, article.id, entry)
    if before and before != when_and_where(session, article):
        tell_of_change(session, article.id, article.number)
    if publish and not was_published:
        forget_notices(session, article.id)  # it is not cancelled any more
        audit.note(session, actor, "article-publish", f"article:{article.id}")
    outbox.record(session, Queue.INDEX, KIND, article.id)
    if publish and article.published_at and article.published_at > clock.now():
        outbox.record_for(session, article.published_at, Queue.INDEX, KIND, article.id)
