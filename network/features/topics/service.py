"""What the secretariat writes about topics. No function commits."""

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from network.core import audit, outbox
from network.core.access import Actor
from network.core.errors import N_, Invalid, NotFound
from network.core.outbox import Queue
from network.core.policy import Action, require
from network.core.text import clean_body, clean_line
from network.features.accounts.models import Account, AccountState
from network.features.accounts.queries import email_key
from network.features.members.models import Competence
from network.features.threads.models import Post, Thread
from network.features.topics.models import Topic, TopicResponsible
from network.features.topics.queries import GROUP_ORDER

MAX_TITLE = 80
MAX_DESCRIPTION = 400
MAX_SYNONYMS = 40
MAX_SYNONYM = 60
MAX_RESPONSIBLE = 10


def lines_of(text: str) -> list[str]:
    """What stands in a field with one thing a line, each once."""
    lines = (clean_line(line) for line in clean_body(text).split("\n"))
    return list(dict.fromkeys(line for line in lines if line))


def edit(
    session: Session,
    actor: Actor,
    slug: str,
    *,
    title: str,
    group: str,
    description: str,
    synonyms: str,
    responsible: str,
) -> Topic:
    """Change what a topic says; its address stays. `synonyms` and `responsible`, addresses of mail, stand one a line.

    Raises NotFound, Forbidden, Invalid.
    """
    require(Action.EDIT_TOPIC, actor)
    topic = session.scalars(select(Topic).where(Topic.slug == slug).with_for_update()).first()
    if topic is None:
        raise NotFound
    before = (topic.title, topic.synonyms)
    topic.title, topic.description = _title(session, topic, title), _description(description)
    topic.synonyms = "|".join(_synonyms(synonyms))
    if group not in GROUP_ORDER:
        raise Invalid(N_("Choose a group."), "group")
    topic.group = group
    _set_responsible(session, topic, _accounts(session, responsible))
    if before[0] != topic.title:
        # Pages that show it are no longer what browsers hold.
        session.execute(update(Thread).where(Thread.topic_id == topic.id).values(version=Thread.version + 1))
    if before != (topic.title, topic.synonyms):
        _reindex(session, topic)
    outbox.record(session, Queue.INDEX, "topic", topic.id)
    audit.note(session, actor, "edit-topic", f"topic:{topic.id}")
    return topic


def _title(session: Session, topic: Topic, title: str) -> str:
    line = clean_line(title)
    if not line:
        raise Invalid(N_("Write what the topic is called."), "title")
    if len(line) > MAX_TITLE:
        raise Invalid(N_("At most %(limit)s characters."), "title", limit=MAX_TITLE)
    if session.scalars(select(Topic.id).where(Topic.title == line, Topic.id != topic.id)).first():
        raise Invalid(N_("Another topic is called that."), "title")
    return line


def _description(description: str) -> str:
    line = clean_line(description)
    if len(line) > MAX_DESCRIPTION:
        raise Invalid(N_("At most %(limit)s characters."), "description", limit=MAX_DESCRIPTION)
    return line


def _synonyms(text: str) -> list[str]:
    words = list(dict.fromkeys(part for line in lines_of(text) for part in map(str.strip, line.split("|")) if part))
    if len(words) > MAX_SYNONYMS:
        raise Invalid(N_("At most %(limit)s synonyms."), "synonyms", limit=MAX_SYNONYMS)
    too_long = next((word for word in words if len(word) > MAX_SYNONYM), None)
    if too_long:
        message = N_("“%(word)s” is too long: a synonym can have at most %(limit)s characters.")
        raise Invalid(message, "synonyms", word=too_long[:20] + "…", limit=MAX_SYNONYM)
    return words


def _accounts(session: Session, text: str) -> list[int]:
    """The members behind these addresses. Names the address that nobody has."""
    addresses = lines_of(text)
    if len(addresses) > MAX_RESPONSIBLE:
        raise Invalid(N_("At most %(limit)s members."), "responsible", limit=MAX_RESPONSIBLE)
    active = select(Account.email_key, Account.id).where(
        Account.email_key.in_([email_key(address) for address in addresses]), Account.state == AccountState.ACTIVE
    )
    known: dict[str, int] = {row.email_key: row.id for row in session.execute(active)}
    unknown = next((address for address in addresses if email_key(address) not in known), None)
    if unknown:
        raise Invalid(N_("No member has the address %(email)s."), "responsible", email=unknown[:80])
    return sorted(set(known.values()))


def _set_responsible(session: Session, topic: Topic, ids: list[int]) -> None:
    session.execute(delete(TopicResponsible).where(TopicResponsible.topic_id == topic.id))
    if ids:
        rows = [{"topic_id": topic.id, "account_id": number} for number in ids]
        session.execute(insert(TopicResponsible), rows)


def _reindex(session: Session, topic: Topic) -> None:
    """The index holds the topic's words with the question of each of its threads, and tells by the version that its own
    is old.
    """
    questions = select(Post.id).join(Thread, Thread.id == Post.thread_id)
    ids = session.scalars(questions.where(Thread.topic_id == topic.id, Post.position == 1)).all()
    first = select(Thread.id).where(Thread.topic_id == topic.id)
    changed = update(Post).where(Post.thread_id.in_(first), Post.position == 1)
    session.execute(changed.values(version=Post.version + 1))
    outbox.record_all(session, Queue.INDEX, "post", ids)
    who_knows = session.scalars(select(Competence.account_id).where(Competence.topic_id == topic.id)).all()
    outbox.record_all(session, Queue.INDEX, "member", who_knows)
