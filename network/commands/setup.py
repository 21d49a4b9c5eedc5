"""What every command needs first: settings, a data folder, a migrated database, an application."""

import os
from contextlib import suppress

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from network import migrations
from network.app import create_app
from network.core.db import make_engine
from network.settings import ROOT, Settings, SettingsError, from_env
from network.web.database import db
from network.web.transaction import NetworkFlask


def prepare(settings: Settings) -> None:
    """Make the data folder (for this user only) and bring the database to the newest schema. Raises SettingsError."""
    require_translations()
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


def require_translations() -> None:
    """Raises SettingsError where the catalogues have not been compiled: pages would be English and call it Danish."""
    catalogues = (ROOT / "network" / "translations").glob("*/LC_MESSAGES/messages.po")
    if not all(path.with_suffix(".mo").exists() for path in catalogues):
        raise SettingsError("the translations are not compiled; run: make setup")


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
