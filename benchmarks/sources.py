"""What the documents are made from: flat OpenDocument, HTML and CSV with what real reports, sheets and slides hold."""

import random
from collections.abc import Iterator
from html import escape

from benchmarks.documents import escaped, paragraphs_of_demo

_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"'
)
_PLACES = ("Ærø", "Læsø", "Samsø", "Lolland", "Lemvig", "Tønder", "Åbenrå", "Rødbyhavn", "Ærøskøbing", "Øster Hurup")
_SIZE = {"prose": 2, "tables": 1, "report": 2, "long": 20, "columns": 3}


def files() -> Iterator[tuple[str, str]]:
    """Names and contents."""
    demo = list(paragraphs_of_demo())
    for number, name in enumerate(_SIZE):
        chosen = demo[number * 3 : number * 3 + _SIZE[name]]
        yield f"{name}.fodt", _text(_WRITTEN[name](chosen), f"Om {name} på Ærø")
    yield "sheets.fods", _flat("spreadsheet", _sheets(), _DATES)
    yield "budget.fods", _flat("spreadsheet", _budget(), _DATES)
    yield "slides.fodp", _flat("presentation", _slides(demo[20:26]))
    yield "boxes.fodp", _flat("presentation", _slides(demo[30:34], boxes=3))
    yield "page.html", _html(demo[40:43])
    yield "wide.html", _html(demo[44:46], table=True)
    yield "villages.csv", _csv()


def book(pages: int) -> str:
    """A flat text document of about so many pages, which the demo's threads fill again and again."""
    demo = list(paragraphs_of_demo())
    parts = []
    for number in range(pages):
        title, paragraphs = demo[number % len(demo)]
        count = 6 + number // len(demo)
        chosen = [paragraphs[(number + n) % len(paragraphs)] for n in range(count)]
        mark = f"Kapitel {number + 1}: kendingsordet er {codeword(number + 1)}."
        parts.append(_heading(title, ' text:style-name="Ny"') + escaped([mark, *chosen[:5]], "text:p"))
    return _text("".join(parts), "En lang bog")


def codeword(number: int) -> str:
    """A word that stands on one page only."""
    generator = random.Random(number)
    return "kende" + "".join(generator.choices("bdfgklmnprst", k=3)) + "".join(generator.choices("aeiouyæøå", k=5))


def _flat(kind: str, body: str, styles: str = "", title: str = "Et dokument") -> str:
    about = f"<office:meta><dc:title>{escape(title)}</dc:title></office:meta>"
    mime = f"application/vnd.oasis.opendocument.{kind}"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document {_NAMES} office:version="1.2" office:mimetype="{mime}">'
        f"{about}<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document>"
    )


_STYLES = (
    '<style:style style:name="Ny" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/>'
    '</style:style><style:style style:name="Fed" style:family="text"><style:text-properties fo:font-weight="bold"/>'
    '</style:style><style:style style:name="To" style:family="section"><style:section-properties>'
    '<style:columns fo:column-count="2" fo:column-gap="1cm"/></style:section-properties></style:style>'
)


def _text(body: str, title: str) -> str:
    return _flat("text", body, _STYLES, title)


def _heading(text: str, attributes: str = "") -> str:
    return f'<text:h text:outline-level="1"{attributes}>{escape(text)}</text:h>'


def _prose(demo: list[tuple[str, list[str]]]) -> str:
    return "".join(_heading(title) + escaped(paragraphs, "text:p") for title, paragraphs in demo)


def _tables(demo: list[tuple[str, list[str]]]) -> str:
    generator = random.Random(1)
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>"
            for cell in (place, f"{generator.randrange(1_000, 90_000)}", f"{generator.random():.2f}".replace(".", ","))
        )
        + "</table:table-row>"
        for place in _PLACES * 4
    )
    column = '<table:table-column table:number-columns-repeated="3"/>'
    return _prose(demo) + f'<table:table table:name="T">{column}{rows}</table:table><text:p>Kilde: BBR.</text:p>'


