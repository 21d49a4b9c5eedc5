"""A PNG or JPEG as the one page of a PDF, its compressed pixels untouched: PDFium decodes both, within its limits."""

import struct
from collections.abc import Iterator

from network.core.unreadable import Damaged, TooHeavy, Unsupported

MOST_PIXELS = 100_000_000  # of a picture; decoding costs three bytes each
_COLOURS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # of PNG's kinds; the last of 4 and 6 is how opaque a pixel is
_SPACES = {1: b"/DeviceGray", 3: b"/DeviceRGB", 4: b"/DeviceCMYK"}
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # JPEG's markers that hold the size
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers that nothing follows


def wrapped_png(content: bytes) -> bytes:
    """Raises Damaged, TooHeavy, Unsupported."""
    header, palette, data = b"", b"", bytearray()
    for kind, piece in _png_chunks(content):
        if kind == b"IHDR":
            header = piece
        elif kind == b"PLTE":
            palette = piece
        elif kind == b"IDAT":
            data += piece
    if len(header) != 13 or not data:
        raise Damaged("no PNG")
    width, height, depth, kind_of_colour, _, _, interlaced = struct.unpack(">2I5B", header)
    if interlaced or kind_of_colour not in _COLOURS:
        raise Unsupported("an interlaced PNG")
    colours = _COLOURS[kind_of_colour]
    predictor = b"/DecodeParms << /Predictor 15 /Colors %d /BitsPerComponent %d /Columns %d >>" % (
        colours,
        depth,
        width,
    )
    space = _png_space(kind_of_colour, palette)
    entries = b"/Filter /FlateDecode %s /BitsPerComponent %d /ColorSpace %s" % (predictor, depth, space)
    return _page(width, height, entries, bytes(data))


def _png_space(kind: int, palette: bytes) -> bytes:
    if kind == 3:
        if not palette or len(palette) % 3 or len(palette) > 768:
            raise Damaged("no palette")
        return b"[/Indexed /DeviceRGB %d <%s>]" % (len(palette) // 3 - 1, palette.hex().encode())
    if kind in (4, 6):  # the opacity is taken for a colour that leaves no trace
        names, space = (b"/W /A", _SPACES[1]) if kind == 4 else (b"/R /G /B /A", _SPACES[3])
        return b"[/DeviceN [%s] %s 5 0 R]" % (names, space)
    return _SPACES[_COLOURS[kind]]


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        yield kind, content[at + 8 : at + 8 + length]
        at += 12 + length


def wrapped_jpeg(content: bytes) -> bytes:
    """Raises Damaged, TooHeavy."""
    at = 2
    while at + 4 <= len(content):
        if content[at] != 0xFF:
            raise Damaged("no JPEG")
        marker = content[at + 1]
        if marker == 0xFF or marker in _ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        if marker in _FRAMES and at + 10 <= len(content):
            depth, height, width, colours = struct.unpack_from(">BHHB", content, at + 4)
            if colours not in _SPACES:
                raise Damaged("no JPEG")
            inverted = b"/Decode [1 0 1 0 1 0 1 0]" if colours == 4 else b""  # as Adobe writes them
            entries = b"/Filter /DCTDecode /BitsPerComponent %d /ColorSpace %s %s" % (depth, _SPACES[colours], inverted)
            return _page(width, height, entries, content)
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    raise Damaged("a JPEG without size")


def _page(width: int, height: int, entries: bytes, data: bytes) -> bytes:
    if not (width and height):
        raise Damaged("a picture without size")
    if width * height > MOST_PIXELS:
        raise TooHeavy("a picture of too many pixels")
    scale = max(1.0, max(width, height) / 14_000)  # a page has its limits, a picture has others
    across, up = width / scale, height / scale
    drawing = b"%.3f 0 0 %.3f 0 0 cm /I Do" % (across, up)
    numbers = 4 if b"/R /G /B" in entries else 2
    transparent = b"{ pop }"
    function = b"/FunctionType 4 /Domain [%s] /Range [%s] /Length %d" % (
        b"0 1 " * numbers,
        b"0 1 " * (numbers - 1),
        len(transparent),
    )
    image = b"/Type /XObject /Subtype /Image /Width %d /Height %d %s /Length %d" % (width, height, entries, len(data))
    return _pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.3f %.3f] /Contents 4 0 R "
        b"/Resources << /XObject << /I 6 0 R >> >> >>" % (across, up),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        b"<< %s >>\nstream\n%s\nendstream" % (function, transparent),
        b"<< %s >>\nstream\n%s\nendstream" % (image, data),
    )


def _pdf(*objects: bytes) -> bytes:
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
