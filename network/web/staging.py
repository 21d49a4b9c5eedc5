"""A file that arrived in a form which has to be shown again is kept, so that nobody chooses it twice.

The bytes go to the file store at once; the form carries a signed note of them that only the same member can use.
Files that no document ends up naming are collected later by the worker.
"""

from dataclasses import dataclass, replace

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.datastructures import FileStorage

from network.core.text import clean_line
from network.ports.files import FileStore, StoredBytes
from network.web.identity import current_actor

VALID_FOR = 24 * 3600  # seconds
MAX_NAME = 200  # characters


@dataclass(frozen=True, slots=True)
class StagedFile:
    key: str
    name: str
    size: int  # bytes
    media_type: str = ""  # by content, once it has been looked at

    def typed(self, media_type: str) -> "StagedFile":
        return replace(self, media_type=media_type)


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SETTINGS"].secret, salt="staged-file")


def file_name(upload: FileStorage) -> str:
    """The name as the member sees it: no folders, no control characters, short enough to store anywhere."""
    raw = (upload.filename or "").replace("\\", "/").rpartition("/")[2]
    name = clean_line(raw) or "fil"
    stem, dot, suffix = name.rpartition(".")
    return name if len(name) <= MAX_NAME else f"{stem[: MAX_NAME - 12]}{dot}{suffix[:10]}"


def stage(files: FileStore, upload: FileStorage, limit: int) -> StagedFile:
    """Store an upload's bytes. Raises what FileStore.put raises."""
    stored: StoredBytes = files.put(upload.stream, limit)  # type: ignore[arg-type]
    return StagedFile(stored.key, file_name(upload), stored.size)


def sign(staged: StagedFile) -> str:
    """The note that the form carries."""
    return str(_serializer().dumps([staged.key, staged.name, staged.size, current_actor().id]))


def unsign(note: str) -> StagedFile | None:
    """The staged file behind a note, if it is ours, fresh and this member's own."""
    try:
        key, name, size, account_id = _serializer().loads(note, max_age=VALID_FOR)
    except (BadSignature, ValueError, TypeError):
        return None
    return StagedFile(key, name, size) if account_id == current_actor().id else None
