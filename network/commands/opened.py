"""The application for as long as a command needs it."""

from collections.abc import Iterator
from contextlib import contextmanager

from network.commands.setup import load_app
from network.web.database import db
from network.web.transaction import NetworkFlask


@contextmanager
def closing(app: NetworkFlask) -> Iterator[NetworkFlask]:
    """The application, with every connection closed at the end."""
    try:
        yield app
    finally:
        app.ports.search.close()
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()


@contextmanager
def opened_app() -> Iterator[NetworkFlask]:
    """`load_app`, closed at the end."""
    with closing(load_app()) as app:
        yield app