def _report(demo: list[tuple[str, list[str]]]) -> str:
    """With notes, lists, a box, tabs, bold parts of words and a page break."""
    parts = []
    for title, paragraphs in demo:
        parts.append(_heading(title, ' text:style-name="Ny"'))
        for number, text in enumerate(paragraphs):
            begin, _, rest = text.partition(" ")
            note = ""
            if number % 4 == 0:
                note = (
                    f'<text:note text:id="n{len(parts)}" text:note-class="footnote">'
                    f"<text:note-citation>{number}</text:note-citation>"
                    f"<text:note-body><text:p>Jævnfør planlovens § 5 c, {escape(begin)}.</text:p></text:note-body>"
                    "</text:note>"
                )
            half = len(begin) // 2
            bold = f'<text:span text:style-name="Fed">{escape(begin[:half])}</text:span>{escape(begin[half:])}'
            parts.append(f"<text:p>{bold} {escape(rest)}{note}</text:p>")
        items = "".join(f"<text:list-item><text:p>{escape(p)}</text:p></text:list-item>" for p in paragraphs[:5])
        parts.append(
            f"<text:list>{items}</text:list><text:p>Et ord<text:tab/>efter en tabulator<text:line-break/>ny</text:p>"
        )
        parts.append(
            '<text:p>Rammen: <draw:frame text:anchor-type="as-char" svg:width="8cm" svg:height="2cm"><draw:text-box>'
            f"<text:p>{escape(paragraphs[0][:80])}</text:p></draw:text-box></draw:frame></text:p>"
        )
    return "".join(parts)


def _columns(demo: list[tuple[str, list[str]]]) -> str:
    return f'<text:section text:style-name="To" text:name="S">{_prose(demo)}</text:section>'


_WRITTEN = {"prose": _prose, "tables": _tables, "report": _report, "long": _prose, "columns": _columns}
_DATES = (
    '<number:date-style style:name="D"><number:day number:style="long"/><number:text>.</number:text>'
    '<number:month number:style="long"/><number:text>.</number:text><number:year number:style="long"/>'
    '</number:date-style><style:style style:name="Dag" style:family="table-cell" style:data-style-name="D"/>'
)


def _cell(text: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'


def _value(value: float) -> str:
    return f'<table:table-cell office:value-type="float" office:value="{value}"/>'


def _row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def _sheets() -> str:
    generator, parts = random.Random(2), []
    for name in ("Befolkning", "Tomme boliger", "Færgefart"):
        rows = _row(_cell("Sted"), _cell("Antal"), _cell("Bemærkning"))
        for place in _PLACES:
            rows += _row(_cell(place), _value(generator.randrange(10, 40_000)), _cell(f"Opgjort for {place} Sogn"))
        parts.append(f'<table:table table:name="{name}">{rows}</table:table>')
    return "".join(parts)


def _budget() -> str:
    rows = _row(_cell("Post"), _cell("Dag"), _cell("Beløb"), _cell("Med moms"))
    for number, place in enumerate(_PLACES * 3, 2):
        day = f"2026-{number % 12 + 1:02}-{number % 27 + 1:02}"
        rows += _row(
            _cell(f"Nedrivning i {place}"),
            f'<table:table-cell table:style-name="Dag" office:value-type="date" office:date-value="{day}"/>',
            _value(85_000 + number * 125.5),
            f'<table:table-cell table:formula="of:=[.C{number}]*1.25" office:value-type="float" office:value="0"/>',
        )
    return f'<table:table table:name="Budget">{rows}</table:table>'


def _slides(demo: list[tuple[str, list[str]]], boxes: int = 1) -> str:
    slides = []
    for number, (title, paragraphs) in enumerate(demo):
        frames = _frame(1, 1, 24, escaped([title], "text:p"))
        for box in range(boxes):
            texts = [paragraph[:90] for paragraph in paragraphs[box * 3 : box * 3 + 3]]
            frames += _frame(1 + box * 8, 4, 24 // boxes, escaped(texts, "text:p"))
        slides.append(f'<draw:page draw:name="Side {number + 1}">{frames}</draw:page>')
    return "".join(slides)


def _frame(x: int, y: int, width: int, content: str) -> str:
    place = f'svg:x="{x}cm" svg:y="{y}cm" svg:width="{width}cm" svg:height="3cm"'
    return f"<draw:frame {place}><draw:text-box>{content}</draw:text-box></draw:frame>"


def _html(demo: list[tuple[str, list[str]]], *, table: bool = False) -> str:
    body = "".join(escaped([title], "h2") + escaped(paragraphs, "p") for title, paragraphs in demo)
    if table:
        rows = "".join(
            f"<tr>{escaped([place, 'tomme huse', f'{n * 7}'], 'td')}</tr>" for n, place in enumerate(_PLACES)
        )
        body += f"<table>{rows}</table>"
    return f'<!doctype html><html lang="da"><meta charset="utf-8"><title>En side</title><body>{body}</body></html>'


def _csv() -> str:
    return "Landsby,Antal,Bemærkning\n" + "".join(
        f'{place},{number * 13},"Et hus, der står tomt i {place}"\n' for number, place in enumerate(_PLACES)
    )
