"""network demo: fill an empty network."""

import click

from network.commands.setup import load_app, session_of
from network.demo.load import SIGN_INS, is_empty, kept_sign_ins, load
from network.settings import Settings
from network.web.transaction import NetworkFlask
from network.worker import Worker


def _tell(progress: str) -> None:
    click.echo(f"\r  demo content {progress}", nl=False)


def fill(app: NetworkFlask) -> bool:
    """Load the demo when the network is empty, and make it searchable. Returns whether anything was done."""
    settings: Settings = app.config["SETTINGS"]
    with session_of(app) as session:
        if not is_empty(session):
            return False
        load(session, app.ports.files, settings.demo_sign_ins, _tell)
        session.commit()
    click.echo("\n  reading the documents and building the search index …")
    Worker(app).drain()
    return True


def print_sign_ins(settings: Settings) -> None:
    """The demo's accounts, as long as they are there."""
    for email, password in kept_sign_ins(settings.demo_sign_ins).items():
        click.echo(f"  {SIGN_INS[email.partition('@')[0]]:<12} {email:<40} {password}")


@click.command()
def demo() -> None:
    """Fill an empty network with demo content (development mode only)."""
    app = load_app()
    settings: Settings = app.config["SETTINGS"]
    if not settings.development:
        raise click.ClickException("the demo has accounts with known names; it is for NETWORK_MODE=development only.")
    if not fill(app):
        raise click.ClickException("the network has accounts already; the demo only goes into an empty one.")
    print_sign_ins(settings)
