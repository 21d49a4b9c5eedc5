"""Flask-SQLAlchemy with two engines: GET reads through one that cannot write, everything else through the other."""

from typing import Any

from flask import Flask, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from network.core.db import Base, engine_options, prepare_engine
from network.settings import Settings

READ = "read"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class RoutedSession(FlaskSession):
    """Outside a request, and for requests that change something, the writing engine; else the reading one."""

    def get_bind(
        self,
        mapper: Any = None,
        clause: Any = None,
        bind: Engine | Connection | None = None,
        **_options: Any,
    ) -> Engine | Connection:
        if bind is not None:
            return bind
        reading = has_request_context() and request.method in SAFE_METHODS
        return self._db.engines[READ if reading else None]


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
    db.init_app(app)


def session() -> Session:
    """This request's session."""
    return db.session()


def read_session() -> Session:
    """A session of its own on the reading engine, to close after use: reading who asks must not take the write lock."""
    return Session(db.engines[READ], expire_on_commit=False)
