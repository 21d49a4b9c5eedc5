"""Text from real documents, as office programs write them."""

import subprocess
import sys
from pathlib import Path

import pytest
from docx import Document as new_docx
from docx.enum.text import WD_BREAK
from reportlab.pdfgen.canvas import Canvas

from network.core import media_types
from network.core.media_types import CSV, DOCX, MARKDOWN, ODS, ODT, PNG, PPTX, TEXT, XLSX
from network.ports.extract import Extraction, Outcome
from network.ports.extract.dates import shown_date
from network.ports.extract.limits import Limits
from network.ports.extract.sandbox import SandboxedExtractor
from tests.contracts import hostile_documents as making

DATA = Path(__file__).parents[1] / "data"
ROOT = Path(__file__).parents[2]


def extract(path: Path, media_type: str = "", limits: Limits | None = None) -> Extraction:
    return SandboxedExtractor(limits).extract(path, media_type or media_types.by_name(path.name) or "")


@pytest.fixture
def read(tmp_path: Path):
    def read(content: bytes, media_type: str, limits: Limits | None = None) -> Extraction:
        path = tmp_path / "document"
        path.write_bytes(content)
        return extract(path, media_type, limits)

    return read


def pages_with(word: str, extraction: Extraction) -> list[int]:
    return [page.number for page in extraction.pages if word in page.text]


@pytest.mark.parametrize("name", ["rapport.pdf", "rapport.docx"])
def test_a_report_says_on_which_of_its_eight_pages_a_word_stands(name: str) -> None:
    extraction = extract(DATA / name)
    assert extraction.outcome is Outcome.TEXT
    assert [page.number for page in extraction.pages] == list(range(1, 9))
    assert pages_with("flagermuskasser", extraction) == [7]
    assert pages_with("Nedrevne huse", extraction) == [5]
    assert pages_with("Økonomi", extraction) == [8]
    assert extraction.title == "Stedsbundne potentialer på Ærø og Læsø"
    assert not extraction.truncated


def test_a_text_document_without_drawn_breaks_is_parted_at_its_own_and_every_three_thousand_letters() -> None:
    extraction = extract(DATA / "rapport.odt")
    assert extraction.outcome is Outcome.TEXT
    assert pages_with("flagermuskasser", extraction) == [7]
    assert max(len(page.text) for page in extraction.pages) < 4_000
    assert extraction.pages[0].text.startswith("1 Indledning\n")
    assert extraction.title == "Stedsbundne potentialer på Ærø og Læsø"


@pytest.mark.parametrize("name", ["temadag.pptx", "temadag.odp"])
def test_a_slide_is_a_page_with_its_notes_and_without_its_number(name: str) -> None:
    extraction = extract(DATA / name)
    assert [(page.number, page.text) for page in extraction.pages] == [
        (1, "Velkommen til temadag om bosætning\nProgram og deltagere\nHusk at byde særligt velkommen til Samsø."),
        (2, "Hvad virker?\nTomme huse bliver til fællesskaber\nFortæl om forsamlingshuset i Sønder Nissum."),
        (3, "Næste skridt\nAnsøgningsfrist for landsbypuljen er 1. marts\nNævn pulverlavinen som sidste punkt."),
    ]
    assert extraction.title == "Temadag om bosætning"


@pytest.mark.parametrize("name", ["noegletal.xlsx", "noegletal.ods"])
def test_a_sheet_is_a_page_and_a_row_is_a_line(name: str) -> None:
    extraction = extract(DATA / name)
    assert [(page.number, page.text) for page in extraction.pages] == [
        (
            1,
            "Befolkning\nKommune | Indbyggere | Bemærkning\nÆrø | 5895 | Færgefart året rundt\n"
            "Læsø | 1777 | Saltsyderi og turisme\nLolland | 40105 | Femern-forbindelsen",
        ),
        (2, "Tomme boliger\nLandsby | Antal\nRødbyhavn | 61\nÆrøskøbing | 14\nVester Åby | 9"),
    ]
    assert extraction.title == "Nøgletal 2024"


