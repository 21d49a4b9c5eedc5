"""Word-processing files and presentations in Office Open XML (docx, pptx).

A docx is parted where its program drew a page break the last time it was saved, if it noted that, otherwise at
explicit breaks and about every 3,000 characters. A presentation has one page a slide, with its notes.
"""

from collections.abc import Mapping

from network.core.archive import Archive
from network.ports.extract.markup import RunWalker, Walker, local, title_in, walk
from network.ports.extract.pages import PageWriter
from network.ports.extract.relations import main_part, metadata_part, relations_of, targets

_DRAWN_BREAK = "lastRenderedPageBreak"
_OFF = ("0", "false", "off")


class _Document(RunWalker):
    # Deleted and moved text is no longer said; a fallback repeats what stands beside it; tab stops are no tabs.
    SKIP = frozenset({"Fallback", "del", "moveFrom", "instrText", "tabs", "tabLst"})

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == _DRAWN_BREAK:
            self.out.break_page(rendered=True)
        elif name == "pageBreakBefore":
            if attributes.get("val") not in _OFF:
                self.out.break_page(rendered=False)
        elif name == "br" and attributes.get("type") == "page":
            self.out.break_page(rendered=False)
        elif name == "noBreakHyphen":
            self.out.write("-")
        else:
            super().opened(name, attributes)


class _Slide(RunWalker):
    SKIP = frozenset({"Fallback", "fld", "tabLst"})  # a field is the slide's number or the date


class _SlideOrder(Walker):
    """The relations by which a presentation names its slides, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        super().start(tag, attributes)
        if local(tag) == "sldId":  # has an id of its own beside the relation's, told apart by namespace only
            self.ids += [value for key, value in attributes.items() if key.endswith("}id")]


def read_docx(archive: Archive, out: PageWriter) -> None:
    """Body, then foot- and endnotes, then the text of diagrams."""
    main = main_part(archive)
    out.title = title_in(archive, metadata_part(archive))
    out.chunking = not archive.contains(main, _DRAWN_BREAK.encode())
    walk(archive.chunks(main), _Document(out))
    related = relations_of(archive, main)
    for kind in ("footnotes", "endnotes", "diagramData"):
        for part in targets(related, kind):
            walk(archive.chunks(part), _Document(out))


def read_pptx(archive: Archive, out: PageWriter) -> None:
    """Slides in the order they are shown."""
    main = main_part(archive)
    out.title = title_in(archive, metadata_part(archive))
    order = _SlideOrder()
    walk(archive.chunks(main), order)
    slides = {relation.id: relation.target for relation in relations_of(archive, main) if relation.kind == "slide"}
    for position, slide in enumerate(slides[id_] for id_ in order.ids if id_ in slides):
        if position:
            out.next_page()
        _read_slide(archive, slide, out)


def _read_slide(archive: Archive, slide: str, out: PageWriter) -> None:
    walk(archive.chunks(slide), _Slide(out))
    related = relations_of(archive, slide)
    for part in targets(related, "diagramData") + targets(related, "notesSlide"):
        walk(archive.chunks(part), _Slide(out))
