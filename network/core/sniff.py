"""What a file is by its content. The name and the sender's word are only compared with it.

The set of types is closed: what is not recognised is refused with the reason.
"""

import codecs
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from network.core.archive import CHUNK, Archive, end_record
from network.core.media_types import (
    ACCEPTED,
    GIF,
    JPEG,
    OFFICE_OPEN,
    OPEN_DOCUMENT,
    PDF,
    PNG,
    PPTX,
    RTF,
    TEXT,
    TEXTS,
    WEBP,
    by_name,
    extension_of,
)
from network.core.unreadable import Unreadable

# Browsers guess the declared type from the name, often wrongly; only a clear contradiction counts.
_ACTIVE_TYPES = frozenset({"text/html", "application/xhtml+xml", "image/svg+xml", "text/javascript"})


class Reason(StrEnum):
    EMPTY = "empty"
    UNKNOWN = "unknown"  # none of the accepted types
    ACTIVE = "active"  # HTML, SVG, XML or script
    EXECUTABLE = "executable"
    MACROS = "macros"  # an office file that carries a program
    OLD_OFFICE = "old_office"  # .doc, .xls, .ppt: to be saved in today's format first
    POLYGLOT = "polyglot"  # valid as two things at once
    DAMAGED = "damaged"  # begins as an office file but cannot be opened
    OBJECTS = "objects"  # a text file that carries other files, which a word processor would open
    MISMATCH = "mismatch"  # an accepted type under another type's name


@dataclass(frozen=True, slots=True)
class Sniffed:
    media_type: str  # one of ACCEPTED
    encrypted: bool = False  # an office file behind a password; a PDF's password shows when it is read


@dataclass(frozen=True, slots=True)
class Refusal:
    reason: Reason
    actual: str = ""  # with MISMATCH: the media type it really is


_HEAD = 4096  # bytes
_ACTIVE_START = re.compile(
    rb"(?:\xef\xbb\xbf)?[\s\0]*+(?>(?:<!--(?>.*?-->)\s*)*)"
    rb"<(?:!doctype|!entity|\?xml|\?php|html|head|body|script|iframe|svg|style|object)\b",
    re.IGNORECASE | re.DOTALL,
)
_ACTIVE_INSIDE = re.compile(rb"<(?:!doctype\s+html|html|script|svg)\b", re.IGNORECASE)
_EXECUTABLE = re.compile(
    rb"MZ.{0,58}\0|\x7fELF|#!|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe|\0asm|L\0\0\0\x01\x14\x02", re.DOTALL
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_PDF_HEADER = b"%PDF-"
_PDF_HEADER_WITHIN = 1024  # bytes: where PDF readers look for it
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r")) + b"\x7f"
_UNDEFINED_IN_CP1252 = b"\x81\x8d\x8f\x90\x9d"
_RTF = b"{\\rtf"
_OTHER_LANGUAGES = (_RTF, b"%!PS")  # text by its bytes, programs to a printer or a word processor
_RTF_OBJECT = re.compile(rb"\\(?:objdata|objocx|objupdate|objautlink|dde)")
_IMAGES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), PNG),
    (re.compile(rb"\xff\xd8\xff[\xc0-\xfe]"), JPEG),
    (re.compile(rb"GIF8[79]a"), GIF),
    (re.compile(rb"RIFF.{4}WEBPVP8[ LX]", re.DOTALL), WEBP),
)


def sniff(stream: BinaryIO, name: str, declared: str = "") -> Sniffed | Refusal:
    """Tell what a seekable stream holds; `declared` is the sender's media type, if any. Leaves the stream at 0."""
    try:
        found = _by_content(stream, name)
    finally:
        stream.seek(0)
    if isinstance(found, Refusal) or (_name_fits(name, found.media_type) and _word_fits(declared, found.media_type)):
        return found
    return Refusal(Reason.MISMATCH, found.media_type)


def _by_content(stream: BinaryIO, name: str) -> Sniffed | Refusal:
    stream.seek(0)
    head = stream.read(_HEAD)
    if not head:
        return Refusal(Reason.EMPTY)
    if _EXECUTABLE.match(head):
        return Refusal(Reason.EXECUTABLE)
    if _ACTIVE_START.match(head):
        return Refusal(Reason.ACTIVE)
    return _binary(stream, head, name) or _text(stream, name)


def _binary(stream: BinaryIO, head: bytes, name: str) -> Sniffed | Refusal | None:
    if head.startswith(b"PK\x03\x04"):
        return _zip(stream, head)
    if head.startswith(_OLE):
        return _ole(stream, head, name)
    if head.startswith(_RTF):
        return _rich_text(stream)
    pdf_at = head.find(_PDF_HEADER, 0, _PDF_HEADER_WITHIN)
    is_pdf = pdf_at >= 0 and not head[:pdf_at].strip(b"\xef\xbb\xbf \t\r\n\0")
    image = next((kind for pattern, kind in _IMAGES if pattern.match(head)), None)
    if not is_pdf and not image:
        return Refusal(Reason.POLYGLOT) if pdf_at >= 0 else None
    if _ACTIVE_INSIDE.search(head, 0, _PDF_HEADER_WITHIN) or (image and pdf_at >= 0) or end_record(stream):
        return Refusal(Reason.POLYGLOT)
    return Sniffed(image or PDF)


