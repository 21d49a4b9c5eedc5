"""Measure everything: python -m benchmarks.run [--only NAME]

One process of each server on one core, the load on another, warm. CPU time per request is the operating system's own
accounting of the server's processes; ratios are medians of seven interleaved runs. Exit status 1 when a bar falls
short.
"""

import argparse
import json
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks import (
    arrivals,
    cases,
    coldload,
    engine,
    exactness,
    extraction,
    figures,
    large,
    library,
    posting,
    references,
    relevance,
    soak,
)
from benchmarks.cases import HELLO, NETWORK, PAGE, Case
from benchmarks.data import ROOT, working_copy
from benchmarks.measure import Samples, measure
from benchmarks.processes import Server, cores, free_port
from benchmarks.report import Row, cold_load_rows, latency_rows, memory_rows, row, show
from benchmarks.scene import Scene, choose
from benchmarks.visitors import Visitor, environment, session_cookies, with_token
from network.commands.start import server_command
from network.core.db import make_engine
from network.settings import from_env

RUNS = 7
VISITORS = 50
LATEST = Path(__file__).with_name("latest.json")
APPS = {HELLO: "benchmarks.references:hello", PAGE: "benchmarks.references:page", NETWORK: "wsgi:app"}


@contextmanager
def servers(data: Path, ports: dict[str, int], secret: str) -> Iterator[dict[str, Server]]:
    """The three of them, each started as `network start` starts the network."""
    with ExitStack() as stack:
        started = {}
        for name, app in APPS.items():
            env = environment(data, ports[name], secret)
            command = [*server_command(from_env(env))[:-1], app]
            env[references.DATABASE] = str(data / "network.sqlite3")
            started[name] = Server(command, ports[name], env, data / f"{name}.log")
            stack.callback(started[name].stop)
        yield started


def chosen(every: list[Case], only: str) -> list[Case]:
    """The cases whose names hold `only`, and those that they refer to."""
    names = {case.name for case in every if only.casefold() in case.name.casefold()}
    for case in reversed(every):
        if case.name in names and case.reference:
            names |= {case.reference, cases.R1}  # R1 is among the first cases only
    return [case for case in every if case.name in names]


def rows(data: Path, only: str) -> list[Row]:
    ports = {name: free_port() for name in APPS}
    secret = secrets.token_hex(32)
    scene = choose(make_engine(f"sqlite:///{data / 'network.sqlite3'}", read_only=True))
    shelf = library.fill(make_engine(f"sqlite:///{data / 'network.sqlite3'}"))
    settings = from_env(environment(data, ports[NETWORK], secret))
    cookies = session_cookies(settings, VISITORS, but=scene.hot.author_id)
    office = figures.office(make_engine(f"sqlite:///{data / 'network.sqlite3'}"), settings, scene)
    with servers(data, ports, secret) as running:
        visitors = [with_token(ports[NETWORK], cookie, scene.hot.url()) for cookie in cookies]
        every = [*cases.cases(scene, visitors, ports[NETWORK]), *cases.of_methods(shelf, visitors[0])]
        every += figures.cases(*office)
        samples = measure(chosen(every, only), running, RUNS)
        found = [*_timed(samples), *_sized(running[NETWORK], scene, only)]
        return [*found, *_large(data, scene, visitors, running, only)]


def _large(data: Path, scene: Scene, visitors: list[Visitor], running: dict[str, Server], only: str) -> list[Row]:
    """Last, for it makes the database several times as large."""
    if not large.wanted(only, *large.NAMES, large.STAND):
        return []
    engine = make_engine(f"sqlite:///{data / 'network.sqlite3'}")
    added = large.Large(engine, scene, visitors)
    samples = measure(chosen(added.cases(), "" if large.wanted(only, large.STAND) else only), running, RUNS)
    return [*_timed(samples), added.standing()]


def _timed(samples: Samples) -> list[Row]:
    return [row(case, samples) for case in samples.cases] + latency_rows(samples)


def _sized(server: Server, scene: Scene, only: str) -> list[Row]:
    load = coldload.ColdLoad(server.port)
    load.fetch(scene.hot.url())
    found = [*cold_load_rows(load), *memory_rows(server)]
    return [row for row in found if only.casefold() in row.name.casefold()]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--only", default="", metavar="NAME", help="only what has NAME in its name")
    only = parser.parse_args().only
    os.chdir(ROOT)
    if len(set(cores())) == 1:
        print("One core only: the load runs on the servers' core, and latencies mean little.")
    found = [
        *exactness.rows(only),
        *engine.rows(only),
        *soak.rows(only),
        *relevance.rows(only),
        *extraction.rows(only),
        *arrivals.rows(only),
        *posting.rows(only),
    ]
    if not (only and found):
        with working_copy() as data:
            found += [*rows(data, only), *large.merges(only)]
    if not found:
        parser.error(f"nothing is called {only!r}")
    show(found)
    LATEST.write_text(json.dumps([row.as_json() for row in found], ensure_ascii=False, indent=1) + "\n")
    sys.exit(any(row.holds is False for row in found))


if __name__ == "__main__":
    main()
