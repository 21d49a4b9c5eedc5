"""Pages as a scanner leaves them: pictures of pages that were text."""

import io
import os
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from network.ports.extract.tesseract import TesseractReader, installed

DATA = Path(__file__).parents[1] / "data"
IN_CI = os.environ.get("CI") == "true"

needs_tesseract = pytest.mark.skipif(
    installed() is None and not IN_CI, reason="not proven here: install Debian's package tesseract-ocr-dan"
)


def reader() -> TesseractReader:
    found = installed()
    assert found, "install Debian's packages tesseract-ocr and tesseract-ocr-dan"
    return TesseractReader(*found)


def pictures(pages: Sequence[int], dots_an_inch: int = 200) -> list[Image.Image]:
    """Pages of the report, each a picture; the first is 1."""
    document = pypdfium2.PdfDocument(DATA / "rapport.pdf")
    drawn = [document[number - 1].render(scale=dots_an_inch / 72).to_pil().convert("L") for number in pages]
    document.close()
    return drawn


def encoded(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def scanned_pdf(pages: Sequence[int], dots_an_inch: int = 200) -> bytes:
    first, *rest = pictures(pages, dots_an_inch)
    out = io.BytesIO()
    first.save(out, "PDF", save_all=True, append_images=rest, resolution=dots_an_inch)
    return out.getvalue()
