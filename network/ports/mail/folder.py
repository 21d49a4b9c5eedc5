"""Mail as files in a folder, one `.eml` a message: the embedded default, and what the tests read."""

import os
import tempfile
from collections.abc import Sequence
from email.headerregistry import Address
from pathlib import Path

from network.ports.mail import Message, Receipt
from network.ports.mail.compose import Unaddressable, compose, fingerprint


class FolderMailer:
    """A Mailer whose messages any mail program opens. A repeated send rewrites the same file."""

    def __init__(self, folder: Path, sender: Address) -> None:
        self._folder = folder
        self._sender = sender
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def send(self, messages: Sequence[Message]) -> list[Receipt]:
        """See Mailer."""
        return [self._send(message) for message in messages]

    def _send(self, message: Message) -> Receipt:
        try:
            self._write(self._folder / f"{fingerprint(message.key)}.eml", bytes(compose(message, self._sender)))
        except Unaddressable as error:
            return Receipt(message.key, sent=False, permanent=True, reason=str(error))
        except OSError as error:
            return Receipt(message.key, sent=False, reason=error.strerror or type(error).__name__)
        return Receipt(message.key, sent=True)

    def _write(self, path: Path, content: bytes) -> None:
        """Whole or not at all."""
        descriptor, name = tempfile.mkstemp(prefix=".", dir=self._folder)
        try:
            with open(descriptor, "wb") as target:  # noqa: PTH123 -- a descriptor
                target.write(content)
                target.flush()
                os.fsync(descriptor)
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
