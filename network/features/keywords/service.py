"""Choosing keywords for a thread, and keeping the list. No function commits."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from network.core import audit, clock, outbox
from network.core.access import Actor
from network.core.cpr import passed_over
from network.core.db import AnySelect, execute
from network.core.errors import N_, Invalid, NotFound
from network.core.outbox import Queue
from network.core.policy import Action, require
from network.core.slugs import slugify
from network.core.text import clean_line
from network.features.keywords.models import Keyword, KeywordState, ThreadKeyword
from network.features.methods.upkeep import merge_keyword, reindex_keyword
from network.features.threads.models import Post, Thread
from network.features.threads.service import held_thread

MOST_KEYWORDS = 5
MAX_TITLE = 40
CHOOSABLE = (KeywordState.ACTIVE.value, KeywordState.PROPOSED.value)


def checked_title(title: str, field: str = "title") -> str:
    """A usable keyword in one line, or Invalid."""
    line = clean_line(title)
    if sum(character.isalpha() for character in line) < 2:
        raise Invalid(N_("Write a keyword of at least two letters."), field)
    if len(line) > MAX_TITLE:
        raise Invalid(N_("A keyword can have at most %(limit)s characters."), field, limit=MAX_TITLE)
    passed_over({field: line}, not_cpr=False)
    return line


# Choosing


_of_thread: AnySelect = (
    select(Keyword.id, Keyword.slug, Keyword.state)
    .join(ThreadKeyword, ThreadKeyword.keyword_id == Keyword.id)
    .where(ThreadKeyword.thread_id == bindparam("thread_id"))
)
_named: AnySelect = select(Keyword.id, Keyword.slug).where(
    Keyword.slug.in_(bindparam("slugs", expanding=True)), Keyword.state == KeywordState.ACTIVE.value
)
_has_changed = update(Thread).where(Thread.id == bindparam("of_thread_id")).values(version=Thread.version + 1)
_first_post: AnySelect = select(Post.id).where(Post.thread_id == bindparam("thread_id"), Post.position == 1)


def choose(session: Session, actor: Actor, thread_id: int, slugs: Sequence[str], proposed: str = "") -> None:
    """Give a thread these keywords of the list; what is retired or waits for the secretariat stays with it as it is.

    `proposed` is a new one, or none when it is empty. Raises NotFound, Forbidden, Invalid.
    """
    thread = held_thread(session, thread_id)
    require(Action.EDIT_POST, actor, thread)
    wanted = {row.slug: row.id for row in execute(session, _named, {"slugs": list(slugs)})} if slugs else {}
    if len(wanted) < len(set(slugs)):
        raise Invalid(N_("Choose keywords of the list."), "keywords")
    before = execute(session, _of_thread, {"thread_id": thread_id}).all()
    kept = {row.id for row in before if row.state != KeywordState.ACTIVE}
    after = kept | set(wanted.values())
    if clean_line(proposed):
        after.add(proposed_keyword(session, actor, proposed))
    if len(after) > MOST_KEYWORDS:
        raise Invalid(N_("A thread can have at most %(limit)s keywords."), "keywords", limit=MOST_KEYWORDS)
    if after != {row.id for row in before}:
        _write(session, thread_id, {row.id for row in before}, after)


def proposed_keyword(session: Session, actor: Actor, title: str) -> int:
    """The keyword of this name; one that is not there yet waits for the secretariat from now on."""
    line = checked_title(title, "new_keyword")
    slug = slugify(line)
    known = _by_slug(session, slug)
    if known is None:
        keyword = Keyword(slug=slug, title=line, state=KeywordState.PROPOSED, created_at=clock.now())
        keyword.proposed_by_id = actor.id
        try:
            with session.begin_nested():
                session.add(keyword)
        except IntegrityError:  # somebody else had the same thought at the same moment
            known = _by_slug(session, slug)
        else:
            return keyword.id
    if known is None or known.state not in CHOOSABLE:
        raise Invalid(N_("The keyword is not used any more. Choose one of the list."), "new_keyword")
    return known.id


def _by_slug(session: Session, slug: str) -> Keyword | None:
    keyword = session.scalars(select(Keyword).where(Keyword.slug == slug)).first()
    while keyword is not None and keyword.merged_into_id is not None:
        keyword = session.get(Keyword, keyword.merged_into_id)
    return keyword


def _write(session: Session, thread_id: int, before: set[int], after: set[int]) -> None:
    gone = delete(ThreadKeyword).where(ThreadKeyword.thread_id == thread_id)
    session.execute(gone.where(ThreadKeyword.keyword_id.in_(before - after)))
    for keyword_id in sorted(after - before):
        execute(session, insert(ThreadKeyword), {"thread_id": thread_id, "keyword_id": keyword_id})
    execute(session, _has_changed, {"of_thread_id": thread_id})
    first = execute(session, _first_post, {"thread_id": thread_id}).scalar_one()
    outbox.record(session, Queue.INDEX, "post", first)


# Keeping the list


def add(session: Session, actor: Actor, title: str) -> None:
    """A keyword that can be chosen from now on, also one that was proposed or retired. Raises Invalid."""
    require(Action.KEEP_KEYWORDS, actor)
    line = checked_title(title)
    keyword = session.scalars(select(Keyword).where(Keyword.slug == slugify(line))).first()
    if keyword is None:
        session.add(Keyword(slug=slugify(line), title=line, created_at=clock.now()))
        session.flush()
        audit.note(session, actor, "keyword-add", f"keyword:{slugify(line)}")
    elif keyword.state in (KeywordState.ACTIVE, KeywordState.MERGED):
        raise Invalid(N_("There is a keyword of that name already."), "title")
    else:
        set_state(session, actor, keyword.id, KeywordState.ACTIVE)


def rename(session: Session, actor: Actor, keyword_id: int, title: str) -> None:
    """Another title; its address stays. Raises NotFound, Invalid."""
    require(Action.KEEP_KEYWORDS, actor)
    line = checked_title(title)
    keyword = _keyword(session, keyword_id)
    if keyword.title == line:
        return
    keyword.title = line
    session.flush()
    _touch(session, keyword_id)
    audit.note(session, actor, "keyword-rename", f"keyword:{keyword.slug}")


def set_state(session: Session, actor: Actor, keyword_id: int, state: KeywordState) -> None:
    """Take a proposal in, retire a keyword, or use it again. Raises NotFound."""
    require(Action.KEEP_KEYWORDS, actor)
    keyword = _keyword(session, keyword_id)
    if keyword.state == state:
        return
    keyword.state = state
    session.flush()
    _touch(session, keyword_id)
    audit.note(session, actor, f"keyword-{state}", f"keyword:{keyword.slug}")


def decline(session: Session, actor: Actor, keyword_id: int) -> None:
    """A proposal is no keyword, and no thread has it. Raises NotFound, also for one that is in use."""
    require(Action.KEEP_KEYWORDS, actor)
    keyword = _keyword(session, keyword_id)
    if keyword.state != KeywordState.PROPOSED:
        raise NotFound
    session.execute(delete(ThreadKeyword).where(ThreadKeyword.keyword_id == keyword_id))
    session.execute(delete(Keyword).where(Keyword.id == keyword_id))
    audit.note(session, actor, "keyword-decline", f"keyword:{keyword.slug}")


def merge(session: Session, actor: Actor, keyword_id: int, into_slug: str) -> None:
    """The threads of one keyword get another; the address of the first leads to it. Raises NotFound, Invalid."""
    require(Action.KEEP_KEYWORDS, actor)
    keyword = _keyword(session, keyword_id)
    into = session.scalars(select(Keyword).where(Keyword.slug == into_slug)).first()
    if into is None or into.id == keyword_id or into.state != KeywordState.ACTIVE:
        raise Invalid(N_("Choose the keyword that it becomes."), "into")
    _touch(session, keyword_id)
    have = select(ThreadKeyword.thread_id).where(ThreadKeyword.keyword_id == into.id)
    of_old = update(ThreadKeyword).where(ThreadKeyword.keyword_id == keyword_id)
    session.execute(of_old.where(ThreadKeyword.thread_id.not_in(have)).values(keyword_id=into.id))
    session.execute(delete(ThreadKeyword).where(ThreadKeyword.keyword_id == keyword_id))
    merge_keyword(session, keyword_id, into.id)
    keyword.state, keyword.merged_into_id = KeywordState.MERGED, into.id
    audit.note(session, actor, "keyword-merge", f"keyword:{keyword.slug}", reason=into.title)


def _keyword(session: Session, keyword_id: int) -> Keyword:
    keyword = session.scalars(select(Keyword).where(Keyword.id == keyword_id).with_for_update()).first()
    if keyword is None or keyword.state == KeywordState.MERGED:
        raise NotFound
    return keyword


def _touch(session: Session, keyword_id: int) -> None:
    """Pages and index entries of its threads hold the title."""
    threads = select(ThreadKeyword.thread_id).where(ThreadKeyword.keyword_id == keyword_id)
    session.execute(update(Thread).where(Thread.id.in_(threads)).values(version=Thread.version + 1))
    first: Any = session.scalars(select(Post.id).where(Post.thread_id.in_(threads), Post.position == 1)).all()
    outbox.record_all(session, Queue.INDEX, "post", first)
    reindex_keyword(session, keyword_id)
