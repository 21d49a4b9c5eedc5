"""What a picture tells besides itself: where and when it was taken, with which phone, by whom. It is taken out.

The picture's own data is not touched, so nothing is lost to the eye; which way up a photo is held stays.
"""

import re
import struct
import zlib
from collections.abc import Iterator

from network.core.media_types import JPEG, PNG, WEBP
from network.core.unreadable import Damaged

_JPEG_START, _JPEG_END = b"\xff\xd8", b"\xff\xd9"
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # after the picture's data: no stuffing, no restart
_SCAN, _EXIF_SEGMENT = 0xDA, 0xE1
_KEPT_OF_JPEG = {0xE0, 0xE2, 0xEE}  # of the application segments: JFIF, the colour profile, Adobe's colours
_JPEG_NOTES = {*range(0xE0, 0xF0), 0xFE} - _KEPT_OF_JPEG
_ICC = b"ICC_PROFILE\0"
_EXIF = b"Exif\0\0"
_ORIENTATION = 0x0112
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_NOTES = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}
_WEBP_NOTES = {b"EXIF", b"XMP "}
_WEBP_HAS_NOTES = 0b1100  # the bits of VP8X that promise them


def without_traces(data: bytes, media_type: str) -> bytes:
    """The same picture without notes about how it came to be. Raises Damaged when it is damaged."""
    take = {JPEG: _jpeg, PNG: _png, WEBP: _webp}.get(media_type)
    try:
        return take(data) if take else data  # a GIF has no place for them that cameras would use
    except (struct.error, IndexError) as error:
        raise Damaged from error


def _jpeg(data: bytes) -> bytes:
    if not data.startswith(_JPEG_START):
        raise Damaged
    parts, at, turned = [_JPEG_START], 2, 1
    while True:
        while data[at : at + 2] == b"\xff\xff":
            at += 1
        if data[at] != 0xFF:
            raise Damaged
        marker = data[at + 1]
        if marker == _JPEG_END[1]:
            break  # what follows it is no part of the picture
        end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
        segment = data[at:end]
        if end > len(data) or len(segment) < 4:
            raise Damaged
        if marker == _EXIF_SEGMENT and segment[4:].startswith(_EXIF):
            turned = _orientation(segment[4 + len(_EXIF) :]) or turned
        if marker == _SCAN:
            following = _NEXT_MARKER.search(data, end)
            if following is None:
                raise Damaged
            end = following.start()
        if marker not in _JPEG_NOTES and (marker != 0xE2 or segment[4:].startswith(_ICC)):
            parts.append(data[at:end])
        at = end
    if turned != 1:
        parts.insert(1, _exif_of(turned))
    return b"".join((*parts, _JPEG_END))


def _orientation(tiff: bytes) -> int:
    """Which way up, 1 to 8; 0 when it is not said."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 0
    try:
        first = struct.unpack_from(order + "I", tiff, 4)[0]
        for number in range(struct.unpack_from(order + "H", tiff, first)[0]):
            tag, kind, _count, value = struct.unpack_from(order + "HHIH", tiff, first + 2 + 12 * number)
            if tag == _ORIENTATION and kind == 3:
                return value if 1 <= value <= 8 else 0
    except struct.error:
        return 0
    return 0


def _exif_of(turned: int) -> bytes:
    """Notes that say nothing but which way up."""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, turned, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", 2 + len(_EXIF) + len(tiff)) + _EXIF + tiff


def _png(data: bytes) -> bytes:
    if not data.startswith(_PNG_START):
        raise Damaged
    parts, at = [_PNG_START], len(_PNG_START)
    while True:
        size, kind = struct.unpack_from(">I4s", data, at)
        chunk = data[at : at + 12 + size]
        if len(chunk) < 12 + size or zlib.crc32(chunk[4:-4]) != struct.unpack(">I", chunk[-4:])[0]:
            raise Damaged
        if kind not in _PNG_NOTES:
            parts.append(chunk)
        if kind == b"IEND":
            return b"".join(parts)
        at += 12 + size


def _webp(data: bytes) -> bytes:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise Damaged
    parts = [b"WEBP"]
    for kind, chunk in _webp_chunks(data):
        if kind == b"VP8X":
            parts.append(chunk[:8] + bytes([chunk[8] & ~_WEBP_HAS_NOTES]) + chunk[9:])
        elif kind not in _WEBP_NOTES:
            parts.append(chunk)
    body = b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _webp_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, end = 12, 8 + struct.unpack_from("<I", data, 4)[0]
    if end > len(data):
        raise Damaged
    while at < end:
        kind, size = struct.unpack_from("<4sI", data, at)
        chunk = data[at : at + 8 + size + size % 2]
        if len(chunk) < 8 + size:
            raise Damaged
        yield kind, chunk
        at += 8 + size + size % 2
