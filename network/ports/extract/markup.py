"""XML read as a stream: no tree, no DTD, no entities, a bound on depth."""

from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from network.core.archive import Archive
from network.core.unreadable import Damaged, TooHeavy, Unreadable
from network.ports.extract.pages import PageWriter, one_line

MAX_DEPTH = 256  # elements; nested tables in a text box in a table stay below 100


def local(name: str) -> str:
    """An element's or attribute's name without its namespace, which differs between strict and common files."""
    return name.rpartition("}")[2]


class Walker:
    """What to do at each element. A subclass overrides `opened`, `closed` and `text`."""

    SKIP: frozenset[str] = frozenset()  # elements that are passed over with all they hold

    def __init__(self) -> None:
        self._depth = 0
        self._skipped_from = 0  # depth of the element being passed over, 0 for none

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        """`name` and the keys of `attributes` come without namespace."""

    def closed(self, name: str) -> None:
        """The end of an element."""

    def text(self, text: str) -> None:
        """Text between tags; one run may come in several pieces."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise TooHeavy("nested too deeply")
        if self._skipped_from:
            return
        name = local(tag)
        if name in self.SKIP:
            self._skipped_from = self._depth
        else:
            self.opened(name, {local(key): value for key, value in attributes.items()})

    def end(self, tag: str) -> None:
        if not self._skipped_from:
            self.closed(local(tag))
        elif self._skipped_from == self._depth:
            self._skipped_from = 0
        self._depth -= 1

    def data(self, text: str) -> None:
        if not self._skipped_from:
            self.text(text)

    def close(self) -> None:
        """Part of the parser's protocol; nothing is left to do."""


class RunWalker(Walker):
    """Office's way: text stands in `t` elements alone, paragraphs are `p`."""

    BREAKS: frozenset[str] = frozenset({"br", "cr"})

    def __init__(self, out: PageWriter) -> None:
        super().__init__()
        self.out = out
        self._in_run = False

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "t":
            self._in_run = True
        elif name == "tab":
            self.out.write(" ")
        elif name in self.BREAKS:
            self.out.write("\n")

    def closed(self, name: str) -> None:
        if name == "t":
            self._in_run = False
        elif name == "p":
            self.out.end_paragraph()

    def text(self, text: str) -> None:
        if self._in_run:
            self.out.write(text)


class _Title(Walker):
    """Picks `dc:title` out of a file's properties."""

    def __init__(self) -> None:
        super().__init__()
        self.title = ""
        self._inside = False

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        self._inside = name == "title"

    def closed(self, name: str) -> None:
        self._inside = False

    def text(self, text: str) -> None:
        if self._inside and len(self.title) < 1_000:
            self.title += text


def walk(chunks: Iterable[bytes], walker: Walker) -> None:
    """Send a document through `walker`. Raises Damaged for what is not well-formed or declares a DTD."""
    parser = DefusedXMLParser(target=walker, forbid_dtd=True)
    try:
        for chunk in chunks:
            parser.feed(chunk)
        parser.close()
    except (ParseError, DefusedXmlException, LookupError, ValueError) as error:
        raise Damaged(f"{type(error).__name__} in XML") from error


def title_in(archive: Archive, part: str | None) -> str:
    """The title in the file's properties; empty where there is none to be had."""
    walker = _Title()
    try:
        if part and part in archive:
            walk(archive.chunks(part), walker)
    except Unreadable:
        return ""  # no reason to give up the text
    return one_line(walker.title)
