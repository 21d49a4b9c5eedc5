"""The table, and the same as rows of JSON."""

from dataclasses import asdict, dataclass
from statistics import median, quantiles
from typing import Any

from benchmarks.cases import Case
from benchmarks.coldload import ColdLoad
from benchmarks.measure import Samples
from benchmarks.processes import Server

BYTES_BAR = 30_000
REQUESTS_BAR = 6
MEMORY_BAR = 150.0  # MB
MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Row:
    """One measured value. `bar` holds for the ratio where there is one, else for the value; None only informs."""

    name: str
    value: float
    unit: str
    reference: str | None = None
    ratio: float | None = None
    bar: float | None = None
    floor: bool = False  # the bar is the least that holds, not the most

    @property
    def holds(self) -> bool | None:
        measured = self.value if self.ratio is None else self.ratio
        if self.bar is None:
            return None
        return measured >= self.bar if self.floor else measured <= self.bar

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "holds": self.holds}


def row(case: Case, samples: Samples) -> Row:
    """CPU time per request in milliseconds."""
    value = round(samples.value(case.name) * 1000, 3)
    if not case.reference:
        return Row(case.name, value, "ms CPU")
    reference = case.reference
    if case.name in samples.extra:
        reference += f", after {median(samples.extra[case.name]) * 1000:.2f} ms of bleach"
    return Row(case.name, value, "ms CPU", reference, round(samples.ratio(case), 3), case.bar)


def latency_rows(samples: Samples) -> list[Row]:
    found = []
    for case in samples.cases:
        cuts = quantiles(samples.latencies[case.name], n=100)
        found += [Row(f"{case.name}, p{part}", round(cuts[part - 1] * 1000, 2), "ms latency") for part in (50, 99)]
    return found


def cold_load_rows(load: ColdLoad) -> list[Row]:
    return [
        Row("cold load of a thread, bytes", load.total, "bytes", bar=BYTES_BAR),
        Row("cold load of a thread, requests", len(load.sizes), "requests", bar=REQUESTS_BAR),
        *(Row(f"cold load of a thread, {url.partition('?')[0]}", size, "bytes") for url, size in load.sizes.items()),
    ]


def memory_rows(server: Server) -> list[Row]:
    """The parent holds no application; the web processes are below it."""
    parent, *web = (round(size / MEGABYTE, 1) for size in server.memory())
    if not web:
        raise RuntimeError("the server has no web process of its own")
    return [
        Row("memory of a web process", max(web), "MB PSS", bar=MEMORY_BAR),
        Row("memory of the servers' parent", parent, "MB PSS"),
    ]


def show(rows: list[Row]) -> None:
    width = max(len(row.name) for row in rows)
    print(f"{'':{width}}  {'value':>10}  {'unit':<10}  {'ratio':>6}  {'bar':>6}  {'holds':<5}  reference")
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        bar = "" if row.bar is None else f"{row.bar:g}"
        holds = {None: "", True: "yes", False: "NO"}[row.holds]
        print(
            f"{row.name:<{width}}  {row.value:>10g}  {row.unit:<10}  {ratio:>6}  {bar:>6}  {holds:<5}  "
            f"{row.reference or ''}"
        )
