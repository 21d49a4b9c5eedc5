"""A zip that is sent while it is made, so that no package has to fit into memory or onto a disk."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime

from network.core.clock import COPENHAGEN
from network.features.casefile.contents import FileInside
from network.ports.files import FileMissing, FileStore

CHUNK = 256 << 10  # bytes
MISSING = "mangler.txt"


class _Sink(io.RawIOBase):
    """Where the zip is written to, and taken from again."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def _info(path: str, at: datetime, *, is_text: bool) -> zipfile.ZipInfo:
    local = at.astimezone(COPENHAGEN)
    info = zipfile.ZipInfo(path, (local.year, local.month, local.day, local.hour, local.minute, local.second))
    info.compress_type = zipfile.ZIP_DEFLATED if is_text else zipfile.ZIP_STORED  # most files are compressed already
    info.external_attr = 0o644 << 16
    return info


def zipped(
    texts: Iterable[tuple[str, bytes]], files: Iterable[FileInside], store: FileStore, at: datetime
) -> Iterator[bytes]:
    """The bytes of a zip of these. A file that the store has lost is named in one of its own instead."""
    sink, missing = _Sink(), []
    with zipfile.ZipFile(sink, "w") as archive:
        for path, content in texts:
            archive.writestr(_info(path, at, is_text=True), content)
            yield sink.take()
        for file in files:
            try:
                source = store.open(file.key)
            except FileMissing:
                missing.append(file.path)
                continue
            info = _info(file.path, at, is_text=False)
            info.file_size = file.size
            with source, archive.open(info, "w") as target:
                while chunk := source.read(CHUNK):
                    target.write(chunk)
                    yield sink.take()
        if missing:
            archive.writestr(_info(MISSING, at, is_text=True), "\r\n".join(missing).encode())
    yield sink.take()
