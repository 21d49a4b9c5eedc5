"""network reindex: build the search index anew from the database."""

import click

from network.commands.setup import load_app, session_of
from network.features.search.indexer import INDEXED
from network.ports.search import RebuiltAlready
from network.worker import Worker


@click.command()
def reindex() -> None:
    """Fill a new search index from the database; the old one answers until it is ready."""
    app = load_app()
    with session_of(app) as session:
        total = sum(len(source.all_ids(session)) for source in INDEXED.values())
    with click.progressbar(length=total, label="reindex") as bar:
        try:
            count = Worker(app).rebuild_index(bar.update)
        except RebuiltAlready as error:
            raise click.ClickException("the index is being rebuilt already; nothing more needs to be done") from error
    click.echo(f"{count} documents in the index.")
