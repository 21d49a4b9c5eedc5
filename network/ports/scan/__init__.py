"""Looking for what is harmful in a file before it is kept."""

from typing import BinaryIO, Protocol


class ScanUnavailable(Exception):
    """Nobody knows whether the file is harmful: the scanner does not answer, or not in a way that says so."""


class Scanner(Protocol):
    def scan(self, stream: BinaryIO) -> str | None:
        """What was found, by the scanner's name for it; None for nothing. Raises ScanUnavailable."""

    def ping(self) -> str:
        """The scanner's version. Raises ScanUnavailable."""
