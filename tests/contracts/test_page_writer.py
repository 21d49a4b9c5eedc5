"""Text on its way out of a document."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.ports.extract.limits import Limits
from network.ports.extract.pages import EnoughText, PageWriter, clean, mend_line_ends, one_line


class Written(PageWriter):
    def __init__(self, **limits: int) -> None:
        self.pages: list[tuple[int, str]] = []
        super().__init__(lambda number, text: self.pages.append((number, text)), Limits(**limits))


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("A\u030aben og a\u0301", "Åben og á"),
        ("lands\u00adby", "landsby"),
        ("a\0b\x07c\x9fd\ufffee\ufefff\u202eg\u200bh", "abcdefgh"),
        ("a\tb\u00a0\u2003c", "a b c"),
        ("a \r\n  b\rc\x0bd\u2028e\x85f", "a\nb\nc\nd\ne\nf"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("\n a \n", "a"),
        ("x\ud800y", "xy"),
    ],
)
def test_text_is_cleaned(raw: str, text: str) -> None:
    assert clean(raw) == text


@given(st.text(st.characters(codec=None), max_size=200))
def test_clean_text_is_normal_stays_clean_and_fits_every_database(raw: str) -> None:
    text = clean(raw)
    assert unicodedata.is_normalized("NFC", text)
    assert not any(unicodedata.category(letter) in ("Cc", "Cs") and letter != "\n" for letter in text)
    text.encode()


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("land-\ndistrikt", "landdistrikt"),
        ("land-\r\ndistrikt", "landdistrikt"),
        ("land\ufffedistrikt", "landdistrikt"),
        ("land\u00ad\ndistrikt", "landdistrikt"),
        ("ø-\nå", "øå"),
        ("Nord-\nFyn", "Nord-Fyn"),
        ("2020-\n2024", "2020-2024"),
        ("by-\nog land", "by- og land"),
        ("børne-\nog ungdom", "børne- og ungdom"),
        ("land-\nogså", "landogså"),
        ("en - \ntanke", "en - \ntanke"),
        ("slut-", "slut-"),
        ("a\nb", "a\nb"),
    ],
)
def test_a_word_that_a_line_end_cut_is_mended(raw: str, text: str) -> None:
    assert mend_line_ends(raw) == text


def test_a_title_is_one_short_line() -> None:
    assert one_line(" Ø\n-strategi\t\0 " + "x" * 400) == ("Ø -strategi " + "x" * 400)[:300]


def test_a_break_before_anything_breaks_nothing_and_two_in_a_row_leave_a_blank_page() -> None:
    out = Written()
    out.break_page(rendered=False)
    out.write("et")
    out.break_page(rendered=False)
    out.break_page(rendered=False)
    out.write("tre")
    out.finish()
    assert out.pages == [(1, "et"), (3, "tre")]


def test_the_text_limit_cuts_in_the_middle_and_ends_the_reading() -> None:
    out = Written(characters=7)
    out.write("fire")
    with pytest.raises(EnoughText):
        out.write("bogstaver")
    assert out.pages == [(1, "firebog")]


def test_the_page_cap_ends_the_reading_after_the_last_page() -> None:
    out = Written(pages=2)
    out.write("et")
    out.next_page()
    out.write("to")
    with pytest.raises(EnoughText):
        out.next_page()
    assert out.pages == [(1, "et"), (2, "to")]


def test_blank_text_costs_too() -> None:
    out = Written(characters=100)
    for _ in range(100):
        out.end_paragraph()
    with pytest.raises(EnoughText):
        out.end_paragraph()
    assert out.pages == []


def test_a_page_in_chunks_ends_at_a_paragraph() -> None:
    out = Written()
    out.chunking = True
    for _ in range(7):
        out.write("x" * 1_000)
        out.end_paragraph()
    out.finish()
    assert [(number, text.count("x")) for number, text in out.pages] == [(1, 3_000), (2, 3_000), (3, 1_000)]
