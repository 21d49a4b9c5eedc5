"""network import: take in another forum."""

import sys
import time
from pathlib import Path

import click

from network.commands.opened import opened_app
from network.commands.progress import progress
from network.commands.setup import engine_of, session_of
from network.core import audit, outbox
from network.core.access import Actor, Audience
from network.core.outbox import Queue
from network.core.turn import IMPORT, WORKER, turn
from network.importing import missing_files, take
from network.importing.job import Job, Options
from network.importing.rendering import process_pool
from network.importing.report import Report, write_refusals
from network.ports.search import SearchUnavailable
from network.settings import Settings
from network.web.transaction import NetworkFlask
from network.worker import Worker

SHOWN = 20  # refused rows on the screen; the file has them all
LOOK_EVERY = 1.0  # seconds, while a worker does the indexing
EXIT_REFUSED = 1


@click.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--audience",
    type=click.Choice([audience.value for audience in Audience]),
    default=Audience.NETWORK.value,
    show_default=True,
    help="Who may read what is imported.",
)
@click.option(
    "--source", default="", help="The name of the set; a repeated import needs the same. [default: FOLDER's name]"
)
@click.option("--accept-passwords", is_flag=True, help="Take the passwords in users.jsonl.")
@click.option("--no-index", is_flag=True, help="Leave making it searchable to the worker.")
def import_command(folder: Path, audience: str, source: str, accept_passwords: bool, no_index: bool) -> None:
    """Import users, topics, threads and posts from the .jsonl files in FOLDER.

    May be stopped and repeated at any time: what was taken is not taken again. Refused rows are listed with their line
    and the reason, and the exit status is 1 then. docs/import.md describes the files.
    """
    if missing := missing_files(folder):
        raise click.BadParameter(f"{folder} has no {', '.join(missing)}.", param_hint="FOLDER")
    with opened_app() as app:
        report = _import(
            app,
            folder,
            Options(source or folder.resolve().name, Audience(audience), accept_passwords),
            index=not no_index,
        )
        _tell(report, write_refusals(report, folder, app.config["SETTINGS"].data))
    sys.exit(EXIT_REFUSED if report.refusals else 0)


def _import(app: NetworkFlask, folder: Path, options: Options, *, index: bool) -> Report:
    if index:
        _ensure_index(app)
    with turn(app.config["SETTINGS"].data / IMPORT) as mine:
        if not mine:
            raise click.ClickException("another import is running; start this one when it is done.")
        report = _take(app, folder, options)
    if index:
        try:
            index_waiting(app)
        except SearchUnavailable as error:
            click.echo(f"The search index cannot be written ({error}); the worker will try again.", err=True)
    return report


def _take(app: NetworkFlask, folder: Path, options: Options) -> Report:
    executor = process_pool()
    try:
        report = take(Job(engine_of(app), folder, options, executor, progress))
    finally:
        executor.shutdown(cancel_futures=True)
    with session_of(app) as session, session.begin():
        audit.note(session, Actor(), "import", f"source:{options.source}")
    app.ports.jobs.wake()
    return report


def _ensure_index(app: NetworkFlask) -> None:
    """An index that is missing is built first, from what is here: what is imported then comes on top, in batches."""
    settings: Settings = app.config["SETTINGS"]
    with turn(settings.data / WORKER) as mine:
        try:
            app.ports.search.versions()
        except SearchUnavailable:
            if mine:
                Worker(app).rebuild_index()


def index_waiting(app: NetworkFlask) -> None:
    """Make searchable what waits for it: ourselves, or by watching the worker when one is running."""
    settings: Settings = app.config["SETTINGS"]
    waiting = _waiting(app)
    with progress("indexing", waiting) as done:
        while _is_due(app):
            with turn(settings.data / WORKER) as mine:
                if mine:
                    Worker(app).index()
            if not mine:
                time.sleep(LOOK_EVERY)
            left = _waiting(app)
            done(max(0, waiting - left))
            waiting = left
    with turn(settings.data / WORKER) as mine:
        if mine:
            app.ports.search.compact()


def _waiting(app: NetworkFlask) -> int:
    with session_of(app) as session:
        return outbox.lag(session, Queue.INDEX)[0]


def _is_due(app: NetworkFlask) -> bool:
    """Whether anything can be indexed now; what failed is tried again later, and not waited for."""
    with session_of(app) as session:
        return bool(outbox.pending(session, Queue.INDEX, 1))


def _tell(report: Report, path: Path | None) -> None:
    for line in report.summary():
        click.echo(line)
    for refusal in report.refusals[:SHOWN]:
        click.echo(f"  {refusal}")
    if path:
        click.echo(f"All {len(report.refusals)} refused rows are listed in {path}")
