"""network worker: index, send, read and tidy until stopped."""

import os

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
        os.nice(NICENESS)
        Worker(app).run()
