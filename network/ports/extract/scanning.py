"""One page as grey pixels, drawn in the process with limits, for its text to be recognised."""

import base64
import ctypes
from typing import Any, BinaryIO

import pypdfium2_raw as pdfium  # type: ignore[import-untyped]

from network.core.media_types import JPEG, PDF, PNG
from network.core.unreadable import Damaged, Unsupported
from network.ports.extract.pdf import load
from network.ports.extract.wrapping import wrapped_jpeg, wrapped_png

_WHITE = 0xFFFFFFFF
_DOTS_AN_INCH = 300 / 72  # pixels a point: what a recogniser likes
_OF_PICTURE = 2.0  # a picture's page has a point for each pixel; small letters are read better when they are larger
_SMALLEST = 16  # pixels; nothing to be read in less


def draw_page(stream: BinaryIO, media_type: str, number: int, pixels: int) -> dict[str, Any]:
    """Width, height and the pixels, one byte each, `pixels` at most. Raises Damaged, Encrypted, Unsupported."""
    document = load(_pdf(stream.read(), media_type))
    page = pdfium.FPDF_LoadPage(document, number - 1)
    if not page:
        raise Damaged("no such page")
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    if not (0 < width < 100_000 and 0 < height < 100_000):
        raise Damaged("a page without size")
    scale = min(_DOTS_AN_INCH if media_type == PDF else _OF_PICTURE, (pixels / (width * height)) ** 0.5)
    columns, rows = int(width * scale), int(height * scale)
    if columns < _SMALLEST or rows < _SMALLEST:
        raise Unsupported("a page too small to be read")
    return {"width": columns, "height": rows, "pixels": base64.b64encode(_grey(page, columns, rows)).decode()}


def _grey(page: Any, columns: int, rows: int) -> bytes:
    bitmap = pdfium.FPDFBitmap_CreateEx(columns, rows, pdfium.FPDFBitmap_Gray, None, 0)
    if not bitmap:
        raise MemoryError
    pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, columns, rows, _WHITE)
    flags = pdfium.FPDF_ANNOT | pdfium.FPDF_GRAYSCALE
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, columns, rows, 0, flags)
    stride = pdfium.FPDFBitmap_GetStride(bitmap)
    drawn = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * rows)
    return b"".join(drawn[at : at + columns] for at in range(0, stride * rows, stride))


def _pdf(content: bytes, media_type: str) -> bytes:
    if media_type == PDF:
        return content
    if media_type == PNG:
        return wrapped_png(content)
    if media_type == JPEG:
        return wrapped_jpeg(content)
    raise Unsupported
