"""Opening a thread, a document or a plan to an adviser, and closing it again. No function commits."""

from datetime import date, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from network.core import audit, clock, outbox
from network.core.access import ANONYMOUS, Actor, Invitable, OrganisationKind
from network.core.danish_sql import danish_folded, fold_text
from network.core.errors import N_, Invalid, NotFound
from network.core.outbox import Queue
from network.core.policy import Action, require
from network.core.slugs import slugify
from network.core.text import clean_line
from network.features.accounts.models import Account, AccountState, Invitation
from network.features.accounts.queries import account_by_email, email_key
from network.features.accounts.service import MAX_NAME, send_invitation
from network.features.advisers.models import COLUMNS, AdviserAccess
from network.features.advisers.opened import reads_anything
from network.features.advisers.queries import MODELS, InvitableThing, invitable_thing
from network.features.municipalities.models import Organisation
from network.features.notifications.models import Notification
from network.features.threads.models import Thread

INVITED = "adviser.invited"
JUST_NOW = timedelta(minutes=10)


def invite(
    session: Session,
    actor: Actor,
    kind: Invitable,
    thing_id: int,
    *,
    email: str,
    name: str,
    firm: str,
    last_day: date | None = None,
) -> InvitableThing:
    """Open a thing to somebody from outside on behalf of the municipality that it comes from.

    Who has no account yet gets the usual invitation; who reads it already reads it until the new last day. The same
    again, as from a form that is sent twice, is mailed once.
    Raises NotFound, Forbidden, Invalid.
    """
    thing = invitable_thing(session, actor, kind, thing_id)
    require(Action.INVITE_ADVISER, actor, thing)
    if last_day is not None and last_day < clock.today():
        raise Invalid(N_("The last day has passed already."), "last_day")
    account = _adviser(session, email, name, firm)
    is_news = _open(session, actor, thing, account.id, last_day)
    if not is_news and not _waits_for_mail(session, account):
        return thing
    account.version += 1
    _touch(session, kind, thing_id)
    if account.password_hash is None:
        _withdraw_invitations(session, account.id)
        send_invitation(
            session, actor, account.organisation_id, account.email, name=account.name, account_id=account.id
        )
    else:
        outbox.record(session, Queue.MAIL, INVITED, account.id)
    audit.note(session, actor, "invite-adviser", thing.invitation_key, reason=f"account:{account.id}")
    return thing


def _adviser(session: Session, email: str, name: str, firm: str) -> Account:
    """The account of the address, held until the transaction ends; made for who has none. Raises Invalid."""
    known = account_by_email(session, email)
    if known is None:
        try:
            with session.begin_nested():
                return _new_adviser(session, email, name, firm)
        except IntegrityError:  # somebody else has invited them, or another of the firm, at the same moment
            return _adviser(session, email, name, firm)
    account = session.get_one(Account, known.id, with_for_update=True, populate_existing=True)
    if session.get_one(Organisation, account.organisation_id).kind != OrganisationKind.ADVISER:
        raise Invalid(
            N_("%(email)s belongs to a member of the network, who reads what members read."), "email", email=email
        )
    if account.state != AccountState.ACTIVE:
        raise Invalid(N_("The access of %(email)s has been closed by the secretariat."), "email", email=email)
    return account


def _new_adviser(session: Session, email: str, name: str, firm: str) -> Account:
    line = clean_line(name)[:MAX_NAME]
    if not line:
        raise Invalid(N_("Write the adviser's name."), "name")
    account = Account(
        organisation_id=_firm(session, firm).id,
        name=line,
        email=clean_line(email),
        email_key=email_key(email),
        created_at=clock.now(),
    )
    session.add(account)
    session.flush()
    return account


def _firm(session: Session, name: str) -> Organisation:
    """The firm of this name; made when nobody from it has been invited before. Raises Invalid."""
    line = clean_line(name)
    slug = f"raadgiver-{slugify(line)}"
    if not any(character.isalpha() for character in line):
        raise Invalid(N_("Write which firm the adviser comes from."), "firm")
    if len(line) > MAX_NAME:
        raise Invalid(N_("At most %(limit)s characters."), "firm", limit=MAX_NAME)
    known = session.scalars(select(Organisation).where(Organisation.slug == slug)).first()
    if known is not None:
        return known
    is_named = danish_folded(Organisation.full_name) == fold_text(line)
    members = select(Organisation.id).where(or_(is_named, Organisation.slug == slugify(line)))
    if session.scalars(members).first() is not None:
        raise Invalid(N_("%(name)s is in the network itself. Write the adviser's own firm."), "firm", name=line)
    found = Organisation(kind=OrganisationKind.ADVISER, slug=slug, name=line, full_name=line)
    session.add(found)
    session.flush()
    return found


