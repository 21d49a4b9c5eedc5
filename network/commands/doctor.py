"""network doctor: is everything well?"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from network.backups.snapshot import sqlite_path
from network.checks import Finding, Status, fail
from network.checks.database import check_database, check_queue, check_schema
from network.checks.files import check_files
from network.checks.folder import check_disk, check_folder, check_secret, check_worker
from network.checks.mail import check_mail
from network.checks.stores import check_index, check_recognition, check_scanner
from network.core.db import make_engine
from network.core.outbox import Queue
from network.settings import Settings, from_env
from network.wiring import build_ports


@click.command()
@click.option("--deep", is_flag=True, help="Read and hash every uploaded file.")
def doctor(deep: bool) -> None:
    """Look at everything and say how it is, one line each: ok, warn or fail. Changes nothing.

    Exit status 1 when anything fails.
    """
    failed = False
    for finding in examine(from_env(), deep=deep):
        click.echo(finding)
        failed = failed or finding.status is Status.FAIL
    sys.exit(int(failed))


def examine(settings: Settings, *, deep: bool) -> Iterator[Finding]:
    """Every finding, the cheap ones first."""
    if not settings.data.is_dir():
        yield fail("folder", f"there is no {settings.data}; network start makes it")
        return
    yield check_folder(settings.data)
    yield check_disk(settings.data)
    yield check_secret(settings)
    yield check_worker(settings.data)
    yield from check_mail(settings)
    database = sqlite_path(settings.database_url)
    if database is not None and not database.is_file():
        yield fail("database", f"there is no {database}; network start makes it")
        return
    try:
        with _connection(settings) as connection:
            yield from _examine_database(settings, connection, deep=deep)
    except SQLAlchemyError as error:
        yield fail("database", str(error.__cause__ or error).splitlines()[0])


@contextmanager
def _connection(settings: Settings) -> Iterator[Connection]:
    engine = make_engine(settings.database_url, read_only=True)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _examine_database(settings: Settings, connection: Connection, *, deep: bool) -> Iterator[Finding]:
    yield from check_database(connection)
    schema = check_schema(connection)
    yield schema
    if schema.status is Status.FAIL:
        return  # the tables are not those that the other checks know
    ports = build_ports(settings, connection.engine)
    with Session(connection) as session:
        for queue in Queue:
            if queue is not Queue.RECOGNISE or ports.ocr:  # what waits for a program waits for long
                yield check_queue(session, queue)
        yield check_recognition(settings, session)
        yield check_index(session, ports.search)
        yield from check_files(session, ports.files, deep=deep)
    yield check_scanner(ports.scan)
