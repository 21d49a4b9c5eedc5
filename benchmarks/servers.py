"""Web servers side by side: python -m benchmarks.servers. What docs/server.md says comes from here.

One web process with four threads on one core, the load on another; runs are interleaved, figures are medians. CPU time
counts every process of the server, and so does memory.
"""

import secrets
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from benchmarks import cases
from benchmarks.cases import HELLO, NETWORK
from benchmarks.data import working_copy
from benchmarks.load import run
from benchmarks.processes import Server, free_port
from benchmarks.report import MEGABYTE
from benchmarks.run import APPS
from benchmarks.scene import Scene, choose
from benchmarks.visitors import Visitor, environment, session_cookies, with_token
from network.core.db import make_engine
from network.settings import from_env

RUNS = 7
VISITORS = 100
CONNECTIONS = (1, 8)
MEASURED = (cases.R0, cases.HOT, "reply")
THREADS = "4"

GRANIAN = ("granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", THREADS, "--no-ws")
COMMANDS: dict[str, tuple[str, ...]] = {
    "gunicorn": ("gunicorn", "--worker-class", "gthread", "--workers", "1", "--threads", THREADS, "--bind"),
    "granian": (*GRANIAN, "--log-level", "warning", "--port"),
    "granian st": (*GRANIAN, "--log-level", "warning", "--runtime-mode", "st", "--port"),
}


@dataclass
class Measured:
    cpu: list[float] = field(default_factory=list)  # seconds per request, one for each run
    latencies: list[float] = field(default_factory=list)  # seconds


def command(name: str, port: int, app: str) -> list[str]:
    address = f"127.0.0.1:{port}" if name == "gunicorn" else str(port)
    return [sys.executable, "-m", *COMMANDS[name], address, app]


def start(stack: ExitStack, data: Path, secret: str) -> dict[tuple[str, str], Server]:
    """Each server with each application; (server, application) → what runs."""
    running = {}
    for name in COMMANDS:
        for app in (HELLO, NETWORK):
            port = free_port()
            env = environment(data, port, secret)
            running[name, app] = Server(command(name, port, APPS[app]), port, env, data / f"{name}-{app}.log")
            stack.callback(running[name, app].stop)
    return running


def measure(
    running: dict[tuple[str, str], Server], scene: Scene, visitors: list[Visitor]
) -> dict[tuple[str, str, int], Measured]:
    port = running["granian", NETWORK].port
    wanted = [case for case in cases.cases(scene, visitors, port) if case.name in MEASURED]
    found: dict[tuple[str, str, int], Measured] = {}
    for number in range(RUNS + 1):
        for name in sorted(COMMANDS, reverse=bool(number % 2)):
            for case in wanted:
                for connections in CONNECTIONS:
                    server = running[name, case.server]
                    requests = case.requests(case.count // 2)
                    before = server.cpu()
                    taken = run(server.port, requests, case.status, connections)
                    used = (server.cpu() - before) / len(requests)
                    if number:  # the first run warms up
                        sample = found.setdefault((name, case.name, connections), Measured())
                        sample.cpu.append(used)
                        sample.latencies += taken
    return found


def show(found: dict[tuple[str, str, int], Measured], running: dict[tuple[str, str], Server]) -> None:
    print("| server | request | connections | CPU ms | p50 ms | p99 ms |\n| --- | --- | ---: | ---: | ---: | ---: |")
    for (name, case, connections), sample in sorted(
        found.items(), key=lambda item: (MEASURED.index(item[0][1]), item[0][2], item[0][0])
    ):
        cuts = quantiles(sample.latencies, n=100)
        figures = (median(sample.cpu), cuts[49], cuts[98])
        print(f"| {name} | {case} | {connections} | " + " | ".join(f"{value * 1000:.2f}" for value in figures) + " |")
    print("\n| server | memory of all its processes, MB PSS | of these the web process |\n| --- | ---: | ---: |")
    for name in COMMANDS:
        parent, *web = running[name, NETWORK].memory()
        print(f"| {name} | {(parent + sum(web)) / MEGABYTE:.0f} | {sum(web) / MEGABYTE:.0f} |")


def main() -> None:
    secret = secrets.token_hex(32)
    with working_copy() as data, ExitStack() as stack:
        scene = choose(make_engine(f"sqlite:///{data / 'network.sqlite3'}", read_only=True))
        running = start(stack, data, secret)
        port = running["granian", NETWORK].port
        cookies = session_cookies(from_env(environment(data, port, secret)), VISITORS, but=scene.hot.author_id)
        visitors = [with_token(port, cookie, scene.hot.url()) for cookie in cookies]
        show(measure(running, scene, visitors), running)


if __name__ == "__main__":
    main()
