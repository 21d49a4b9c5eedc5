"""What a backup says about itself."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from network.backups import BackupError

FORMAT = 1
NAME = "manifest.json"
FILES = "files/"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
KEPT = ("secret", "demo-sign-ins.txt")  # of the data folder, when they are there
_NAMES = re.compile(rf"{FILES}[0-9a-f]{{64}}|{'|'.join(map(re.escape, (*DATABASES.values(), *KEPT)))}")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Part:
    name: str  # in the archive
    size: int  # bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    made_at: datetime
    backend: str  # "sqlite" or "postgresql"
    revision: str  # of the schema
    counts: Mapping[str, int]  # rows by table
    missing: tuple[str, ...]  # keys of files that the database knows but that were not there
    parts: tuple[Part, ...]
    without_files: bool = False  # they are backed up where they are

    @property
    def size(self) -> int:
        return sum(part.size for part in self.parts)

    @property
    def file_count(self) -> int:
        return sum(part.name.startswith(FILES) for part in self.parts)


def to_json(manifest: Manifest) -> bytes:
    fields = asdict(manifest) | {"format": FORMAT, "made_at": manifest.made_at.isoformat()}
    return json.dumps(fields, indent=1).encode()


def from_json(raw: bytes) -> Manifest:
    """Raises BackupError."""
    try:
        fields = json.loads(raw)
        if fields["format"] != FORMAT:
            raise BackupError("the backup has a format that this version does not know; use the version that made it.")
        return _manifest(fields)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupError("the backup's manifest cannot be read; the file is damaged or no backup.") from error


def _manifest(fields: dict[str, Any]) -> Manifest:
    return Manifest(
        made_at=datetime.fromisoformat(fields["made_at"]),
        backend=str(fields["backend"]),
        revision=str(fields["revision"]),
        counts={str(table): int(count) for table, count in fields["counts"].items()},
        missing=tuple(map(str, fields["missing"])),
        parts=tuple(_part(**part) for part in fields["parts"]),
        without_files=bool(fields.get("without_files", False)),
    )


def _part(name: str, size: int, sha256: str) -> Part:
    if not _NAMES.fullmatch(name) or not _HASH.fullmatch(sha256) or not isinstance(size, int):
        raise ValueError(name)
    return Part(name, size, sha256)
