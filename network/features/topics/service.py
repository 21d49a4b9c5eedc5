"""What the secretariat writes about topics. No function commits."""

from collections.abc import Sequence

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from network.core import audit, clock, outbox
from network.core.access import Actor
from network.core.errors import N_, Invalid, NotFound
from network.core.outbox import Queue
from network.core.policy import Action, require
from network.core.slugs import slugify
from network.core.text import clean_body, clean_line
from network.features.accounts.models import Account, AccountState
from network.features.accounts.queries import email_key, is_members
from network.features.members.models import Competence
from network.features.methods.upkeep import reindex_topic
from network.features.plans.upkeep import reindex_topic as reindex_plans
from network.features.threads.models import Post, Thread
from network.features.topics.models import Topic, TopicResponsible
from network.features.topics.queries import GROUP_ORDER, in_order

MIN_TITLE, MAX_TITLE = 2, 80
MAX_DESCRIPTION = 400
MAX_SYNONYMS = 40
MAX_SYNONYM = 60
MAX_RESPONSIBLE = 10
FORM = "nyt"  # stands where the address of a topic would in the secretariat's pages


def lines_of(text: str) -> list[str]:
    """What stands in a field with one thing a line, each once."""
    lines = (clean_line(line) for line in clean_body(text).split("\n"))
    return list(dict.fromkeys(line for line in lines if line))


def create(
    session: Session,
    actor: Actor,
    *,
    title: str,
    group: str,
    description: str,
    synonyms: str,
    responsible: str,
    submission: str | None = None,
) -> Topic:
    """A topic that can be chosen from now on, last in its group. The same submission twice is one topic.

    `synonyms` and `responsible`, addresses of mail, stand one a line. Raises Forbidden, Invalid.
    """
    require(Action.EDIT_TOPIC, actor)
    earlier = _of_submission(session, submission)
    if earlier is not None:
        return earlier
    topic = Topic(
        title=_title(session, title),
        group=_group(group),
        description=_description(description),
        synonyms="|".join(_synonyms(synonyms)),
        submission=submission,
    )
    accounts = _accounts(session, responsible)
    topic.slug, topic.place = _free_slug(session, topic.title), _last_place(session, topic.group)
    try:
        with session.begin_nested():
            session.add(topic)
    except IntegrityError as error:
        earlier = _of_submission(session, submission)
        if earlier is not None:
            return earlier
        raise Invalid(CALLED_THAT, "title") from error
    _set_responsible(session, topic, accounts)
    outbox.record(session, Queue.INDEX, "topic", topic.id)
    audit.note(session, actor, "topic-create", f"topic:{topic.id}")
    return topic


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
    before, said = (topic.title, topic.synonyms), (topic.description, topic.group)
    topic.title, topic.description = _title(session, title, topic.id), _description(description)
    topic.synonyms = "|".join(_synonyms(synonyms))
    if _group(group) != topic.group:
        topic.group, topic.place = group, _last_place(session, group)
    _set_responsible(session, topic, _accounts(session, responsible))
    if before[0] != topic.title:
        # Pages that show it are no longer what browsers hold.
        session.execute(update(Thread).where(Thread.topic_id == topic.id).values(version=Thread.version + 1))
    if before != (topic.title, topic.synonyms):
        _reindex(session, topic)
    if (before, said) != ((topic.title, topic.synonyms), (topic.description, topic.group)):
        outbox.record(session, Queue.INDEX, "topic", topic.id)
    audit.note(session, actor, "edit-topic", f"topic:{topic.id}")
    return topic


def move(session: Session, actor: Actor, slug: str, place: int) -> None:
    """Put a topic at this place, counted from one, among those of its group that are offered. Raises NotFound.

    A place past the last is the last. A topic that stands there stays, so that a button pressed twice moves it once.
    """
    require(Action.EDIT_TOPIC, actor)
    group = select(Topic.group).where(Topic.slug == slug).scalar_subquery()
    among = select(Topic).where(Topic.group == group, Topic.retired_at.is_(None)).order_by(Topic.id).with_for_update()
    topics = in_order(session.scalars(among))
    at = next((number for number, topic in enumerate(topics) if topic.slug == slug), None)
    if at is None:
        raise NotFound
    to = min(max(place, 1), len(topics)) - 1
    if to == at:
        return
    moved = topics.pop(at)
    topics.insert(to, moved)
    for number, topic in enumerate(topics, 1):
        topic.place = number
    audit.note(session, actor, "topic-move", f"topic:{moved.id}")


def set_retired(session: Session, actor: Actor, slug: str, *, retired: bool) -> Topic:
    """Offer a topic no more, or again. What stands in it stays, under the same addresses. Raises NotFound."""
    require(Action.EDIT_TOPIC, actor)
    topic = session.scalars(select(Topic).where(Topic.slug == slug).with_for_update()).first()
    if topic is None:
        raise NotFound
    if retired == topic.is_offered:
        topic.retired_at = clock.now() if retired else None
        audit.note(session, actor, "topic-retire" if retired else "topic-use", f"topic:{topic.id}")
    return topic


CALLED_THAT = N_("Another topic is called that.")


def _of_submission(session: Session, submission: str | None) -> Topic | None:
    return session.scalars(select(Topic).where(Topic.submission == submission)).first() if submission else None


def _free_slug(session: Session, title: str) -> str:
    """An address of the topic's own: its title may have been another topic's once."""
    slug = slugify(title)
    taken: Sequence[str] = session.scalars(select(Topic.slug).where(Topic.slug.startswith(slug, autoescape=True))).all()
    names = (slug, *(f"{slug}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken and name != FORM)


def _last_place(session: Session, group: str) -> int:
    """Behind the others where somebody has put them in order, else among them by the alphabet."""
    last = session.scalar(select(func.max(Topic.place)).where(Topic.group == group))
    return last + 1 if last else 0


def _group(group: str) -> str:
    if group not in GROUP_ORDER:
        raise Invalid(N_("Choose a group."), "group")
    return group


def _title(session: Session, title: str, topic_id: int | None = None) -> str:
    line = clean_line(title)
    if sum(character.isalpha() for character in line) < MIN_TITLE:
        raise Invalid(N_("Write what the topic is called."), "title")
    if len(line) > MAX_TITLE:
        raise Invalid(N_("At most %(limit)s characters."), "title", limit=MAX_TITLE)
    named = session.execute(select(Topic.id, Topic.title)).all()
    if any(name.casefold() == line.casefold() and number != topic_id for number, name in named):
        raise Invalid(CALLED_THAT, "title")
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
        Account.email_key.in_([email_key(address) for address in addresses]),
        Account.state == AccountState.ACTIVE,
        is_members,
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
    reindex_topic(session, topic.id)
    reindex_plans(session, topic.id)