def _waits_for_mail(session: Session, account: Account) -> bool:
    """Whether somebody without a password has no invitation of these minutes."""
    sent = (Invitation.withdrawn_at.is_(None), Invitation.created_at > clock.now() - JUST_NOW)
    recent = select(Invitation.id).where(Invitation.account_id == account.id, *sent)
    return account.password_hash is None and session.scalars(recent).first() is None


def _open(session: Session, actor: Actor, thing: InvitableThing, account_id: int, last_day: date | None) -> bool:
    """Whether that changes anything."""
    column = COLUMNS[thing.kind]
    open_already = (AdviserAccess.account_id == account_id, column == thing.id, AdviserAccess.ended_at.is_(None))
    access = session.scalars(select(AdviserAccess).where(*open_already)).first()
    given = (thing.organisation_id, actor.id, last_day)
    if access is not None and (access.organisation_id, access.invited_by_id, access.last_day) == given:
        return False
    if access is None:
        access = AdviserAccess(account_id=account_id, **{column.key: thing.id}, created_at=clock.now())
        session.add(access)
    access.organisation_id, access.invited_by_id, access.last_day = given
    session.flush()
    return True


def _touch(session: Session, kind: Invitable, thing_id: int) -> None:
    """The thing's page says from now on who reads along; a thread's is another one for everybody who has it."""
    model = MODELS[kind]
    values = {"is_advised": True} | ({"version": Thread.version + 1} if kind is Invitable.THREAD else {})
    changed = update(model).where(model.id == thing_id).values(**values)
    session.execute(changed.execution_options(synchronize_session=False))


def _withdraw_invitations(session: Session, account_id: int) -> None:
    waiting = (Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))
    own = update(Invitation).where(Invitation.account_id == account_id, *waiting)
    session.execute(own.values(withdrawn_at=clock.now()))


def end(session: Session, actor: Actor, access_id: int) -> AdviserAccess:
    """Close one thing to one adviser, at once. Once more changes nothing. Raises NotFound, Forbidden."""
    access = session.get(AdviserAccess, access_id, with_for_update=True, populate_existing=True)
    if access is None:
        raise NotFound
    if actor.organisation_id != access.organisation_id and not actor.is_secretariat:
        raise NotFound  # who reads what for another municipality is not theirs to know
    require(Action.END_ADVISER, actor, access)
    if access.ended_at is None:
        _end(session, actor, access)
    return access


def _end(session: Session, actor: Actor, access: AdviserAccess) -> None:
    kind, thing_id = thing_of(access)
    access.ended_at = clock.now()
    account = session.get_one(Account, access.account_id, with_for_update=True, populate_existing=True)
    account.version += 1
    session.flush()
    _touch(session, kind, thing_id)
    if kind is Invitable.THREAD:
        told = (Notification.account_id == account.id, Notification.thread_id == thing_id)
        session.execute(update(Notification).where(*told, Notification.read_at.is_(None)).values(read_at=clock.now()))
    if not reads_anything(session, account.id):
        _withdraw_invitations(session, account.id)
    audit.note(session, actor, "end-adviser", kind.key(thing_id), reason=f"account:{account.id}")


def thing_of(access: AdviserAccess) -> tuple[Invitable, int]:
    given = ((kind, getattr(access, column.key)) for kind, column in COLUMNS.items())
    return next((kind, number) for kind, number in given if number is not None)


def end_expired(session: Session) -> None:
    """Close what was open until a day that has passed; nobody could read it any more."""
    passed = select(AdviserAccess).where(AdviserAccess.ended_at.is_(None), AdviserAccess.last_day < clock.today())
    for access in session.scalars(passed.with_for_update()).all():
        _end(session, ANONYMOUS, access)
