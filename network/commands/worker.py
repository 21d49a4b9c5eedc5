"""network worker: index, send, read and tidy until stopped."""

import click

from network.commands.setup import load_app
from network.web.requestlog import configure_logging
from network.worker import Worker


@click.command()
def worker() -> None:
    """Do what the outbox says until SIGTERM. Exactly one runs for each installation."""
    configure_logging()
    Worker(load_app()).run()
