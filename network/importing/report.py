"""What an import took, what was there already, and what it refused."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

REPORT_NAME = "refused.txt"
KINDS = ("user", "topic", "thread", "post")


class Refused(Exception):
    """One row cannot be taken; the message says why."""


@dataclass(frozen=True, slots=True)
class Refusal:
    file: str
    line: int  # from 1
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


@dataclass
class Report:
    taken: Counter[str] = field(default_factory=Counter)  # by kind
    known: Counter[str] = field(default_factory=Counter)  # by kind; imported by an earlier run
    notes: list[str] = field(default_factory=list)
    _refusals: list[Refusal] = field(default_factory=list)

    def refuse(self, file: str, line: int, reason: object) -> None:
        self._refusals.append(Refusal(file, line, " ".join(str(reason).split())))

    @property
    def refusals(self) -> list[Refusal]:
        """File by file in the order of import, line by line."""
        order = {f"{kind}s.jsonl": place for place, kind in enumerate(KINDS)}
        return sorted(self._refusals, key=lambda refusal: (order[refusal.file], refusal.line))

    def summary(self) -> Iterator[str]:
        """One line a kind."""
        refused = Counter(refusal.file for refusal in self._refusals)
        for kind in KINDS:
            yield (
                f"{kind}s: {self.taken[kind]} taken, {self.known[kind]} there already, "
                f"{refused[f'{kind}s.jsonl']} refused"
            )


def write_refusals(report: Report, folder: Path, instead: Path) -> Path | None:
    """One refused row a line into `folder`, or into `instead` where that cannot be written; None for none.

    The file of an earlier run goes away: what it says was put right, or is in the new one.
    """
    lines = "".join(f"{refusal}\n" for refusal in report.refusals)
    for place in (folder, instead):
        try:
            (place / REPORT_NAME).unlink(missing_ok=True)
            if lines:
                (place / REPORT_NAME).write_text(lines, encoding="utf-8")
                return place / REPORT_NAME
        except OSError:
            continue
    return None
