"""Text without markup: txt, Markdown, CSV. UTF-8 with or without a byte order mark, else cp1252."""

import codecs
from typing import BinaryIO

from network.ports.extract.pages import PageWriter

_BYTES_A_CHARACTER = 4  # at most, in UTF-8


def read_plain(stream: BinaryIO, out: PageWriter, characters: int) -> None:
    """Pages of about 3,000 characters, cut between lines, or where the file has a form feed."""
    content = stream.read(_BYTES_A_CHARACTER * (characters + 1))
    out.chunking = True
    for position, page in enumerate(_decode(content).split("\f")):
        if position:
            out.next_page()
        for line in page.splitlines():
            out.write(line)
            out.end_paragraph()


def _decode(content: bytes) -> str:
    """The end may be cut through a character; that is no reason to take UTF-8 for cp1252."""
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(content)
    except UnicodeDecodeError:
        return content.decode("cp1252", "ignore")
