"""network worker: index, send, read and tidy until stopped."""

import contextlib
import os
from pathlib import Path

import click

from network.commands.setup import load_app
from network.core.turn import WORKER, turn
from network.settings import Settings
from network.web.requestlog import configure_logging
from network.worker import Worker

NICENESS = 10  # a hundred documents may arrive while somebody waits for a page


@click.command()
def worker() -> None:
    """Do what the outbox says until SIGTERM. Exactly one runs for each installation."""
    configure_logging()
    app = load_app()
    settings: Settings = app.config["SETTINGS"]
    with turn(settings.data / WORKER) as mine:
        if not mine:
            raise click.ClickException(f"another worker is running on {settings.data}.")
        give_way()
        Worker(app).run()


def give_way() -> None:
    """Let the web processes come first."""
    os.nice(NICENESS)
    # Where no service manager keeps us, Linux shares out the processor by sessions, and niceness counts within one only
    if os.getsid(0) == os.getpid():
        with contextlib.suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(NICENESS), encoding="ascii")
