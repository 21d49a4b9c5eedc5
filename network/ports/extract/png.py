"""Pixels as a PNG. The process that drew them has met the file, so its picture is made anew from what it says."""

import base64
import struct
import zlib
from typing import Any

WIDTH = 320  # pixels: twice what is shown, for screens with fine dots
MAX_HEIGHT = 640


def png_of(answer: dict[str, Any]) -> bytes | None:
    """The PNG of what the process answered, which is not trusted; None when it is no picture."""
    width, height = answer.get("width"), answer.get("height")
    if width != WIDTH or not isinstance(height, int) or not 0 < height <= MAX_HEIGHT:
        return None
    try:
        pixels = base64.b64decode(answer["pixels"], validate=True)
    except (KeyError, TypeError, ValueError):
        return None
    line = 3 * WIDTH
    if len(pixels) != line * height:
        return None
    raw = b"".join(b"\0" + pixels[at : at + line] for at in range(0, len(pixels), line))
    header = struct.pack(">2I5B", WIDTH, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(raw, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
