"""Reading an event: when it is, how many come, whether the reader does; and who, for those who publish."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import quote

from sqlalchemy import Integer, and_, bindparam, case, func, not_, or_, select

from network.core import clock
from network.core.access import Actor, readable
from network.core.addresses import article_url
from network.core.db import AnySelect, Source, UtcDateTime, execute
from network.core.policy import Action, require
from network.features.accounts.models import Account
from network.features.events.models import EventSeat
from network.features.municipalities.models import Organisation
from network.features.notices.models import Notice, NoticeKind
from network.features.notices.shown import Told, own_newest
from network.features.publishing.models import Article, ArticleKind, ArticleState, ArticleVersion, Event
from network.features.publishing.queries import ArticleView
from network.features.publishing.visibility import is_out, visitor


class Own(StrEnum):
    """What the reader has."""

    NOTHING = "nothing"
    SEAT = "seat"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class EventView:
    """The event of an article that its reader has been let through to."""

    starts_at: datetime | None
    ends_at: datetime | None
    capacity: int | None
    taken: int
    waiting: int
    own: Own

    @property
    def is_over(self) -> bool:
        return self.ends_at is not None and self.ends_at <= clock.now()

    @property
    def has_begun(self) -> bool:
        return self.starts_at is not None and self.starts_at <= clock.now()

    @property
    def is_full(self) -> bool:
        return self.capacity is not None and self.taken >= self.capacity

    @property
    def is_of_one_day(self) -> bool:
        if self.starts_at is None or self.ends_at is None:
            return True
        first, last = (moment.astimezone(clock.COPENHAGEN).date() for moment in (self.starts_at, self.ends_at))
        return first == last


def _count(condition: object) -> object:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)  # type: ignore[arg-type]


_is_own = EventSeat.account_id == bindparam("account_id", type_=Integer)
_event: AnySelect = (
    select(
        Event.starts_at,
        Event.ends_at,
        Event.capacity,
        _count(EventSeat.is_waiting.is_(False)),  # type: ignore[call-overload]
        _count(EventSeat.is_waiting.is_(True)),
        _count(_is_own & EventSeat.is_waiting.is_(False)),
        _count(_is_own & EventSeat.is_waiting.is_(True)),
    )
    .outerjoin(EventSeat, EventSeat.article_id == Event.article_id)
    .where(Event.article_id == bindparam("article_id"))
    .group_by(Event.article_id, Event.starts_at, Event.ends_at, Event.capacity)
)


def event_view(source: Source, actor: Actor, article: ArticleView) -> EventView:
    row = execute(source, _event, {"article_id": article.id, "account_id": actor.id}).one()
    own = Own.SEAT if row[5] else Own.WAITING if row[6] else Own.NOTHING
    return EventView(row[0], row[1], row[2], row[3], row[4], own)


MAIL_TO = 1800  # characters that every mail program takes


@dataclass(frozen=True, slots=True)
class Participant:
    name: str
    organisation_name: str
    is_waiting: bool
    email: str


def mail_to(people: Sequence[Participant]) -> str | None:
    """A mail that is begun, to those who have a seat, unseen by each other. None when there are too many for one."""
    address = "mailto:?bcc=" + ",".join(quote(person.email, safe="@") for person in people if not person.is_waiting)
    return address if "@" in address and len(address) <= MAIL_TO else None


_participants: AnySelect = (
    select(Account.name, Organisation.full_name, EventSeat.is_waiting, Account.email)
    .select_from(EventSeat)
    .join(Account, Account.id == EventSeat.account_id)
    .join(Organisation, Organisation.id == Account.organisation_id)
    .where(EventSeat.article_id == bindparam("article_id"))
    .order_by(EventSeat.is_waiting, EventSeat.id)
)


def participants(source: Source, actor: Actor, article: ArticleView) -> tuple[Participant, ...]:
    """Who comes, and then who waits, each in their order. Raises Forbidden."""
    require(Action.PUBLISH, actor)
    return tuple(Participant(*row) for row in execute(source, _participants, {"article_id": article.id}))


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """An event as calendars read it."""

    id: int
    slug: str
    title: str
    lead: str
    facts: Mapping[str, str]
    number: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime

    @property
    def path(self) -> str:
        return article_url(ArticleKind.EVENT, self.id, self.slug)


calendar_rows: AnySelect = (
    select(
        Article.id,
        Article.slug,
        Article.title,
        Article.lead,
        Article.facts,
        Article.number,
        Article.changed_at,
        Event.starts_at,
        Event.ends_at,
    )
    .join(Event, Event.article_id == Article.id)
    .where(is_out(), Event.ends_at > bindparam("since", type_=UtcDateTime))
    .order_by(Event.starts_at, Article.id)
    .limit(500)
)
_one: AnySelect = calendar_rows.where(Article.id == bindparam("article_id"))


def calendar_events(source: Source, actor: Actor, since: datetime) -> tuple[CalendarEvent, ...]:
    """Events that are out and not over before a moment, in the order in which they are."""
    return tuple(CalendarEvent(*row) for row in execute(source, calendar_rows, visitor(actor) | {"since": since}))


def calendar_event(source: Source, actor: Actor, article_id: int) -> CalendarEvent | None:
    """One that is out."""
    wanted = visitor(actor) | {"since": datetime(1900, 1, 1, tzinfo=clock.COPENHAGEN), "article_id": article_id}
    row = execute(source, _one, wanted).first()
    return CalendarEvent(*row) if row else None


@dataclass(frozen=True, slots=True)
class SeatNotice(Told):
    """That a member who waited has got a seat, that the event is at another time or place, is not to be, or is near."""

    id: int
    kind: NoticeKind
    article_id: int
    slug: str
    title: str
    starts_at: datetime | None
    created_at: datetime
    read_at: datetime | None

    @property
    def is_cancelled(self) -> bool:
        return self.kind == NoticeKind.EVENT_CANCELLED

    @property
    def url(self) -> str:
        """Of the event, or of all of them when this one is not there any more."""
        return "/arrangementer/" if self.is_cancelled else article_url(ArticleKind.EVENT, self.article_id, self.slug)


_is_cancelled = Notice.kind == NoticeKind.EVENT_CANCELLED.value
_notices = own_newest(
    select(
        Notice.id,
        Notice.kind,
        Article.id,
        Article.slug,
        # A draft may be called something else by now: whoever was to come is told what it was called
        func.coalesce(ArticleVersion.fields["title"].as_string(), Article.title),
        Event.starts_at,
        Notice.created_at,
        Notice.read_at,
    )
    .join(Article, Article.id == Notice.article_id)
    .outerjoin(Event, Event.article_id == Article.id)
    .outerjoin(
        ArticleVersion,
        and_(_is_cancelled, ArticleVersion.article_id == Article.id, ArticleVersion.number == Notice.about_id),
    )
    .where(
        or_(
            and_(is_out(), not_(_is_cancelled)),
            and_(readable(Article), Article.state == ArticleState.DRAFT.value, _is_cancelled),
        ),
    )
)


def seat_notices(source: Source, actor: Actor) -> tuple[SeatNotice, ...]:
    """The newest, unread ones first."""
    return tuple(SeatNotice(*row) for row in execute(source, _notices, visitor(actor)))
