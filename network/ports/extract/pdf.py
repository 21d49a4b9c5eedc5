"""PDF through PDFium's C interface. Only the bindings are imported: the package's Python layer doubles the start-up.

Nothing is released: the process reads one document and ends.
"""

import ctypes
from typing import Any, BinaryIO

import pypdfium2_raw as pdfium  # type: ignore[import-untyped]

from network.core.unreadable import Damaged, Encrypted
from network.ports.extract.pages import PageWriter, mend_line_ends, one_line

_PASSWORD_ERRORS = (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
_TITLE_BYTES = 4096
_held: list[bytes] = []  # PDFium reads from what it was given for as long as the document is open


def read_pdf(stream: BinaryIO, out: PageWriter) -> None:
    """Each page under its own number. Raises Damaged, Encrypted."""
    document = load(stream.read())
    out.title = _title(document)
    out.language = _language(document)
    opened = 0
    for index in range(pdfium.FPDF_GetPageCount(document)):
        if index:
            out.next_page()
        opened += _read_page(document, index, out)
    if not opened:
        raise Damaged("no page can be opened")
    out.tagged = bool(pdfium.FPDFCatalog_IsTagged(document))


def load(content: bytes) -> Any:
    """Raises Damaged, Encrypted."""
    _held.append(content)
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(content, len(content), None)
    if not document:
        error = pdfium.FPDF_GetLastError()
        raise Encrypted("PDF password") if error in _PASSWORD_ERRORS else Damaged(f"PDFium error {error}")
    return document


def _title(document: Any) -> str:
    buffer = ctypes.create_string_buffer(_TITLE_BYTES)
    size = pdfium.FPDF_GetMetaText(document, b"Title", buffer, _TITLE_BYTES)
    return one_line(buffer.raw[: min(size, _TITLE_BYTES)].decode("utf-16-le", "ignore").rstrip("\0"))


def _language(document: Any) -> str:
    buffer = (ctypes.c_ushort * 64)()
    written = pdfium.FPDFCatalog_GetLanguage(document, buffer, ctypes.sizeof(buffer))
    return one_line(bytes(buffer)[: max(0, min(written, 128) - 2)].decode("utf-16-le", "ignore"), 35)


def _read_page(document: Any, index: int, out: PageWriter) -> bool:
    """Whether the page could be opened."""
    page = pdfium.FPDF_LoadPage(document, index)
    text_page = page and pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return False
    text = _text(text_page)
    out.write(mend_line_ends(text))
    if not text.strip() and pdfium.FPDFPage_CountObjects(page):
        out.say_picture()
    pdfium.FPDFText_ClosePage(text_page)
    pdfium.FPDF_ClosePage(page)
    return True


def _text(text_page: Any) -> str:
    count = pdfium.FPDFText_CountChars(text_page)
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
    return bytes(buffer)[: 2 * max(0, written - 1)].decode("utf-16-le", "ignore")
