"""What both stores do with bytes: hash them as they come, and know a key from what is none."""

import errno
import hashlib
import re
from typing import BinaryIO

from network.ports.files import FileTooLarge, StoredBytes

KEY = re.compile(r"[0-9a-f]{64}")
CHUNK = 1 << 20  # bytes
FULL = (errno.ENOSPC, errno.EDQUOT)


def copy_hashed(stream: BinaryIO, target: BinaryIO, limit: int) -> StoredBytes:
    """Copy a stream, a chunk at a time. Raises FileTooLarge."""
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > limit:
            raise FileTooLarge
        digest.update(chunk)
        target.write(chunk)
    return StoredBytes(digest.hexdigest(), size)
