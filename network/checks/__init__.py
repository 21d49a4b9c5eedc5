"""What the doctor looks at. Each check reads and changes nothing, and gives findings: one line each."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    OK = "ok"
    WARN = "warn"  # works, but somebody should look
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    status: Status
    subject: str
    text: str

    def __str__(self) -> str:
        return f"{self.status:<5} {self.subject:<12} {self.text}"


def ok(subject: str, text: str) -> Finding:
    return Finding(Status.OK, subject, text)


def warn(subject: str, text: str) -> Finding:
    return Finding(Status.WARN, subject, text)


def fail(subject: str, text: str) -> Finding:
    return Finding(Status.FAIL, subject, text)
