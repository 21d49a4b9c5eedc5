"""network start: the web processes and the worker under one parent."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO

import click

from network.app import create_app
from network.commands.demo import fill, print_sign_ins
from network.commands.setup import prepare
from network.core.turn import WORKER, is_taken
from network.ports.search import SearchUnavailable
from network.settings import ROOT, Settings, from_env
from network.worker import Worker

PATIENCE = 10.0  # seconds that a child has to end by itself
READY_WITHIN = 30.0  # seconds
LOOK_EVERY = 0.2  # seconds
STOPPED_BY = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # Ctrl-C, a service manager, a closed terminal


@dataclass
class Child:
    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None

    def begin(self, log: IO[bytes] | None) -> None:
        # A session of their own: Ctrl-C reaches only the parent, which then stops them in order.
        self.process = subprocess.Popen(self.command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)

    @property
    def running(self) -> subprocess.Popen[bytes]:
        if self.process is None:
            raise RuntimeError(f"{self.name} has not been started")
        return self.process

    def end(self) -> None:
        if self.running.poll() is not None:
            return
        self.running.terminate()
        try:
            self.running.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.running.kill()
            self.running.wait()


def server_command(settings: Settings) -> list[str]:
    """The web server, as measured: see docs/server.md."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", settings.host, "--port", str(settings.port),
        "--workers", str(settings.processes), "--blocking-threads", str(settings.threads),
        "--no-ws", "--backpressure", "64", "--workers-kill-timeout", "8", "--log-level", "warning", "wsgi:app",
    ]  # fmt: skip


def worker_command() -> list[str]:
    return [sys.executable, "-m", "network", "worker"]


def _set_up(settings: Settings) -> None:
    prepare(settings)
    app = create_app(settings)
    try:
        app.ports.search.versions()
    except SearchUnavailable:
        Worker(app).rebuild_index()
    if settings.development:
        fill(app)


def _port_is_free(settings: Settings) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError:
            return False
    return True


class Bell:
    """Rings when somebody asks us to stop. A flag, since an exception could cut the stopping of the children short."""

    def __init__(self) -> None:
        self.rung = False
        for number in STOPPED_BY:
            signal.signal(number, self._ring)

    def _ring(self, _number: int, _frame: FrameType | None) -> None:
        self.rung = True


def _is_ready(settings: Settings, server: Child, bell: Bell) -> bool:
    """Wait until the server answers; False when it is to stop before it does."""
    deadline = time.monotonic() + READY_WITHIN
    while not bell.rung:
        try:
            socket.create_connection((settings.host, settings.port), 1).close()
        except OSError:
            if time.monotonic() > deadline or server.running.poll() is not None:
                raise click.ClickException("the web server did not start; the log says why.") from None
            time.sleep(0.05)
        else:
            return True
    return False


def _supervise(server: Child, worker: Child, log: IO[bytes] | None, bell: Bell) -> int:
    """Until told to stop. A worker that dies is started again; without a web server there is nothing to keep up."""
    while not bell.rung:
        if server.running.poll() is not None:
            click.echo("The web server has ended; the log says why.", err=True)
            return 1
        if worker.running.poll() is not None:
            worker.begin(log)
        time.sleep(LOOK_EVERY)
    click.echo("\nStopping …")
    return 0


def _log_file(settings: Settings) -> Path | None:
    """In development the terminal is for people; a service manager wants the log on standard error."""
    return settings.data / "network.log" if settings.development else None


@click.command()
def start() -> None:
    """Set up what is missing, then serve until Ctrl-C or SIGTERM."""
    settings = from_env()
    if not _port_is_free(settings):
        raise click.ClickException(f"port {settings.port} is in use; choose another with PORT=8001.")
    if is_taken(settings.data / WORKER):
        raise click.ClickException(f"another network, or an import into it, is running on {settings.data}.")
    _set_up(settings)
    log_path = _log_file(settings)
    log = log_path.open("ab") if log_path else None
    server, worker = Child("web", server_command(settings)), Child("worker", worker_command())
    bell = Bell()
    try:
        worker.begin(log)
        server.begin(log)
        if _is_ready(settings, server, bell):
            _greet(settings, log_path)
        status = _supervise(server, worker, log, bell)
    finally:
        for child in (server, worker):
            if child.process:
                child.end()
        if log:
            log.close()
    sys.exit(status)


def _greet(settings: Settings, log_path: Path | None) -> None:
    click.echo(f"\nPå forkant serves {settings.base_url}")
    if settings.development:
        print_sign_ins(settings)
        click.echo(f"  outgoing mail: {settings.base_url}/udvikling/mail   log: {log_path}")
    click.echo("Stop with Ctrl-C.")
