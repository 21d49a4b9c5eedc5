"""Rich text as word processors write it, and as nobody should."""

import io
import random

import pytest

from network.core.unreadable import Damaged, TooHeavy
from network.ports.extract import Extraction, Outcome, Page
from network.ports.extract.limits import Limits
from network.ports.extract.pages import EnoughText, PageWriter
from network.ports.extract.rtf import read_rtf
from network.ports.extract.sandbox import SandboxedExtractor

# As Word begins a file; the fonts, the styles and the names are no text
HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0\deflang1030{\fonttbl{\f0\froman\fcharset0 Times New Roman;}{\f1\fswiss Arial;}}"
    r"{\colortbl;\red0\green0\blue0;}{\stylesheet{\s0 Normal;}{\s1 heading 1;}}"
    r"{\*\generator Riched20 10.0.19041;}{\info{\title Referat fra \'c6r\'f8}{\author Mette Holm}{\*\company Kommunen}}"
)


def pages(body: str, limits: Limits | None = None) -> tuple[list[tuple[int, str]], str]:
    found: list[tuple[int, str]] = []
    out = PageWriter(lambda number, text: found.append((number, text)), limits or Limits())
    try:
        read_rtf(io.BytesIO((HEAD + body + "}").encode("latin-1")), out)
        out.finish()
    except EnoughText:
        pass
    return found, out.title


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"\pard\f0\fs22 Bl\'e5b\'e6rhaven p\'e5 L\'e6s\'f8\par", "Blåbærhaven på Læsø"),
        ("\\pard R\xf8dgr\xf8d\\par", "Rødgrød"),
        (r"\u198\'c6r\u248 o: \u8364?uro", "Ærø: €uro"),
        (r"{\uc0\u230}bler og p{\uc2\u230\'c3\'a6}rer", "æbler og pærer"),
        (r"\u-10179?\u-8704? er en gryn", "😀 er en gryn"),
        (r"a\tab b\line c\par d\emdash e\~f\_g", "a b\nc\nd—e f-g"),
        (r"Den {\b fede} og den {\i skr\'e5} tekst", "Den fede og den skrå tekst"),
        (r"\{ikke en gruppe\} og \\", "{ikke en gruppe} og \\"),
        (r"\trowd\intbl Hus\cell 85.000\cell\row\pard Efter", "Hus | 85.000\nEfter"),
        (r"F\'f8r {\v hemmeligt}efter {\pict\wmetafile8 0102abcd}billedet", "Før efter billedet"),
        (r'{\field{\*\fldinst HYPERLINK "https://a.example"}{\fldrslt Se her}}', "Se her"),
        (r"{\*\ukendt skjult}Synligt{\footnote En note}", "SynligtEn note"),
        ("\\pard F\xf8rste\r\nlinje\\par\r\nN\xe6ste", "Førstelinje\nNæste"),
        (r"Data {\bin6 }}{{\\}efter", "Data efter"),
    ],
)
def test_what_is_said_is_read_and_what_is_not_is_not(body: str, text: str) -> None:
    assert pages(body) == ([(1, text)], "Referat fra Ærø")


def test_a_page_ends_where_the_file_says() -> None:
    assert pages(r"Et\par\page To\par\page Tre")[0] == [(1, "Et"), (2, "To"), (3, "Tre")]


def test_without_pages_it_is_parted_at_paragraphs() -> None:
    found, _title = pages(r"Landsbyen f\'e5r en ny sti.\par " * 500)
    assert len(found) > 3
    assert all(text.endswith("sti.") for _number, text in found)


@pytest.mark.parametrize("code_page", ["10000", "437", "65001"])
def test_bytes_are_letters_of_the_code_page_that_is_named(code_page: str) -> None:
    name = {"10000": "mac-roman", "437": "cp437", "65001": "utf-8"}[code_page]
    body = "".join(f"\\'{byte:02x}" for byte in "Åå".encode(name))
    assert pages(f"\\ansicpg{code_page} {body}")[0] == [(1, "Åå")]


def test_groups_without_end_and_without_beginning_end_the_reading() -> None:
    assert pages(r"Et{\b To")[0] == [(1, "EtTo")]
    assert pages(r"Et}To")[0] == [(1, "Et")]
    with pytest.raises(TooHeavy):
        pages("{" * 100_000)
    with pytest.raises(Damaged):
        read_rtf(io.BytesIO(b"ikke det"), PageWriter(lambda *_: None, Limits()))


def test_random_words_are_read_without_an_error() -> None:
    generator = random.Random(11)
    pieces = ["{", "}", "\\", "\\u", "\\u-1 ", "\\'", "\\'f8", "\\bin999999 ", "\\*", "\\uc9 ", "æ", "\\par", "\0", "a"]
    for _ in range(300):
        pages("".join(generator.choices(pieces, k=200)))


def test_it_is_read_in_the_process_with_limits(tmp_path) -> None:
    path = tmp_path / "referat.rtf"
    path.write_bytes((HEAD + r"F\'f8rste side\par\page Anden}").encode())
    expected = Extraction(Outcome.TEXT, (Page(1, "Første side"), Page(2, "Anden")), "Referat fra Ærø")
    assert SandboxedExtractor().extract(path, "application/rtf") == expected
    path.write_bytes(b"{\\rtf1 " + b"{\\b " * 400_000)
    assert SandboxedExtractor().extract(path, "application/rtf") == Extraction(Outcome.TOO_HEAVY)
    path.write_bytes(b"{\\rtf1 " + b"\\'e6" * 2_500_000)
    found = SandboxedExtractor().extract(path, "application/rtf")
    assert found.truncated
