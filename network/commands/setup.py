"""What every command needs first: settings, a data folder, a migrated database, an application."""

import os
from contextlib import suppress

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from network import migrations
from network.app import create_app
from network.core.db import make_engine
from network.settings import Settings, from_env
from network.web.database import db
from network.web.transaction import NetworkFlask


def prepare(settings: Settings) -> None:
    """Make the data folder (for this user only) and bring the database to the newest schema."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with suppress(PermissionError):  # somebody else's folder: the doctor says so
        settings.data.chmod(0o700)  # a checkout brings one that others can read
    os.umask(0o077)
    engine = make_engine(settings.database_url)
    try:
        if not migrations.is_current(engine):
            migrations.upgrade(engine)
    finally:
        engine.dispose()


def load_app() -> NetworkFlask:
    """The application on a prepared database. Raises SettingsError."""
    settings = from_env()
    prepare(settings)
    return create_app(settings)


def engine_of(app: NetworkFlask) -> Engine:
    with app.app_context():
        return db.engine


def session_of(app: NetworkFlask) -> Session:
    """A session on the writing engine; commit it yourself."""
    return Session(engine_of(app), expire_on_commit=False)
