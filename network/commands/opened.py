"""The application for as long as a command needs it."""

from collections.abc import Iterator
from contextlib import contextmanager

from network.commands.setup import load_app
from network.web.database import db
from network.web.transaction import NetworkFlask


@contextmanager
def opened_app() -> Iterator[NetworkFlask]:
    """`load_app`, with every connection closed at the end."""
    app = load_app()
    try:
        yield app
    finally:
        app.ports.search.close()
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()
