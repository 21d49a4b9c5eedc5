"""Workbooks that are made, opened again."""

import io
import zipfile

from defusedxml import ElementTree

from network.core.spreadsheets import xlsx_bytes

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def opened(content: bytes) -> tuple[str, list[list[str | float]]]:
    """The name of the only sheet, and its rows. Fails where a cell is a formula."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
        shared = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
    texts = ["".join(item.itertext()) for item in shared.iter(f"{MAIN}si")]
    (name,) = [one.attrib["name"] for one in book.iter(f"{MAIN}sheet")]
    assert not list(sheet.iter(f"{MAIN}f"))
    rows: list[list[str | float]] = []
    for row in sheet.iter(f"{MAIN}row"):
        cells = [(cell.attrib.get("t"), cell.findtext(f"{MAIN}v", "")) for cell in row]
        rows.append([texts[int(value)] if kind == "s" else float(value) for kind, value in cells])
    return name, rows


def test_numbers_are_numbers_and_texts_are_texts() -> None:
    content = xlsx_bytes("Hvem hjælper hvem", ["Kommune", "Svar"], [["Ærø", 3], ["Lolland", 2.5], ["Læsø", None]])
    assert opened(content) == ("Hvem hjælper hvem", [["Kommune", "Svar"], ["Ærø", 3.0], ["Lolland", 2.5], ["Læsø"]])


def test_no_text_is_a_formula_or_a_link() -> None:
    hostile = ['=HYPERLINK("http://x")', "+1", "@SUM(A1)", "https://example.dk", "-2", "  =1"]
    assert opened(xlsx_bytes("x", ["Ord"], [[text] for text in hostile]))[1] == [["Ord"], *([text] for text in hostile)]


def test_any_title_names_the_sheet() -> None:
    name, rows = opened(xlsx_bytes("Svar: hvad [koster] det? / og hvem 'ved' det egentlig", ["a"], []))
    assert name == "Svar  hvad  koster  det    og h"
    assert rows == [["a"]]
