"""Text on its way out of a document: cleaned, counted and parted into pages."""

import re
import unicodedata
from collections.abc import Callable

from network.ports.extract.limits import Limits

CHARACTERS_PER_PAGE = 3_000  # where the file itself knows no pages

# Danish leaves a word's common part out before these ("land-\nog by"): the hyphen stays.
_HYPHEN_STAYS = re.compile(r"(?:og|eller|samt|men|til|kontra|såvel)\b")
_AT_LINE_END = re.compile(r"(?<=\w)(?:[-\u00ad] ?\n|[\ufffe\x02]\n?)(?=(\w*))")
_LINE_BREAKS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_AROUND_NEWLINE = re.compile(r" ?\n ?")
_BLANK_LINES = re.compile(r"\n{3,}")
# Everything that is not text: controls, direction marks, byte order marks, half surrogates, non-characters.
_NOT_TEXT = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)


def _mend(match: re.Match[str]) -> str:
    """What stands between the halves of a word that a line end cut."""
    following = match[1]
    if not following[:1].islower():
        return "-"
    return "- " if _HYPHEN_STAYS.match(following) else ""


def mend_line_ends(text: str) -> str:
    """Join words that a typesetter hyphenated, when the second half goes on in lower case."""
    return _AT_LINE_END.sub(_mend, _LINE_BREAKS.sub("\n", text))


def clean(text: str) -> str:
    """NFC, no control characters but newline, single spaces, at most one empty line in a row."""
    text = _SPACES.sub(" ", _LINE_BREAKS.sub("\n", text))
    text = unicodedata.normalize("NFC", _NOT_TEXT.sub("", text))
    return _BLANK_LINES.sub("\n\n", _AROUND_NEWLINE.sub("\n", text)).strip()


def one_line(text: str, limit: int = 300) -> str:
    """For titles."""
    return " ".join(clean(text).split())[:limit]


class EnoughText(Exception):
    """A limit of text or pages is reached; what was emitted stands."""


class PageWriter:
    """Takes text as a reader meets it and emits finished pages, so that a reader that dies has lost one page only."""

    def __init__(self, emit: Callable[[int, str], None], limits: Limits) -> None:
        self._emit = emit
        self._limits = limits
        self._number = 1
        self._left = limits.characters
        self._parts: list[str] = []
        self._length = 0
        self._at_explicit_break = True  # a break before the first page's text breaks nothing
        self.chunking = False  # begin a page at a paragraph when CHARACTERS_PER_PAGE is reached
        self.title = ""
        self.language = ""
        self.tagged: bool | None = None
        self.emitted = 0  # pages with text
        self.pictures: list[int] = []  # pages that show something and hold no text

    def write(self, text: str) -> None:
        """Raises EnoughText."""
        self._parts.append(text[: self._left])
        self._length += len(text)
        self._left -= len(text)
        if not text.isspace():
            self._at_explicit_break = False
        if self._left < 0:
            self.finish()
            raise EnoughText

    def end_paragraph(self) -> None:
        self.write("\n")
        if self.chunking and self._length >= CHARACTERS_PER_PAGE:
            self.next_page()

    def break_page(self, *, rendered: bool) -> None:
        """A break in running text. Programs write the break as drawn (`rendered`) after the one that caused it."""
        same_break = self._at_explicit_break and (rendered or self._number == 1)
        self._at_explicit_break = not rendered
        if not same_break:
            self.next_page()

    def next_page(self) -> None:
        """Raises EnoughText past the page cap."""
        self.finish()
        self._number += 1
        if self._number > self._limits.pages:
            raise EnoughText

    def say_picture(self) -> None:
        """The page under way shows something, which is only worth saying where it holds no text."""
        if not clean("".join(self._parts)):
            self.pictures.append(self._number)

    def finish(self) -> None:
        """Emit the page under way, unless it is blank."""
        text = clean("".join(self._parts))
        self._parts.clear()
        self._length = 0
        if text:
            self._emit(self._number, text)
            self.emitted += 1
