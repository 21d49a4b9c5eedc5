"""Reading a backup: nothing of it is used before all of it is known to be whole."""

import hashlib
import zipfile
import zlib
from pathlib import Path
from typing import IO, BinaryIO, cast

from network.backups import BackupError
from network.backups.manifest import FILES, NAME, Manifest, Part, from_json
from network.backups.write import CHUNK, Progress
from network.ports.files import FileStore, FileTooLarge

MAX_MANIFEST = 256 * 1024 * 1024  # bytes; a million files need 150 MB
_DAMAGED = "the backup is damaged: {name} is not what the manifest says. Use another backup."


def unpack(path: Path, folder: Path, files: FileStore, progress: Progress) -> Manifest:
    """Put the parts into `folder`, and the uploaded files into `files`, checking each. Raises BackupError."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest(archive)
            with progress("unpacking", manifest.size) as done:
                for part in manifest.parts:
                    _unpack(archive, part, folder, files)
                    done(part.size)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        RuntimeError,
    ) as error:  # RuntimeError: "encrypted", "unsupported"
        raise BackupError(f"{path} cannot be read: it is damaged, or no backup.") from error
    return manifest


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    """The manifest, which names everything else in the archive and nothing that is not there."""
    names = archive.namelist()
    if NAME not in names or archive.getinfo(NAME).file_size > MAX_MANIFEST:
        raise BackupError("there is no manifest in it: the file is damaged, or no backup.")
    manifest = from_json(archive.read(NAME))
    if sorted(names) != sorted([NAME, *(part.name for part in manifest.parts)]):
        raise BackupError("the backup is damaged: it does not hold what its manifest names. Use another backup.")
    return manifest


def _unpack(archive: zipfile.ZipFile, part: Part, folder: Path, files: FileStore) -> None:
    with archive.open(part.name) as packed:
        is_file = part.name.startswith(FILES)
        found = _store(packed, part, files) if is_file else _copy(packed, part, folder / part.name)
    if found != part:
        raise BackupError(_DAMAGED.format(name=part.name))


def _store(packed: IO[bytes], part: Part, files: FileStore) -> Part:
    """The file store hashes what it is given; a file's name is its hash."""
    try:
        stored = files.put(cast(BinaryIO, packed), part.size)
    except FileTooLarge:
        raise BackupError(_DAMAGED.format(name=part.name)) from None
    return Part(f"{FILES}{stored.key}", stored.size, stored.key)


def _copy(packed: IO[bytes], part: Part, target: Path) -> Part:
    digest, size = hashlib.sha256(), 0
    target.touch(mode=0o600, exist_ok=False)
    with target.open("wb") as stream:
        while size <= part.size and (chunk := packed.read(CHUNK)):
            stream.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return Part(part.name, size, digest.hexdigest())
