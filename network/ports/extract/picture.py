"""The first page of a PDF as pixels, drawn in the process with limits."""

import base64
import ctypes
from typing import Any, BinaryIO

import pypdfium2_raw as pdfium  # type: ignore[import-untyped]

from network.core.unreadable import Damaged
from network.ports.extract.pdf import load
from network.ports.extract.png import MAX_HEIGHT, WIDTH

_WHITE = 0xFFFFFFFF


def draw_pdf(stream: BinaryIO) -> dict[str, Any]:
    """Width, height and the pixels, three bytes each. Raises Damaged, Encrypted."""
    document = load(stream.read())
    page = pdfium.FPDF_LoadPage(document, 0)
    if not page:
        raise Damaged("no first page")
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    if not (0 < width < 100_000 and 0 < height < 100_000):
        raise Damaged("a page without size")
    rows = max(1, min(MAX_HEIGHT, round(WIDTH * height / width)))
    bitmap = pdfium.FPDFBitmap_CreateEx(WIDTH, rows, pdfium.FPDFBitmap_BGRx, None, 0)
    pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, WIDTH, rows, _WHITE)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, WIDTH, rows, 0, pdfium.FPDF_ANNOT)
    stride = pdfium.FPDFBitmap_GetStride(bitmap)
    pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * rows)
    lines = (pixels[at : at + 4 * WIDTH] for at in range(0, stride * rows, stride))
    colours = b"".join(_without_fourth(line) for line in lines)
    return {"width": WIDTH, "height": rows, "pixels": base64.b64encode(colours).decode()}


def _without_fourth(line: bytes) -> bytes:
    """BGRx to RGB."""
    out = bytearray(len(line) // 4 * 3)
    out[0::3], out[1::3], out[2::3] = line[2::4], line[1::4], line[0::4]
    return bytes(out)