@pytest.mark.parametrize("name", ["referat-utf8.txt", "referat-cp1252.txt"])
def test_plain_text_is_read_in_both_encodings(name: str) -> None:
    (page,) = extract(DATA / name).pages
    assert "Blåbærhaven på Læsø" in page.text
    assert "forsamlingshuset – der mangler" in page.text


@pytest.mark.parametrize("media_type", [TEXT, MARKDOWN, CSV])
def test_a_byte_order_mark_is_no_text(read, media_type: str) -> None:
    extraction = read(b"\xef\xbb\xbf" + "Ærø;1\r\nLæsø;2\r\n".encode(), media_type)
    assert [page.text for page in extraction.pages] == ["Ærø;1\nLæsø;2"]


def test_long_text_is_parted_between_lines_and_at_form_feeds(read) -> None:
    line = "Landsbyen får en ny sti. " * 4
    extraction = read(f"{line}\n".encode() * 100 + b"\fSidste side", TEXT)
    lengths = [len(page.text) for page in extraction.pages]
    assert all(2_900 <= length <= 3_200 for length in lengths[:3])
    assert extraction.pages[-1].text == "Sidste side"
    assert sum(page.text.count("Landsbyen") for page in extraction.pages) == 400


def test_a_docx_page_ends_where_the_file_says(read, tmp_path: Path) -> None:
    document = new_docx()
    document.add_paragraph("Forside")
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("Anden side")
    document.add_paragraph("Tredje side").paragraph_format.page_break_before = True
    document.core_properties.title = "Ø-strategi"
    document.save(str(tmp_path / "brud.docx"))
    extraction = extract(tmp_path / "brud.docx")
    assert [(page.number, page.text) for page in extraction.pages] == [
        (1, "Forside"),
        (2, "Anden side"),
        (3, "Tredje side"),
    ]
    assert extraction.title == "Ø-strategi"


def test_a_break_and_its_trace_are_one_break_and_a_drawn_page_is_not_parted_further(read) -> None:
    drawn = "<w:p><w:r><w:lastRenderedPageBreak/><w:t>{}</w:t></w:r></w:p>"
    body = (
        making.paragraph("Et " * 2_000)
        + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
        + drawn.format("To")
        + drawn.format("Tre")
        + "<w:p><w:r><w:lastRenderedPageBreak/><w:drawing/></w:r></w:p>"
        + drawn.format("Fem")
    )
    extraction = read(making.docx(body), DOCX)
    assert [(page.number, page.text[:3]) for page in extraction.pages] == [
        (1, "Et "),
        (2, "To"),
        (3, "Tre"),
        (5, "Fem"),
    ]


def test_deleted_text_fallbacks_and_field_codes_of_a_docx_are_not_read(read) -> None:
    body = (
        "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>Bliv</w:t></w:r><w:r><w:tab/><w:t>her</w:t></w:r>"
        "<w:del><w:r><w:delText>slettet</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>flyttet</w:t></w:r></w:moveFrom>"
        "<w:r><w:instrText>PAGE</w:instrText><w:noBreakHyphen/><w:t>nu</w:t></w:r>"
        "<mc:AlternateContent xmlns:mc='x'><mc:Fallback><w:t>igen</w:t></mc:Fallback></mc:AlternateContent></w:p>"
    )
    assert [page.text for page in read(making.docx(body), DOCX).pages] == ["Bliv her-nu"]


def test_footnotes_of_a_docx_are_read(read) -> None:
    document = f"<w:document {making.WORD}><w:body>{making.paragraph('Brødtekst')}</w:body></w:document>"
    notes = f"<w:footnotes {making.WORD}><w:footnote>{making.paragraph('Fodnote')}</w:footnote></w:footnotes>"
    related = making.relations(("rId1", "footnotes", "footnotes.xml"))
    parts = {"word___rels__document.xml.rels": related, "word__footnotes.xml": notes}
    assert [page.text for page in read(making.office_open(DOCX, document, **parts), DOCX).pages] == [
        "Brødtekst\nFodnote"
    ]


