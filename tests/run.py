"""Every check, one line each with its seconds. `make test` calls it; the exit status is honest.

What this machine cannot prove (no Chromium, PostgreSQL or Tesseract) is said in a line each, with the package
that brings it; with CI=true that is a failure.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
COUNTS = re.compile(r"(\d+) (passed|failed|error|errors|skipped)\b")
IN_CI = os.environ.get("CI") == "true"
# One more than there are cores: some tests wait for a process, a lock or a server
PROCESSES = ("-n", str(min(4, (os.cpu_count() or 1) + 1)))


# What touches uploaded files, run again with these in a bucket
OF_FILES = [
    f"tests/features/test_{name}.py"
    for name in (
        *("library", "documents", "many_documents", "reading_documents", "attachments", "drafts", "scanning"),
        *("search", "demo", "half_done"),
    )
]

# What asks no database is proven once, with SQLite
OF_NO_DATABASE = [
    f"--ignore=tests/{name}.py"
    for name in (
        *("contracts/test_recognition", "contracts/test_hostile_documents", "contracts/test_pictures_of_pages"),
        *("contracts/test_file_store", "contracts/test_file_store_s3", "contracts/test_search_finder"),
        *("contracts/test_rich_text", "core/test_text_bounds", "core/test_passwords", "core/test_sanitising"),
        *("features/test_uploads_on_the_wire", "rules/test_translations"),
    )
]


@dataclass
class Report:
    failed: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def add_counts(self, output: str) -> None:
        summary = output.strip().rpartition("\n")[2]
        for count, kind in COUNTS.findall(summary):
            name = "failed" if kind.startswith("error") else kind
            self.counts[name] = self.counts.get(name, 0) + int(count)


def step(report: Report, name: str, command: list[str], environ: Mapping[str, str] | None = None) -> None:
    """Run one check; its output is shown only when it fails."""
    print(f"{name:<34}", end="", flush=True)
    began = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **(environ or {})}, text=True, capture_output=True, check=False
    )
    print(f"{'ok' if done.returncode == 0 else 'FAILED':<8}{time.monotonic() - began:7.1f} s", flush=True)
    if "pytest" in command:
        report.add_counts(done.stdout)
    if done.returncode:
        report.failed.append(name)
        print(done.stdout[-20_000:] + done.stderr[-5_000:], flush=True)


def unproven(report: Report, what: str, package: str) -> None:
    """Say what this machine lacks."""
    print(f"{what:<34}not proven here: install Debian's package {package}", flush=True)
    if IN_CI:
        report.failed.append(what)


def pytest(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pytest", "-q", "--no-header", *arguments]


@contextmanager
def postgres_cluster() -> Iterator[str | None]:
    """The address of a throw-away cluster, or None where there is no PostgreSQL."""
    sys.path.insert(0, str(ROOT))
    from tests import postgres

    if postgres.binaries() is None:
        yield None
        return
    with postgres.throwaway_cluster() as cluster:
        yield cluster.url


def recognises() -> bool:
    sys.path.insert(0, str(ROOT))
    from network.ports.extract.tesseract import installed

    return installed() is not None


def main() -> int:
    report = Report()
    step(report, "format", [str(BIN / "ruff"), "format", "--check", "."])
    step(report, "lint", [str(BIN / "ruff"), "check", "."])
    step(report, "types", [str(BIN / "mypy")])
    step(report, "import contracts", [str(BIN / "lint-imports"), "--no-cache"])
    step(report, "template lint", [str(BIN / "djlint"), "--lint", "--quiet", "templates"])
    # What starts a PostgreSQL of its own is proven below, with all the rest on PostgreSQL
    step(report, "tests on SQLite", pytest(*PROCESSES, "-m", "not browser and not postgres"))
    step(
        report,
        "files in a bucket",
        pytest(*PROCESSES, "-m", "not folder", *OF_FILES),
        {"NETWORK_TEST_FILES": "s3"},
    )
    with postgres_cluster() as cluster:
        if cluster:
            environ = {"NETWORK_TEST_CLUSTER": cluster}
            step(report, "tests on PostgreSQL", pytest(*PROCESSES, "-m", "not browser", *OF_NO_DATABASE), environ)
        else:
            unproven(report, "tests on PostgreSQL", "postgresql")
    if shutil.which("chromium"):
        step(report, "browser journeys", pytest("-m", "browser"))
    else:
        unproven(report, "browser journeys", "chromium")
    if not recognises():
        unproven(report, "recognising scanned pages", "tesseract-ocr-dan")
    for name in report.failed:
        print(f"failed: {name}")
    passed, failed, skipped = (report.counts.get(kind, 0) for kind in ("passed", "failed", "skipped"))
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
