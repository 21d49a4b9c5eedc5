"""OpenDocument text, presentations and spreadsheets (odt, odp, ods): all in the one part `content.xml`."""

from collections.abc import Mapping

from network.core.archive import Archive
from network.core.unreadable import Encrypted
from network.ports.extract.markup import Walker, title_in, walk
from network.ports.extract.pages import PageWriter
from network.ports.extract.sheets import BETWEEN_CELLS

_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_SPACES = {"s": " ", "tab": " ", "line-break": "\n"}
_PARAGRAPHS = ("p", "h")


class _Content(Walker):
    """Text stands in paragraphs and headings. Comments, deletions, fields and descriptions of pictures are left out."""

    SKIP = frozenset(
        {"annotation", "tracked-changes", "forms", "content-validations", "note-citation", "page-number", "desc"}
    )

    def __init__(self, out: PageWriter) -> None:
        super().__init__()
        self.out = out
        self._paragraphs = 0  # open ones: a note stands inside the paragraph it belongs to

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in _PARAGRAPHS:
            self._paragraphs += 1
        elif name in _SPACES:
            self.out.write(_SPACES[name])

    def closed(self, name: str) -> None:
        if name in _PARAGRAPHS:
            self._paragraphs -= 1
            self.out.end_paragraph()

    def text(self, text: str) -> None:
        if self._paragraphs:
            self.out.write(text)


class _Document(_Content):
    """Breaks stand in the paragraph's style (explicit) or between words (as drawn at the last save)."""

    def __init__(self, out: PageWriter) -> None:
        super().__init__(out)
        self._style = ""
        self._break_before: set[str] = set()

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "style":
            self._style = attributes.get("name", "")
            if attributes.get("master-page-name"):
                self._break_before.add(self._style)
        elif name in ("paragraph-properties", "table-properties"):
            if attributes.get("break-before") == "page":
                self._break_before.add(self._style)
        elif name == "soft-page-break":
            self.out.break_page(rendered=True)
        elif name in ("p", "h", "table") and attributes.get("style-name") in self._break_before:
            self.out.break_page(rendered=False)
        super().opened(name, attributes)


class _Presentation(_Content):
    def __init__(self, out: PageWriter) -> None:
        super().__init__(out)
        self._begun = False

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "page":
            if self._begun:
                self.out.next_page()
            self._begun = True
        super().opened(name, attributes)


class _Spreadsheet(_Content):
    """Repeated rows and cells count once: a sheet says in ten bytes that a million cells are alike."""

    def __init__(self, out: PageWriter) -> None:
        super().__init__(out)
        self._begun = False
        self._cells: list[str] = []
        self._cell: list[str] = []

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "table":
            if self._begun:
                self.out.next_page()
            self._begun = True
            self.out.write(attributes.get("name", "") + "\n")
        elif name in _PARAGRAPHS:
            self._paragraphs += 1
        elif name in _SPACES:
            self._cell.append(" ")

    def closed(self, name: str) -> None:
        if name in _PARAGRAPHS:
            self._paragraphs -= 1
            self._cell.append(" ")
        elif name == "table-cell":
            self._end_cell()
        elif name == "table-row" and self._cells:
            self.out.write(BETWEEN_CELLS.join(self._cells))
            self.out.end_paragraph()
            self._cells.clear()

    def text(self, text: str) -> None:
        if self._paragraphs:
            self._cell.append(text)

    def _end_cell(self) -> None:
        if value := "".join(self._cell).strip():
            self._cells.append(value)
        self._cell.clear()


def read_odt(archive: Archive, out: PageWriter) -> None:
    """One page for each in the file, or chunks where it knows none."""
    _begin(archive, out)
    out.chunking = not archive.contains(_CONTENT, b":soft-page-break")
    walk(archive.chunks(_CONTENT), _Document(out))


def read_odp(archive: Archive, out: PageWriter) -> None:
    """One page a slide, its notes included."""
    _begin(archive, out)
    walk(archive.chunks(_CONTENT), _Presentation(out))


def read_ods(archive: Archive, out: PageWriter) -> None:
    """One page a sheet, as in sheets.py."""
    _begin(archive, out)
    walk(archive.chunks(_CONTENT), _Spreadsheet(out))


def _begin(archive: Archive, out: PageWriter) -> None:
    if _MANIFEST in archive and archive.contains(_MANIFEST, b"encryption-data"):
        raise Encrypted("OpenDocument password")
    out.title = title_in(archive, "meta.xml")
