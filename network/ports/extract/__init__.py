"""Text from documents, page by page, read in a subprocess that cannot take the site with it."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol


class Outcome(StrEnum):
    TEXT = "text"  # pages with text were read
    NO_TEXT = "no_text"  # a sound file that holds no text, e.g. a scanned PDF
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_HEAVY = "too_heavy"  # a limit of time, memory or size was reached
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Page:
    number: int  # from 1: a PDF's page, a slide, a sheet; a word-processing file has one page a "chunk", see office.py
    text: str  # plain text, NFC, no control characters but newline


@dataclass(frozen=True, slots=True)
class Extraction:
    outcome: Outcome
    pages: tuple[Page, ...] = ()
    title: str = ""  # from the file's own metadata, may be empty
    language: str = ""  # as the file names it, e.g. "da-DK"; only a PDF is asked
    tagged: bool | None = None  # whether a PDF says what is a heading, a list, a table; None for other kinds
    truncated: bool = False  # the text limit or the page cap was reached; what is in `pages` is sound
    pictures: tuple[int, ...] = ()  # the numbers of a PDF's pages that show something and hold no text


class ExtractionUnavailable(Exception):
    """The reading process did not start. That says nothing about the document; it can be tried again."""


class Extractor(Protocol):
    def extract(self, path: Path, media_type: str) -> Extraction:
        """Read `path` as `media_type` (already sniffed from content). Never raises for what a file holds."""

    def peek(self, path: Path, media_type: str) -> Extraction:
        """The beginning only, in a few seconds at most: while somebody waits. Never raises for what a file holds."""

    def picture(self, path: Path, media_type: str) -> bytes | None:
        """The first page as a small PNG; None where there is none to be had. Never raises for what a file holds."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was recognised in the picture of one page."""

    outcome: Outcome
    text: str = ""  # as in Page; it may have errors


class PageReader(Protocol):
    """Recognises text in pictures of pages."""

    def read(self, path: Path, media_type: str, number: int) -> Recognised:
        """One page of a PDF, or a picture as page 1, in SECONDS_A_PAGE at most. Never raises for what a file holds."""
