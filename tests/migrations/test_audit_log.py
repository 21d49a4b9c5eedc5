"""The audit log only grows, whoever writes the statement."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

INSERT = text(
    "INSERT INTO audit_entry (at, act, subject, address) VALUES ('2026-11-23 12:00:00', :act, 'post:1', '10.0.0.1')"
)
ACTS = text("SELECT act FROM audit_entry ORDER BY id")


@pytest.fixture
def log(migrated: Engine) -> Iterator[Connection]:
    """An audit log with two entries."""
    with migrated.connect() as connection:
        connection.execute(INSERT, [{"act": "sign-in"}, {"act": "invite"}])
        yield connection
        connection.rollback()


def test_an_entry_can_be_added(log: Connection) -> None:
    log.execute(INSERT, {"act": "sign-out"})
    assert log.scalars(ACTS).all() == ["sign-in", "invite", "sign-out"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET act = 'nothing'",
        "UPDATE audit_entry SET subject = '' WHERE act = 'invite'",
        "UPDATE audit_entry SET address = '10.0.0.2'",
        "UPDATE audit_entry SET reason = 'another'",
        "UPDATE audit_entry SET account_id = 1, address = ''",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_entry WHERE act = 'invite'",
        {
            "sqlite": "INSERT OR REPLACE INTO audit_entry (id, at, act, subject, address) SELECT id, at, '', '', ''"
            " FROM audit_entry WHERE act = 'invite'",
            "postgresql": "TRUNCATE audit_entry",
        },
    ],
)
def test_no_entry_can_be_changed_or_taken_away(log: Connection, statement: str | dict[str, str]) -> None:
    if isinstance(statement, dict):
        statement = statement[log.dialect.name]
    with pytest.raises(DBAPIError, match="append-only"), log.begin_nested():
        log.execute(text(statement))
    assert log.scalars(ACTS).all() == ["sign-in", "invite"]


def test_an_address_and_a_reason_can_be_forgotten(log: Connection) -> None:
    log.execute(text("INSERT INTO audit_entry (at, act, subject, address, reason) VALUES"
                     " ('2026-11-23 12:00:00', 'suspend', 'account:1', '10.0.0.1', 'Er stoppet.')"))  # fmt: skip
    log.execute(text("UPDATE audit_entry SET address = '', reason = NULL"))
    rows = log.execute(text("SELECT act, address, reason FROM audit_entry ORDER BY id")).all()
    assert [tuple(row) for row in rows] == [("sign-in", "", None), ("invite", "", None), ("suspend", "", None)]
