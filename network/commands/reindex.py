"""network reindex: build the search index anew from the database."""

import click

from network.commands.setup import load_app, session_of
from network.features.search.indexer import INDEXED
from network.worker import Worker


@click.command()
def reindex() -> None:
    """Empty the search index and fill it from the database (stop the worker first)."""
    app = load_app()
    with session_of(app) as session:
        total = sum(len(source.all_ids(session)) for source in INDEXED.values())
    with click.progressbar(length=total, label="reindex") as bar:
        count = Worker(app).rebuild_index(bar.update)
    click.echo(f"{count} documents in the index.")
