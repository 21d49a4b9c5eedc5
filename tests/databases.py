"""A migrated database that can be put back to its first state in a moment."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from sqlalchemy import create_engine, make_url, text

from network import migrations
from network.core.db import make_engine


class TestDatabase(Protocol):
    __test__ = False  # for pytest: not a test class
    url: str

    def reset(self) -> None:
        """Back to what the migrations leave. Nobody may be connected."""


def _migrate(url: str) -> None:
    engine = make_engine(url)
    migrations.upgrade(engine)
    engine.dispose()


class SqliteTestDatabase:
    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.sqlite3"
        self._file = folder / "network.sqlite3"
        self.url = f"sqlite:///{self._file}"
        _migrate(f"sqlite:///{self._template}")

    def reset(self) -> None:
        for path in self._file.parent.glob(f"{self._file.name}*"):
            path.unlink()
        shutil.copyfile(self._template, self._file)


class PostgresTestDatabase:
    """Databases of our own in a cluster that somebody else started."""

    def __init__(self, cluster_url: str) -> None:
        self._admin = create_engine(cluster_url, isolation_level="AUTOCOMMIT")
        self._template, self._name = f"template_{uuid4().hex[:10]}", f"network_{uuid4().hex[:10]}"
        self.url = str(make_url(cluster_url).set(database=self._name).render_as_string(hide_password=False))
        self._run(f"CREATE DATABASE {self._template}")
        _migrate(make_url(cluster_url).set(database=self._template).render_as_string(hide_password=False))

    @classmethod
    @contextmanager
    def on(cls, cluster_url: str) -> Iterator["PostgresTestDatabase"]:
        database = cls(cluster_url)
        yield database
        database.close()

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))

    def reset(self) -> None:
        self._run(f"DROP DATABASE IF EXISTS {self._name} WITH (FORCE)")
        self._run(f"CREATE DATABASE {self._name} TEMPLATE {self._template} STRATEGY FILE_COPY")

    def close(self) -> None:
        self._run(f"DROP DATABASE IF EXISTS {self._name} WITH (FORCE)")
        self._run(f"DROP DATABASE IF EXISTS {self._template} WITH (FORCE)")
        self._admin.dispose()
