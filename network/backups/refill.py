"""The uploaded files of a backup, put into a bucket. Their names are their hashes, so nothing there is in the way."""

from pathlib import Path

from network.backups import BackupError
from network.backups.write import Progress
from network.ports.files import StorageFull, StoreUnavailable
from network.ports.files.local import LocalFileStore
from network.settings import Settings
from network.wiring import file_store


def refill(settings: Settings, folder: Path, progress: Progress) -> None:
    """Put what is missing. What only the network that is replaced names stays another week. Raises BackupError."""
    unpacked, bucket = LocalFileStore(folder), file_store(settings, settings.files)
    try:
        there = {entry.key: entry.size for entry in bucket.entries()}
        entries = list(unpacked.entries())
        with progress("filling the bucket", sum(entry.size for entry in entries)) as done:
            for entry in entries:
                if there.get(entry.key) != entry.size:
                    with unpacked.open(entry.key) as stream:
                        bucket.put(stream, entry.size)
                done(entry.size)
        for key in there.keys() - {entry.key for entry in entries}:
            bucket.renew(key)
    except StoreUnavailable as error:
        raise BackupError(f"{error}.") from error
    except StorageFull as error:
        raise BackupError("there is no room in the bucket.") from error