def _rich_text(stream: BinaryIO) -> Sniffed | Refusal:
    """Read to its end: an object may stand anywhere."""
    stream.seek(0)
    tail = b""
    while chunk := stream.read(CHUNK):
        if _RTF_OBJECT.search(tail + chunk):
            return Refusal(Reason.OBJECTS)
        tail = chunk[-16:]
    return Refusal(Reason.POLYGLOT) if end_record(stream) else Sniffed(RTF)


def _zip(stream: BinaryIO, head: bytes) -> Sniffed | Refusal:
    if _PDF_HEADER in head[:_PDF_HEADER_WITHIN]:
        return Refusal(Reason.POLYGLOT)
    try:
        archive = Archive(stream)
        if "mimetype" in archive:
            return _open_document(archive)
        if "[Content_Types].xml" in archive:
            return _office_open(archive)
    except Unreadable:
        return Refusal(Reason.DAMAGED)
    return Refusal(Reason.UNKNOWN)


def _open_document(archive: Archive) -> Sniffed | Refusal:
    kind = _part(archive, "mimetype").decode("ascii", "replace").strip()
    if kind not in OPEN_DOCUMENT:
        return Refusal(Reason.UNKNOWN)
    manifest = "META-INF/manifest.xml"
    encrypted = manifest in archive and b"encryption-data" in _part(archive, manifest)
    return Sniffed(kind, encrypted)


def _office_open(archive: Archive) -> Sniffed | Refusal:
    types = _part(archive, "[Content_Types].xml")
    if b"macroEnabled" in types or any(part.lower().endswith("vbaproject.bin") for part in archive.names):
        return Refusal(Reason.MACROS)
    if b"presentationml.slideshow.main+xml" in types:
        return Sniffed(PPTX)
    for kind in OFFICE_OPEN:
        if kind.encode() + b".main+xml" in types:
            return Sniffed(kind)
    return Refusal(Reason.UNKNOWN)


def _part(archive: Archive, name: str) -> bytes:
    """The first quarter mebibyte of a part; enough for a list of types."""
    return next(archive.chunks(name), b"")


def _ole(stream: BinaryIO, head: bytes, name: str) -> Sniffed | Refusal:
    """Office wraps an encrypted file in its old container; which type it is, only the name can tell."""
    sector_size = 1 << min(int.from_bytes(head[30:32], "little"), 16)
    first_of_directory = int.from_bytes(head[48:52], "little")
    stream.seek((first_of_directory + 1) * sector_size)
    if _ENCRYPTED_PACKAGE not in stream.read(16 << 10):
        return Refusal(Reason.OLD_OFFICE)
    claimed = by_name(name)
    return Sniffed(claimed, encrypted=True) if claimed in OFFICE_OPEN else Refusal(Reason.UNKNOWN)


def _text(stream: BinaryIO, name: str) -> Sniffed | Refusal:
    if not _is_text(stream):
        return Refusal(Reason.UNKNOWN)
    claimed = by_name(name)
    return Sniffed(claimed if claimed in TEXTS else TEXT)


def _is_text(stream: BinaryIO) -> bool:
    """UTF-8 or cp1252 without control characters, from the first byte to the last; not RTF or PostScript."""
    stream.seek(0)
    utf8 = codecs.getincrementaldecoder("utf-8")()
    may_be_utf8 = may_be_cp1252 = True
    chunk = stream.read(CHUNK)
    if chunk.startswith(_OTHER_LANGUAGES):
        return False
    while chunk:
        if _holds_any(chunk, _CONTROLS):
            return False
        following = stream.read(CHUNK)
        may_be_cp1252 = may_be_cp1252 and not _holds_any(chunk, _UNDEFINED_IN_CP1252)
        may_be_utf8 = may_be_utf8 and _decodes(utf8, chunk, last=not following)
        chunk = following
    return may_be_utf8 or may_be_cp1252


def _holds_any(chunk: bytes, unwanted: bytes) -> bool:
    return len(chunk.translate(None, unwanted)) != len(chunk)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, last: bool) -> bool:
    try:
        decoder.decode(chunk, last)
    except UnicodeDecodeError:
        return False
    return True


def _name_fits(name: str, media_type: str) -> bool:
    return not extension_of(name) or by_name(name) == media_type


def _word_fits(declared: str, media_type: str) -> bool:
    word = declared.partition(";")[0].strip().lower()
    if word in _ACTIVE_TYPES:
        return False
    return word not in ACCEPTED or word == media_type or {word, media_type} <= TEXTS
