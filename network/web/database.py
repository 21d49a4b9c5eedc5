"""Flask-SQLAlchemy with two engines: GET reads through one that cannot write, everything else through the other."""

from typing import Any

from flask import Flask, g, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from network.core.db import Base, engine_options, prepare_engine
from network.settings import Settings

READ = "read"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class RoutedSession(FlaskSession):
    """Outside a request, and for requests that change something, the writing engine; else what the request reads on."""

    def get_bind(
        self,
        mapper: Any = None,
        clause: Any = None,
        bind: Engine | Connection | None = None,
        **_options: Any,
    ) -> Engine | Connection:
        if bind is not None:
            return bind
        return reading() if has_request_context() and request.method in SAFE_METHODS else self._db.engines[None]

    _held: Connection | None = None

    def connection(self, bind_arguments: Any = None, execution_options: Any = None) -> Connection:
        """The one of this transaction. A reply runs a dozen statements; asking the session each time costs two more."""
        if bind_arguments or execution_options:
            return super().connection(bind_arguments, execution_options)
        if self._held is None or self._held.closed:
            self._held = super().connection()
        return self._held


class Database(SQLAlchemy):
    def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Flask) -> Engine:
        return prepare_engine(super()._make_engine(bind_key, options, app), read_only=bind_key == READ)


# Committing keeps what was loaded: expiring it would cost a SELECT after every write.
db = Database(model_class=Base, session_options={"class_": RoutedSession, "expire_on_commit": False})


def configure(app: Flask, settings: Settings) -> None:
    url = settings.database_url
    app.config.update(
        SQLALCHEMY_DATABASE_URI=url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(url, read_only=False),
        SQLALCHEMY_BINDS={READ: {"url": url, **engine_options(url, read_only=True)}},
    )
    app.teardown_appcontext(stop_reading)  # before the next line, to be called after the session is closed
    db.init_app(app)


def session() -> Session:
    """This request's session. One that only reads does so on the connection of `reading`."""
    return db.session()


def reading() -> Connection:
    """This request's connection to the reading engine: all that a page shows is of one moment."""
    if "reading" not in g:
        g.reading = db.engines[READ].connect()
    connection: Connection = g.reading
    return connection


def stop_reading(_error: BaseException | None = None) -> None:
    """Give the connection of `reading` back, if there is one."""
    connection = g.pop("reading", None)
    if connection is not None:
        connection.close()


def read_connection() -> Connection:
    """A connection of its own to the reading engine, to close after use: for one statement cheaper than a session."""
    return db.engines[READ].connect()


def read_session() -> Session:
    """A session of its own on the reading engine, to close after use: reading who asks must not take the write lock."""
    return Session(db.engines[READ], expire_on_commit=False)
