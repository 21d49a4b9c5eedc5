"""Spreadsheets in Office Open XML (xlsx): one page a sheet, one line a row, " | " between cells that are not empty.

Numbers stand as they are stored, days as they are written: whoever looks for 2026 would not find the number of a day.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from network.core.archive import Archive
from network.ports.extract.dates import Styles, shown_date
from network.ports.extract.markup import Walker, title_in, walk
from network.ports.extract.pages import PageWriter
from network.ports.extract.relations import main_part, metadata_part, relations_of, targets

BETWEEN_CELLS = " | "
_NOT_SHOWN = ("b", "e")  # truth values and errors


class _Workbook(Walker):
    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str]] = []  # name, relation
        self.is_of_mac = False  # counts its days from another one

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            self.sheets.append((attributes.get("name", ""), attributes.get("id", "")))
        elif name == "workbookPr":
            self.is_of_mac = attributes.get("date1904") in ("1", "true")


class _SharedStrings(Walker):
    SKIP = frozenset({"rPh"})  # how to pronounce it

    def __init__(self) -> None:
        super().__init__()
        self.strings: list[str] = []
        self._parts: list[str] = []
        self._in_text = False

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        self._in_text = name == "t"

    def closed(self, name: str) -> None:
        self._in_text = False
        if name == "si":
            self.strings.append("".join(self._parts))
            self._parts.clear()

    def text(self, text: str) -> None:
        if self._in_text:
            self._parts.append(text)


class _Sheet(Walker):
    SKIP = frozenset({"rPh", "f"})

    def __init__(self, out: PageWriter, strings: Sequence[str], dates: AbstractSet[str], *, of_mac: bool) -> None:
        super().__init__()
        self._out = out
        self._dates = dates
        self._of_mac = of_mac
        self._style = ""
        self._strings = strings
        self._kind = ""
        self._value: list[str] = []
        self._in_value = False
        self._row_begun = False

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "c":
            self._kind = attributes.get("t", "n")
            self._style = attributes.get("s", "")
            self._value.clear()
        self._in_value = name in ("v", "t")

    def closed(self, name: str) -> None:
        self._in_value = False
        if name == "c":
            self._cell("".join(self._value))
        elif name == "row" and self._row_begun:
            self._out.end_paragraph()
            self._row_begun = False

    def text(self, text: str) -> None:
        if self._in_value:
            self._value.append(text)

    def _cell(self, value: str) -> None:
        shown = self._shared(value) if self._kind == "s" else "" if self._kind in _NOT_SHOWN else value
        if self._kind == "n" and self._style in self._dates:
            shown = shown_date(value, of_mac=self._of_mac)
        if not shown.strip():
            return
        self._out.write(BETWEEN_CELLS + shown if self._row_begun else shown)
        self._row_begun = True

    def _shared(self, index: str) -> str:
        known = index.isascii() and index.isdigit() and len(index) < 10 and int(index) < len(self._strings)
        return self._strings[int(index)] if known else ""


def read_xlsx(archive: Archive, out: PageWriter) -> None:
    """Sheets in the order of their tabs, each under its name."""
    main = main_part(archive)
    out.title = title_in(archive, metadata_part(archive))
    workbook = _Workbook()
    walk(archive.chunks(main), workbook)
    related = relations_of(archive, main)
    shared = _SharedStrings()
    for part in targets(related, "sharedStrings"):
        walk(archive.chunks(part), shared)
    styles = Styles()
    for part in targets(related, "styles"):
        walk(archive.chunks(part), styles)
    parts = {relation.id: relation.target for relation in related if relation.kind == "worksheet"}
    for position, (name, relation) in enumerate(workbook.sheets):
        if position:
            out.next_page()
        out.write(f"{name}\n")
        if relation in parts:
            sheet = _Sheet(out, shared.strings, styles.of_dates, of_mac=workbook.is_of_mac)
            walk(archive.chunks(parts[relation]), sheet)
