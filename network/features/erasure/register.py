"""Which accounts have been erased, outside the database: a backup from before knows the person, and must not bring them
back. A line holds the account's number and when it was made, and nothing of the person.
"""

import os
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from network.features.accounts.models import Account, AccountState
from network.features.erasure.erasing import erase_account

FILE = "erased.txt"
Entries = frozenset[tuple[int, str]]


def read(path: Path) -> Entries:
    """None of a file that is not there."""
    if not path.is_file():
        return frozenset()
    lines = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return frozenset((int(line[0]), line[1]) for line in lines if len(line) == 2 and line[0].isdigit())


def of_database(session: Session) -> Entries:
    rows = session.execute(select(Account.id, Account.created_at).where(Account.state == AccountState.ERASED))
    return frozenset((number, made_at.isoformat()) for number, made_at in rows)


def keep(data: Path, entries: Entries) -> None:
    """Add to the file in the data folder what is not there yet."""
    path = data / FILE
    known = read(path)
    if entries <= known:
        return
    beside = path.with_suffix(".new")
    beside.touch(mode=0o600)
    lines = (f"{number}\t{made_at}\n" for number, made_at in sorted(known | entries))
    with beside.open("w", encoding="utf-8") as stream:
        stream.writelines(lines)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)


def erase_again(session: Session, entries: Entries) -> int:
    """Erase those of the accounts that have come back; returns how many. An account of another network is another's."""
    count = 0
    for number, made_at in sorted(entries):
        account = session.get(Account, number, with_for_update=True)
        if account is None or account.state == AccountState.ERASED or account.created_at.isoformat() != made_at:
            continue
        erase_account(session, account)
        count += 1
    return count
