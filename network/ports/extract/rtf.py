"""Rich Text Format: control words, groups, and text in the code page that the file names.

The file is read as Latin-1, in which each byte is a character, and its bytes are decoded run by run. A group is a
destination that holds text, or one that is passed over: fonts, styles, pictures, and all that is marked as unknown to
some readers.
"""

import codecs
import re
from dataclasses import dataclass, replace
from typing import BinaryIO

from network.core.unreadable import Damaged, TooHeavy
from network.ports.extract.pages import PageWriter, one_line
from network.ports.extract.sheets import BETWEEN_CELLS

MAX_DEPTH = 500  # groups within each other
MAX_TITLE = 1_000  # characters

_TOKEN = re.compile(
    r"\\(?:(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,9})? ?|'(?P<hex>[0-9A-Fa-f]{2})|(?P<symbol>[^A-Za-z]))"
    r"|(?P<open>\{)|(?P<close>\})|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\",
    re.DOTALL,
)
_SKIPPED = frozenset(
    {
        *("fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "revtbl", "rsidtbl", "generator"),
        *("themedata", "colorschememapping", "datastore", "latentstyles", "pict", "object", "objdata", "fldinst"),
        *("filetbl", "xmlnstbl", "mmathPr", "template", "author", "operator", "company", "category", "keywords"),
        *("doccomm", "comment", "hlinkbase", "subject", "manager", "atnid", "atnauthor", "annotation", "atrfstart"),
        *("atrfend", "datafield", "bkmkstart", "bkmkend", "pntext", "pntxta", "pntxtb", "panose", "falt"),
        *("nonshppict", "listtext"),
    }
)
_TEXT_ALL_THE_SAME = frozenset({"shppict", "shptxt", "footnote", "endnote"})  # though marked as unknown to some
_SPOKEN = {
    "tab": " ",
    "line": "\n",
    "emdash": "—",
    "endash": "–",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "~": " ",
    "_": "-",
}
_PARAGRAPH_ENDS = frozenset({"par", "sect", "row"})
_CODE_PAGES = {437: "cp437", 1250: "cp1250", 1252: "cp1252", 1257: "cp1257", 10000: "mac-roman", 65001: "utf-8"}
for _name in _CODE_PAGES.values():
    codecs.lookup(_name)  # a codec is imported at first use, and the process opens no file later


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds until the group ends."""

    skipped: bool = False
    is_title: bool = False
    hidden: bool = False  # text that its writer has hidden
    fallback: int = 1  # bytes that stand after each \\u for readers that know no Unicode


def read_rtf(stream: BinaryIO, out: PageWriter) -> None:
    """Pages where the file breaks them, else of about 3,000 characters. Raises Damaged, TooHeavy."""
    source = stream.read().decode("latin-1")
    if not source.startswith("{\\rtf"):
        raise Damaged("no RTF")
    out.chunking = "\\page" not in source
    _Reader(out).read(source)


class _Reader:
    def __init__(self, out: PageWriter) -> None:
        self._out = out
        self._groups = [_Group()]
        self._encoding = "cp1252"
        self._bytes = bytearray()  # a run of \\'xx, which may be one character
        self._to_pass_over = 0  # characters that stand for the \\u before
        self._high = ""  # the first half of a character beyond the first 65,536
        self._is_marked = False  # the group began with \\*
        self._has_begun = False  # the group has begun and said nothing
        self._title = ""
        self._is_next_cell = False

    def read(self, source: str) -> None:
        position = 0
        while match := _TOKEN.match(source, position):
            position = match.end()
            kind = match.lastgroup
            if kind != "hex":
                self._flush()
            if kind in ("word", "number"):
                position += self._word(match["word"], match["number"])
            elif kind == "hex":
                self._byte(int(match["hex"], 16))
            elif kind == "open":
                self._open()
            elif kind == "close":
                if len(self._groups) == 1:
                    break
                self._close()
                if len(self._groups) == 1:
                    break  # what follows the last brace is no part of it
            elif kind == "text":
                self._text(match["text"])
            elif kind == "symbol":
                self._symbol(match["symbol"])
        self._flush()
        self._out.title = one_line(self._title)

    def _open(self) -> None:
        if len(self._groups) > MAX_DEPTH:
            raise TooHeavy("nested too deeply")
        self._groups.append(self._groups[-1])
        self._has_begun, self._is_marked, self._to_pass_over = True, False, 0

    def _close(self) -> None:
        self._groups.pop()
        self._has_begun, self._to_pass_over = False, 0

    def _change(self, **values: bool | int) -> None:
        self._groups[-1] = replace(self._groups[-1], **values)  # type: ignore[arg-type]

    def _word(self, word: str, number: str | None) -> int:
        """Returns how many characters of binary data follow."""
        began, self._has_begun = self._has_begun, False
        value = int(number) if number else None
        if word == "bin":
            return max(0, value or 0)
        if (began and (word in _SKIPPED or (self._is_marked and word not in _TEXT_ALL_THE_SAME))) or word == "info":
            self._change(skipped=True)
        elif word == "title" and self._groups[-1].skipped:
            self._change(skipped=False, is_title=True)
        elif self._groups[-1].skipped:
            return 0
        elif word == "u" and value is not None:
            self._unicode(value % 0x10000)
        elif word == "uc":
            self._change(fallback=min(value if value is not None else 1, 10))
        elif word == "ansicpg" and value in _CODE_PAGES:
            self._encoding = _CODE_PAGES[value]
        elif word == "mac":
            self._encoding = "mac-roman"
        elif word == "v":
            self._change(hidden=value != 0)
        elif word == "plain":
            self._change(hidden=False)
        elif word == "page":
            self._out.break_page(rendered=False)
        elif word in ("cell", "nestcell"):
            self._is_next_cell = True
        elif word in _PARAGRAPH_ENDS:
            self._end_paragraph()
        elif word in _SPOKEN:
            self._say(_SPOKEN[word])
        return 0

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self._is_marked = True
            return
        self._has_begun = False
        if symbol in "\\{}":
            self._text(symbol)
        elif symbol in _SPOKEN:
            self._say(_SPOKEN[symbol])
        elif symbol in "\r\n":
            self._end_paragraph()

    def _unicode(self, value: int) -> None:
        self._to_pass_over = self._groups[-1].fallback
        if 0xD800 <= value < 0xDC00:
            self._high = chr(value)
        else:
            pair = (self._high + chr(value)).encode("utf-16-le", "surrogatepass")
            self._say(pair.decode("utf-16-le", "ignore"))
            self._high = ""

    def _byte(self, value: int) -> None:
        if self._to_pass_over:
            self._to_pass_over -= 1
        else:
            self._bytes.append(value)

    def _flush(self) -> None:
        if self._bytes:
            self._say(self._bytes.decode(self._encoding, "ignore"))
            self._bytes.clear()

    def _text(self, text: str) -> None:
        self._has_begun = False
        passed_over = min(self._to_pass_over, len(text))
        self._to_pass_over -= passed_over
        rest = text[passed_over:]
        self._say(rest if rest.isascii() else rest.encode("latin-1").decode(self._encoding, "ignore"))

    def _say(self, text: str) -> None:
        group = self._groups[-1]
        if group.is_title:
            self._title = (self._title + text)[:MAX_TITLE]
        elif not (group.skipped or group.hidden):
            if self._is_next_cell:
                self._is_next_cell = False
                self._out.write(BETWEEN_CELLS)
            self._out.write(text)

    def _end_paragraph(self) -> None:
        if not self._groups[-1].skipped:
            self._is_next_cell = False
            self._out.end_paragraph()
