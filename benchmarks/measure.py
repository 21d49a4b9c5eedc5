"""Runs of every case in turn, so that a busy moment of the machine falls on all of them."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.cases import Case
from benchmarks.load import ask, run
from benchmarks.processes import Server

WARM_UP = 0.5  # of a run's requests


@dataclass
class Samples:
    """CPU seconds per request of each case, one for each run, and all its latencies in seconds."""

    cases: list[Case]
    cpu: dict[str, list[float]] = field(default_factory=dict)
    extra: dict[str, list[float]] = field(default_factory=dict)
    latencies: dict[str, list[float]] = field(default_factory=dict)

    def value(self, name: str) -> float:
        return median(self.cpu[name])

    def ratio(self, case: Case) -> float:
        """The median over the runs of what a request costs as a multiple of the reference in the same run."""
        own, reference = self.cpu[case.name], self.cpu[case.reference]
        extra = self.extra.get(case.name) or [0.0] * len(own)
        return median((a - b) / c for a, b, c in zip(own, extra, reference, strict=True))


def measure(cases: Sequence[Case], servers: Mapping[str, Server], runs: int) -> Samples:
    samples = Samples(list(cases))
    for case in cases:
        port = servers[case.server].port
        case.check(ask(port, *case.requests(1)))
        run(port, case.requests(int(case.count * WARM_UP)), case.status)
    for number in range(runs):
        _progress(f"\rrun {number + 1} of {runs} …")
        for case in cases if number % 2 else reversed(cases):
            _sample(case, servers[case.server], samples)
    _progress("\r" + " " * 20 + "\r")
    return samples


def _sample(case: Case, server: Server, samples: Samples) -> None:
    requests = case.requests(case.count)
    before = server.cpu()
    taken = run(server.port, requests, case.status)
    samples.cpu.setdefault(case.name, []).append((server.cpu() - before) / len(requests))
    samples.latencies.setdefault(case.name, []).extend(taken)
    if case.extra is not None:
        samples.extra.setdefault(case.name, []).append(case.extra())


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        print(text, end="", file=sys.stderr, flush=True)
