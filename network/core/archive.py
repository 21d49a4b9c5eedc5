"""Zip archives from strangers: office files are zips, and a small zip can hold a large surprise.

Everything is checked before it is inflated: the size of the directory before it is read, each local header against
the directory, and the sum of the parts that are asked for against what they may inflate to. Parts nobody asks for,
such as the pictures of a slide deck, cost nothing and count for nothing.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from network.core.unreadable import Damaged, Encrypted, TooHeavy

MAX_ENTRIES = 10_000
MAX_DIRECTORY = 4 << 20  # bytes
MAX_INFLATED = 64 << 20  # bytes, over all parts that are read
MAX_RATIO = 50  # inflated to deflated, over all parts that are read
RATIO_FROM = 1 << 20  # bytes; what inflates to less is harmless whatever its ratio
CHUNK = 256 << 10  # bytes

_END = struct.Struct("<4s4H2LH")
_LOCAL = struct.Struct("<4s5H3L2H")
_LONGEST_COMMENT = 0xFFFF
_ZIP64_RECORDS = 76  # bytes: the large end record and its locator
_IN_EXTRA_FIELD = 0xFFFFFFFF
_ENCRYPTED_FLAG = 0x01
_SIZES_FOLLOW_FLAG = 0x08
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OverflowError, struct.error, NotImplementedError)


@dataclass(frozen=True, slots=True)
class EndRecord:
    position: int  # of this record
    entries: int
    directory_size: int
    directory_offset: int


def end_record(stream: BinaryIO) -> EndRecord | None:
    """The record that ends a zip, if the stream ends with one."""
    size = stream.seek(0, 2)
    start = max(0, size - _LONGEST_COMMENT - _END.size)
    stream.seek(start)
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        return None
    _, disk, _, _, entries, directory_size, directory_offset, comment = _END.unpack_from(tail, at)
    if disk or at + _END.size + comment != len(tail):
        return None
    return EndRecord(start + at, entries, directory_size, directory_offset)


@contextmanager
def _broken_means_damaged() -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise Damaged(str(error)) from error


class Archive:
    """Reads parts of a zip by name. Raises Damaged, TooHeavy or Encrypted, never anything else for what it holds."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        _check_directory(stream)
        with _broken_means_damaged():
            self._zip = zipfile.ZipFile(stream)
        self._parts = {info.filename: info for info in self._zip.infolist()}
        if len(self._parts) != len(self._zip.infolist()):
            raise Damaged("two parts of one name")
        self._inflated = self._deflated = 0

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    @property
    def names(self) -> list[str]:
        return list(self._parts)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The part's bytes, a quarter of a mebibyte at a time."""
        info = self._admit(name)
        with _broken_means_damaged(), self._zip.open(info) as part:
            while chunk := part.read(CHUNK):
                yield chunk

    def contains(self, name: str, marker: bytes) -> bool:
        """Whether `marker` occurs in the part. The part counts once more against the limits."""
        tail = b""
        for chunk in self.chunks(name):
            if marker in tail + chunk:
                return True
            tail = chunk[-len(marker) :]
        return False

    def _admit(self, name: str) -> zipfile.ZipInfo:
        info = self._parts.get(name)
        if info is None:
            raise Damaged(f"no part {name[:80]!r}")
        if info.flag_bits & _ENCRYPTED_FLAG:
            raise Encrypted(name)
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Damaged("an unusual compression")
        self._check_local_header(info)
        self._weigh(info)
        return info

    def _weigh(self, info: zipfile.ZipInfo) -> None:
        self._inflated += info.file_size
        self._deflated += info.compress_size
        if self._inflated > MAX_INFLATED:
            raise TooHeavy("inflates to too much")
        if self._inflated > RATIO_FROM and self._inflated > MAX_RATIO * self._deflated:
            raise TooHeavy("inflates too steeply")

    def _check_local_header(self, info: zipfile.ZipInfo) -> None:
        with _broken_means_damaged():
            self._stream.seek(info.header_offset)
            local = _LOCAL.unpack(self._stream.read(_LOCAL.size))
        _, _, flags, method, _, _, checksum, deflated, inflated, _, _ = local
        if method != info.compress_type or (flags ^ info.flag_bits) & _ENCRYPTED_FLAG:
            raise Damaged("local header and directory disagree")
        if flags & _SIZES_FOLLOW_FLAG:
            return
        sizes_agree = (deflated, inflated) == (info.compress_size, info.file_size)
        if checksum != info.CRC or not (sizes_agree or deflated == inflated == _IN_EXTRA_FIELD):
            raise Damaged("local header and directory disagree")


def _check_directory(stream: BinaryIO) -> None:
    end = end_record(stream)
    if end is None:
        raise Damaged("no directory at the end")
    if end.entries > MAX_ENTRIES or end.directory_size > MAX_DIRECTORY:
        raise TooHeavy("too many parts")
    gap = end.position - end.directory_offset - end.directory_size
    if gap == 0:
        return
    if gap != _ZIP64_RECORDS or not _zip64_agrees(stream, end):
        raise Damaged("the directory is not where it is said to be")


def _zip64_agrees(stream: BinaryIO, end: EndRecord) -> bool:
    """Some Java programs write the large end record always; the module believes it, so it has to say the same."""
    stream.seek(end.position - _ZIP64_RECORDS)
    record = stream.read(56)
    entries, directory_size, directory_offset = struct.unpack_from("<3Q", record, 32)
    told = (entries, directory_size, directory_offset)
    return record.startswith(b"PK\x06\x06") and told == (end.entries, end.directory_size, end.directory_offset)