def test_an_odt_breaks_at_styles_and_where_it_was_drawn(read) -> None:
    styles = (
        '<style:style style:name="P1"><style:paragraph-properties fo:break-before="page"/></style:style>'
        '<style:style style:name="P2" style:master-page-name="Forside"/>'
    )
    body = (
        '<text:p text:style-name="P2">Forside</text:p><text:p text:style-name="P1">Anden <text:span>side</text:span>'
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>En note</text:p></text:note-body>"
        "</text:note></text:p><text:p>går <text:soft-page-break/>over<text:tab/>i<text:s text:c='4'/>tredje</text:p>"
        "<office:annotation><text:p>kommentar</text:p></office:annotation>"
        "<text:tracked-changes><text:p>slettet</text:p></text:tracked-changes>"
    )
    extraction = read(making.open_document(ODT, body, styles), ODT)
    assert [(page.number, page.text) for page in extraction.pages] == [
        (1, "Forside"),
        (2, "Anden sideEn note\n\ngår"),
        (3, "over i tredje"),
    ]


def test_slides_come_in_the_order_they_are_shown(read) -> None:
    related = making.relations(("rId1", "slide", "slides/slide1.xml"), ("rId2", "slide", "/ppt/slides/slide2.xml"))
    slides = '<sldIdLst><sldId id="256" r:id="rId2"/><sldId r:id="rId1" id="257"/></sldIdLst>'
    main = f'<presentation xmlns:r="http://purl.oclc.org/ooxml/relationships">{slides}</presentation>'
    text = "<sld><p><r><t>{}</t></r><fld><t>7</t></fld></p></sld>"
    parts = {
        "ppt___rels__presentation.xml.rels": related,
        "ppt__slides__slide1.xml": text.format("Sidst"),
        "ppt__slides__slide2.xml": text.format("Først"),
    }
    assert [page.text for page in read(making.office_open(PPTX, main, **parts), PPTX).pages] == ["Først", "Sidst"]


def test_cells_of_every_kind_are_read_as_they_are_stored(read) -> None:
    sheet = (
        '<row><c t="s"><v>0</v></c><c t="inlineStr"><is><t>inde</t></is></c><c t="str"><f>A1</f><v>formel</v></c>'
        '<c><v>12.5</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c t="s"><v>99</v></c>'
        '<c t="s"><v>-1</v></c></row>'
    )
    extraction = read(making.xlsx(sheet, "<si><r><t>de</t></r><r><t>lt</t></r><rPh><t>udtale</t></rPh></si>"), XLSX)
    assert [page.text for page in extraction.pages] == ["Ark1\ndelt | inde | formel | 12.5"]


def test_days_and_hours_of_a_sheet_are_read_as_they_are_written() -> None:
    assert shown_date("46086") == "05.03.2026"
    assert shown_date("46086.5625") == "05.03.2026 13.30"
    assert shown_date("0.25") == "06.00"
    assert shown_date("44624", of_mac=True) == "05.03.2026"
    for value in ("", "otte", "-3", "1e99", "nan", "inf"):
        assert shown_date(value) == value


def test_only_the_styles_of_dates_make_a_date_of_a_number(read) -> None:
    formats = (
        '<numFmt numFmtId="164" formatCode="dd/mm\\ yyyy"/><numFmt numFmtId="165" formatCode="#,##0 &quot;mdr&quot;"/>'
        '<numFmt numFmtId="166" formatCode="[Red]0.00"/><numFmt numFmtId="167" formatCode="[h]:mm"/>'
    )
    used = "".join(f'<xf numFmtId="{number}"/>' for number in (0, 14, 164, 165, 166, 167))
    base = '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    styles = f"<styleSheet><numFmts>{formats}</numFmts>{base}<cellXfs>{used}</cellXfs></styleSheet>"
    cells = "".join(f'<c s="{number}"><v>46086</v></c>' for number in range(6))
    extraction = read(making.xlsx(f"<row>{cells}</row>", styles=styles), XLSX)
    assert extraction.pages[0].text.split("\n")[1].split(" | ") == [
        "46086",
        "05.03.2026",
        "05.03.2026",
        "46086",
        "46086",
        "05.03.2026",
    ]


