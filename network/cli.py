"""The `network` command: everything the secretariat's operator does outside the browser."""

import sys

import click

from network.commands.backup import backup, restore
from network.commands.demo import demo
from network.commands.doctor import doctor
from network.commands.imports import import_command
from network.commands.invite import invite
from network.commands.move_files import move_files
from network.commands.reindex import reindex
from network.commands.start import start
from network.commands.worker import worker
from network.settings import SettingsError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def network() -> None:
    """På forkant – knowledge network for municipalities.

    Settings are read from the environment (NETWORK_MODE, NETWORK_DATA, NETWORK_SECRET, NETWORK_DATABASE_URL …);
    docs/settings.md lists them all.
    """


for command in (start, worker, demo, invite, import_command, backup, restore, move_files, reindex, doctor):
    network.add_command(command)


def main() -> None:
    """Run the command; a wrong setting is one sentence and exit status 2."""
    try:
        network()
    except SettingsError as error:
        click.echo(f"network: {error}", err=True)
        sys.exit(2)
