"""users.jsonl → accounts. An address that has an account already is that account; nothing of it is changed."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from network.core import clock, outbox
from network.core.access import OrganisationKind
from network.core.imported import Imported
from network.core.outbox import Queue
from network.features.accounts.models import Account, AccountState
from network.features.accounts.passwords import MAX_LENGTH
from network.features.accounts.queries import email_key
from network.features.accounts.service import MAX_NAME
from network.features.municipalities.models import Organisation, Participation
from network.features.municipalities.queries import organisation_named
from network.importing.job import BATCH, Job
from network.importing.rendering import hash_passwords, in_chunks
from network.importing.report import Refused
from network.importing.rows import Fields, Row, address, line_of_text, moment


@dataclass(frozen=True, slots=True)
class Author:
    account_id: int
    organisation_id: int


@dataclass(frozen=True, slots=True)
class NewMember:
    source_id: str
    name: str
    email: str
    organisation_id: int
    joined: datetime
    password: str | None

    @property
    def key(self) -> str:
        return email_key(self.email)


class MemberCheck:
    """Makes a member of a row, or refuses it."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._lines: dict[str, int] = {}  # address → the line it stands on first
        self._organisation = cache(self._find_organisation)

    def __call__(self, row: Row, number: str) -> NewMember:
        fields = row.fields
        email = address(fields, "email")
        first = self._lines.setdefault(email_key(email), row.line)
        if first != row.line:
            raise Refused(f"the address {email} stands on line {first} already")
        return NewMember(
            source_id=number,
            name=line_of_text(fields, "name" if fields.get("name") else "username", MAX_NAME),
            email=email,
            organisation_id=self._organisation(_municipality(fields)),
            joined=moment(fields, "joined"),
            password=_password(fields) if self._job.options.accept_passwords else None,
        )

    def _find_organisation(self, name: str) -> int:
        with Session(self._job.engine) as session:
            found = organisation_named(session, name)
        if found is None:
            raise Refused(f"no municipality is called {name}")
        return found.id


def _municipality(fields: Fields) -> str:
    """A name, or a code, which may have lost the zeros in front on its way through a number."""
    value = fields.get("municipality")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    name = line_of_text({"municipality": value}, "municipality", MAX_NAME)
    return name.zfill(4) if name.isdigit() else name


def _password(fields: Fields) -> str | None:
    value = fields.get("password")
    if value is not None and (not isinstance(value, str) or not 0 < len(value) <= MAX_LENGTH):
        raise Refused(f"password is not a text of 1 to {MAX_LENGTH} characters")
    return value


def take_members(job: Job) -> None:
    """Make the accounts that are missing; their municipalities take part from now on."""
    found = job.new("user", job.known_ids("user"), MemberCheck(job))
    for batch in in_chunks(job.executor, hash_passwords, found, lambda member: member.password, BATCH):
        with Session(job.engine) as session, session.begin():
            ids = _account_ids(session, batch)
            job.remember(session, "user", [(member.source_id, ids[member.key]) for member, _hash in batch])
            _let_take_part(session, set(ids.values()))


def _account_ids(session: Session, batch: list[tuple[NewMember, str | None]]) -> dict[str, int]:
    """Address key → account; those that are not there are made."""
    keys = [member.key for member, _hash in batch]
    known = select(Account.email_key, Account.id).where(Account.email_key.in_(keys))
    ids = dict(session.execute(known).all())
    rows = [_account_row(member, hashed) for member, hashed in batch if member.key not in ids]
    if rows:
        made = insert(Account).returning(Account.email_key, Account.id)
        new = dict(session.execute(made, rows).all())
        outbox.record_all(session, Queue.INDEX, "member", list(new.values()))
        ids.update(new)
    return ids


def _account_row(member: NewMember, password_hash: str | None) -> dict[str, object]:
    return {
        "organisation_id": member.organisation_id,
        "name": member.name,
        "email": member.email,
        "email_key": member.key,
        "password_hash": password_hash,
        "created_at": member.joined,
        "title": "",
        "roles": "",
        "state": AccountState.ACTIVE,
        "language": "da",
        "version": 1,
    }


def _let_take_part(session: Session, account_ids: set[int]) -> None:
    theirs = select(Account.organisation_id).where(Account.id.in_(account_ids))
    session.execute(
        update(Organisation)
        .where(
            Organisation.id.in_(theirs),
            Organisation.kind == OrganisationKind.MUNICIPALITY,
            Organisation.participation == Participation.NONE,
        )
        .values(participation=Participation.PARTICIPANT, joined_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def authors(job: Job) -> dict[str, Author]:
    """Source id → account, for every user of the set that was taken, now or earlier."""
    rows = (
        select(Imported.source_id, Account.id, Account.organisation_id)
        .join(Account, Account.id == Imported.local_id)
        .where(Imported.source == job.options.source, Imported.kind == "user")
    )
    with Session(job.engine) as session:
        return {
            number: Author(account_id, organisation_id) for number, account_id, organisation_id in session.execute(rows)
        }