def test_words_that_a_line_end_cuts_are_joined_in_a_pdf(read, tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "orddeling.pdf"))
    lines = canvas.beginText(72, 700)
    for line in ["Kommunens land-", "distriktspolitik gælder by-", "og landråd fra Nord-", "Fyn i 2020-", "2024."]:
        lines.textLine(line)
    canvas.drawText(lines)
    canvas.save()
    (page,) = extract(tmp_path / "orddeling.pdf").pages
    assert page.text == "Kommunens landdistriktspolitik gælder by- og landråd fra Nord-Fyn i 2020-2024."


def test_a_page_without_text_keeps_its_number_and_a_file_without_text_is_no_damage(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "tom.pdf"))
    canvas.showPage()
    canvas.drawString(72, 700, "anden")
    canvas.showPage()
    canvas.save()
    extraction = extract(tmp_path / "tom.pdf")
    assert [(page.number, page.text) for page in extraction.pages] == [(2, "anden")]

    canvas = Canvas(str(tmp_path / "scannet.pdf"))
    canvas.rect(50, 50, 100, 100)
    canvas.showPage()
    canvas.save()
    assert extract(tmp_path / "scannet.pdf") == Extraction(
        Outcome.NO_TEXT, title="untitled", tagged=False, pictures=(1,)
    )


def test_a_password_is_recognised_in_every_format(read, tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "kode.pdf"), encrypt="hemmeligt")
    canvas.drawString(72, 700, "fortroligt")
    canvas.save()
    assert extract(tmp_path / "kode.pdf").outcome is Outcome.ENCRYPTED
    assert extract(DATA / "adgangskode.docx").outcome is Outcome.ENCRYPTED
    manifest = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    parts = [("mimetype", ODT), ("META-INF/manifest.xml", manifest), ("content.xml", b"\x93\x07\x11" * 99)]
    assert read(making.archive(parts), ODT).outcome is Outcome.ENCRYPTED


@pytest.mark.parametrize("media_type", [PNG, "application/x-unheard-of", ""])
def test_what_holds_no_text_is_unsupported(read, media_type: str) -> None:
    assert read(b"\x89PNG", media_type) == Extraction(Outcome.UNSUPPORTED)


def test_text_past_the_limit_is_cut_and_said_to_be(read) -> None:
    extraction = read("æøå ".encode() * 1_000, TEXT, Limits(characters=400))
    assert extraction.truncated
    assert "".join(page.text for page in extraction.pages) == ("æøå " * 100).strip()


def test_pages_past_the_cap_are_left_out_and_it_is_said(tmp_path: Path) -> None:
    extraction = extract(DATA / "rapport.pdf", limits=Limits(pages=3))
    assert [page.number for page in extraction.pages] == [1, 2, 3]
    assert extraction.truncated


def test_a_repeated_cell_of_a_sheet_counts_once(read) -> None:
    assert [page.text for page in read(making.repeating_ods(), ODS).pages] == ["Ark1\ncelle"]


def test_the_reading_process_loads_neither_the_web_nor_the_database() -> None:
    code = (
        "import sys; from network.ports.extract import child, pdf, plain, office, sheets, opendocument\n"
        "heavy = {'flask', 'sqlalchemy', 'werkzeug', 'jinja2', 'whoosh', 'numpy', 'PIL', 'asyncio', 'ssl'}\n"
        "print(*heavy & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.stdout, done.stderr) == ("\n", "")
