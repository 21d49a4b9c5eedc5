"""Documents made to hurt whoever reads them, each small and made by code."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterable

from network.core.media_types import DOCX, ODP, ODS, ODT, PPTX, XLSX

_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = {DOCX: "word/document.xml", PPTX: "ppt/presentation.xml", XLSX: "xl/workbook.xml"}
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
)


def archive(parts: Iterable[tuple[str, bytes | str]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts:
            target.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def relations(*entries: tuple[str, str, str]) -> str:
    rows = "".join(f'<Relationship Id="{a}" Type="{_RELATIONSHIPS}/{b}" Target="{c}"/>' for a, b, c in entries)
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def office_open(media_type: str, main: bytes | str, **more: bytes | str) -> bytes:
    """A docx, pptx or xlsx with one main part; further parts by name, "__" for "/"."""
    part = _MAIN[media_type]
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{part}" ContentType="{media_type}.main+xml"/></Types>'
    )
    others = [(name.replace("__", "/"), content) for name, content in more.items()]
    package = relations(("rId1", "officeDocument", part))
    return archive([("[Content_Types].xml", types), ("_rels/.rels", package), (part, main), *others])


def docx(body: str, prolog: str = "") -> bytes:
    return office_open(DOCX, f"{prolog}<w:document {WORD}><w:body>{body}</w:body></w:document>")


def xlsx(sheet: str, strings: str = "", prolog: str = "", styles: str = "<styleSheet/>") -> bytes:
    relation = relations(
        ("rId1", "worksheet", "sheet1.xml"), ("rId2", "sharedStrings", "strings.xml"), ("rId3", "styles", "styles.xml")
    )
    book = (
        f'<workbook xmlns:r="{_RELATIONSHIPS}"><sheets><sheet name="Ark1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    parts = {
        "xl___rels__workbook.xml.rels": relation,
        "xl__sheet1.xml": f"{prolog}<worksheet><sheetData>{sheet}</sheetData></worksheet>",
        "xl__strings.xml": f"<sst>{strings}</sst>",
        "xl__styles.xml": styles,
    }
    return office_open(XLSX, book, **parts)


def open_document(media_type: str, body: str, styles: str = "", prolog: str = "") -> bytes:
    kind = {ODT: "text", ODP: "presentation", ODS: "spreadsheet"}[media_type]
    content = (
        f"{prolog}<office:document-content {OFFICE}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    return archive([("mimetype", media_type), ("content.xml", content)])


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def billion_laughs() -> str:
    steps = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE x [<!ENTITY l0 "ha">{steps}]>'


EXTERNAL_ENTITY = '<!DOCTYPE x [<!ENTITY leak SYSTEM "file:///etc/passwd">]>'


def inflating_docx(mebibytes: int) -> bytes:
    return docx(paragraph("a" * (mebibytes << 20)))


def nested_docx(depth: int) -> bytes:
    return docx("<w:tbl>" * depth + "</w:tbl>" * depth)


def crowded_docx(entries: int) -> bytes:
    document = f"<w:document {WORD}/>"
    return archive([("word/document.xml", document), *((f"word/media/{n}", b"") for n in range(entries))])


def lying_docx() -> bytes:
    """The directory says that the document is a tenth of what its local header says."""
    honest = docx(paragraph("ord " * 50_000))
    at = honest.rindex(b"PK\x01\x02", 0, honest.rindex(b"word/document.xml"))
    size = struct.unpack_from("<L", honest, at + 24)[0]
    return honest[: at + 24] + struct.pack("<L", size // 10) + honest[at + 28 :]


def understated_docx() -> bytes:
    """Directory and local header agree on a size that the compressed stream exceeds a thousand times."""
    honest = docx(paragraph("a" * (32 << 20)))
    size = struct.pack("<L", len(f"<w:document {WORD}><w:body>{paragraph('')}</w:body></w:document>") + (32 << 20))
    return honest.replace(size, struct.pack("<L", 32 << 10))


def amplifying_xlsx() -> bytes:
    """One long shared string in a hundred thousand cells: 140 kB that stand for three gigabytes of text."""
    generator = random.Random(1)
    long = "".join(generator.choices("abcdefghijklmnopqrstuvwxyz ", k=30_000))
    cells = (f'<c r="{generator.getrandbits(28):X}" t="s"><v>0</v></c>' for _ in range(25_000))
    return xlsx(f"<row>{''.join(cells)}</row>", f"<si><t>{long}</t></si>")


def wide_xlsx() -> bytes:
    """A sheet of empty cells that inflates to 48 MB."""
    return xlsx("<row>" + "<c/>" * 12_000_000 + "</row>")


def long_value_xlsx(mebibytes: int) -> bytes:
    """One cell that has to be held whole before it can be written."""
    value = random.Random(2).randbytes(mebibytes << 19).hex()
    return xlsx(f'<row><c t="str"><v>{value}</v></c></row>')


def slow_xlsx(cells: int) -> bytes:
    """Seconds of parsing that yield no text, under the limits of size and ratio."""
    generator = random.Random(3)
    block = "".join(f'<c r="{generator.getrandbits(32):X}"/>' for _ in range(10_000))
    return xlsx(f"<row>{block * (cells // 10_000)}</row>")


def spaced_odt() -> bytes:
    """A billion spaces by one attribute."""
    return open_document(ODT, '<text:p>a<text:s text:c="1000000000"/>b</text:p>')


def endless_odt() -> bytes:
    """Nine megabytes of empty paragraphs in 16 kB."""
    return open_document(ODT, "<text:p/>" * 900_000)


def random_odt() -> bytes:
    """Paragraphs whose styles differ and that hold nothing, under the limit of ratio."""
    generator = random.Random(4)
    block = "".join(f'<text:p text:style-name="P{generator.getrandbits(20)}"><text:s/></text:p>' for _ in range(4_000))
    return open_document(ODT, block * 2)


def repeating_ods() -> bytes:
    cell = '<table:table-cell table:number-columns-repeated="16384"><text:p>celle</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    return open_document(ODS, f'<table:table table:name="Ark1">{row}</table:table>')


def pdf(objects: dict[int, bytes], root: int = 1) -> bytes:
    """A PDF of numbered objects with a sound cross-reference table."""
    out = bytearray(b"%PDF-1.7\n")
    offsets = {}
    for number, content in objects.items():
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, offset in offsets.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, offset)
    out += b"trailer << /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, root, start)
    return bytes(out)


def stream(content: bytes, entries: bytes = b"", filters: bytes = b"/FlateDecode") -> bytes:
    return b"<< /Length %d /Filter %s %s >>\nstream\n%s\nendstream" % (len(content), filters, entries, content)


def _one_page(contents: bytes) -> dict[int, bytes]:
    font = b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> /XObject << /X0 10 0 R >> >>"
    return {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources %s >>" % font,
        4: contents,
    }


def deflated(pattern: bytes, size: int, start: bytes = b"") -> bytes:
    """`start` and then `pattern` over and over, put together from one compressed block so that it is quickly made."""
    block = pattern * ((1 << 20) // len(pattern))
    times = size // len(block)
    compressor = zlib.compressobj(9, wbits=-15)
    first = compressor.compress(start) + compressor.flush(zlib.Z_FULL_FLUSH)
    repeated = compressor.compress(block) + compressor.flush(zlib.Z_FULL_FLUSH)
    checksum = zlib.adler32(start)
    for _ in range(times):
        checksum = zlib.adler32(block, checksum)
    return b"\x78\xda" + first + repeated * times + b"\x03\0" + struct.pack(">L", checksum)


def inflating_pdf(mebibytes: int) -> bytes:
    """A page whose content is deflated twice."""
    content = zlib.compress(deflated(b" ", mebibytes << 20), 9)
    return pdf(_one_page(stream(content, filters=b"[/FlateDecode /FlateDecode]")))


def chattering_pdf(mebibytes: int) -> bytes:
    """A page that shows millions of letters one by one."""
    return pdf(_one_page(stream(deflated(b"(a)Tj ", mebibytes << 20, start=b"BT /F1 12 Tf 72 700 Td "))))


def looping_pdf() -> bytes:
    """A page tree that is its own child, and a count that it does not hold."""
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 100000000 /Parent 3 0 R >>",
            3: b"<< /Type /Pages /Kids [2 0 R] /Count 100000000 /Parent 2 0 R >>",
        }
    )


def doubling_pdf(levels: int, times: int) -> bytes:
    """Forms that each draw the next ten times over."""
    objects = _one_page(stream(zlib.compress(b"/X0 Do"), filters=b"/FlateDecode"))
    for level in range(levels):
        resources = b"/Resources << /XObject << /X0 %d 0 R >> >>" % (11 + level)
        entries = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] " + resources
        objects[10 + level] = stream(zlib.compress(b"/X0 Do " * times), entries)
    objects[10 + levels] = stream(zlib.compress(b"0 0 m 9 9 l S"), b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    return pdf(objects)
