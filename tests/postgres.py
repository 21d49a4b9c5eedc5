"""A PostgreSQL cluster that lives as long as the tests do.

    with throwaway_cluster() as cluster:
        url = fresh_database(cluster)  # postgresql+psycopg://…, empty

Where NETWORK_TEST_CLUSTER holds the address of a cluster, that one is used and neither started nor stopped here.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

SHARED = "NETWORK_TEST_CLUSTER"
USER = "tester"
START_SECONDS = 30
# Nothing here outlives the run, so nothing has to reach the disk.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "100"}


@dataclass(frozen=True, slots=True)
class Cluster:
    url: str  # SQLAlchemy address of its database `postgres`, as a superuser

    def run(self, statement: str) -> None:
        """Run a statement outside of transactions. Raises OperationalError when the cluster does not answer."""
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                connection.execute(text(statement))
        finally:
            engine.dispose()


@contextmanager
def throwaway_cluster() -> Iterator[Cluster]:
    """Start a cluster and stop it at the end. Skips the test where PostgreSQL is not installed; fails it in CI."""
    if shared := os.environ.get(SHARED):
        yield Cluster(shared)
        return
    found = binaries() or _without_postgres()
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # a short path: that of a socket may have 107 characters
    try:
        with _running(found, folder) as cluster:
            yield cluster
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fresh_database(cluster: Cluster) -> str:
    """Address of a new, empty database."""
    name = f"test_{uuid4().hex}"
    cluster.run(f"CREATE DATABASE {name}")
    return make_url(cluster.url).set(database=name).render_as_string(hide_password=False)


def binaries() -> Path | None:
    """The folder with initdb and postgres: on the path, or where Debian keeps the newest version."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("[0-9]*/bin"), key=lambda path: float(path.parent.name))
    return next((folder for folder in reversed(folders) if (folder / "initdb").exists()), None)


def _without_postgres() -> Path:
    reason = "PostgreSQL is not installed, so nothing is proven on it here; Debian's package `postgresql` brings it."
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def _running(programs: Path, folder: Path) -> Iterator[Cluster]:
    owner = _owner(folder)
    data = ["-D", str(folder / "data")]
    layout = ["-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    subprocess.run([programs / "initdb", *data, *layout], check=True, capture_output=True, user=owner, cwd=folder)
    settings = FAST | {"listen_addresses": "", "unix_socket_directories": str(folder)}
    options = [argument for name, value in settings.items() for argument in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([programs / "postgres", *data, *options], stderr=log, user=owner, cwd=folder)
    try:
        cluster = Cluster(f"postgresql+psycopg://{USER}@/postgres?host={folder}")
        _wait(cluster, server, folder / "log")
        yield cluster
    finally:
        _stop(server)


def _owner(folder: Path) -> int | None:
    """PostgreSQL refuses to run as root; root hands it to the user that Debian's package made, or to nobody."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody").pw_uid
    os.chown(folder, user, -1)
    return user


def _wait(cluster: Cluster, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        with suppress(OperationalError):
            return cluster.run("SELECT 1")
        time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text()}")


def _stop(server: "subprocess.Popen[bytes]") -> None:
    server.send_signal(signal.SIGINT)  # its "fast" shutdown: it does not wait for clients to go
    with suppress(subprocess.TimeoutExpired):
        server.wait(timeout=10)
    server.kill()
    server.wait()
