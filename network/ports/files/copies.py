"""Copies on this machine of files that are kept elsewhere: for programs that want a path."""

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from network.ports.files.copying import KEY

_INCOMING = ".incoming-"
KEEP = 3600  # seconds since a copy was last asked for
AT_LEAST = 1800  # seconds that a copy stays whatever the room
ROOM, MOST = 1_000_000_000, 500  # bytes and copies; beyond them those asked for least recently go earlier


class LocalCopies:
    """A folder that may be emptied at any time. What is taken out of it goes on living for whoever has it open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def find(self, key: str) -> Path | None:
        """A copy that stays for half an hour from now, if there is one."""
        path = self._folder / key
        try:
            os.utime(path)
        except FileNotFoundError:
            return None
        return path

    @contextlib.contextmanager
    def incoming(self) -> Iterator[tuple[BinaryIO, Path]]:
        """A file to write to, gone at the end unless it was kept."""
        descriptor, name = tempfile.mkstemp(prefix=_INCOMING, dir=self._folder)  # 0600
        try:
            with open(descriptor, "w+b") as stream:  # noqa: PTH123 -- a descriptor
                yield stream, Path(name)
        finally:
            Path(name).unlink(missing_ok=True)

    def keep(self, incoming: Path, key: str) -> Path:
        """Let what has come in be the copy of that key."""
        path = self._folder / key
        incoming.replace(path)
        self.make_room()
        return path

    def offer(self, incoming: Path, key: str) -> None:
        """Keep it if there is room for it."""
        sizes = [size for _path, _used_at, size in self._all()]  # with its own
        if len(sizes) <= MOST and sum(sizes) <= ROOM:
            incoming.replace(self._folder / key)
        else:
            self.make_room()

    def forget(self, key: str) -> None:
        """No error when there is none."""
        (self._folder / key).unlink(missing_ok=True)

    def make_room(self) -> None:
        """What a killed process left half-way goes with the rest."""
        now, room = time.time(), ROOM
        for number, (path, used_at, size) in enumerate(sorted(self._all(), key=lambda found: -found[1])):
            room -= size
            age = now - used_at
            if age > KEEP or ((room < 0 or number >= MOST) and age > AT_LEAST):
                path.unlink(missing_ok=True)

    def _all(self) -> Iterator[tuple[Path, float, int]]:
        for path in self._folder.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if KEY.fullmatch(path.name) or path.name.startswith(_INCOMING):
                    found = path.stat()
                    yield path, found.st_mtime, found.st_size
