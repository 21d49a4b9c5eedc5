"""The analysis that documents, queries and marking share."""

import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network.ports.search.danish import LONGEST_TERM, Token, analyse, fold, term_of, tokens

ONE_WORD = [
    ["kommune", "kommunen", "kommuner", "kommunerne", "kommunernes", "KOMMUNE"],
    ["by", "byen", "byer", "byerne", "byens", "byernes"],
    ["sti", "stien", "stier", "stierne"],
    ["sø", "søen", "søer", "søerne", "soe"],
    ["å", "åen", "åer", "åerne", "aa"],
    ["område", "områder", "områdets", "omraade"],
    ["miljø", "miljøet", "miljøets", "miljoe"],
    ["Åbenrå", "Aabenraa", "Åbenrås", "A\u030abenra\u030a"],
    ["Læsø", "Læsøs", "Laesoe"],
    ["café", "cafe", "caféen", "cafeer"],
    ["idé", "ide", "idéer", "ideer"],
    ["ældrebolig", "ældreboligerne", "aeldreboligens"],
    ["tilskud", "tilskuddet", "tilskuddene"],
    ["bæredygtig", "bæredygtige", "bæredygtigt"],
    ["EU", "EU's", "EU’s"],
    ["10.000", "10000"],
    ["kommuneplan", "kommune\u00adplan", "kommuneplanens"],
]
TWO_WORDS = [
    ("far", "får"), ("havn", "have"), ("bus", "busk"), ("sø", "søge"), ("plan", "plante"), ("by", "byg"),
    ("hus", "husk"), ("erfaring", "erhverv"), ("bolig", "bolle"), ("rad", "råd"), ("1.000", "1000000"),
]  # fmt: skip
danish_text = st.text(st.sampled_from("abdegiklmnorstuvæøåéÆØÅ 5§-.’'\u00ad\n"), max_size=80)


@pytest.mark.parametrize("forms", ONE_WORD, ids=lambda forms: forms[0])
def test_all_forms_of_one_word_have_one_term(forms: list[str]) -> None:
    assert len({term_of(form) for form in forms}) == 1


@pytest.mark.parametrize(("one", "other"), TWO_WORDS)
def test_different_words_have_different_terms(one: str, other: str) -> None:
    assert term_of(one) != term_of(other)


def test_a_text_is_words_numbers_and_section_signs_with_their_places() -> None:
    assert list(tokens("Se § 5, stk. 2!")) == [
        Token("se", 0, 0, 2), Token("§", 1, 3, 4), Token("5", 2, 5, 6), Token("stk", 3, 8, 11), Token("2", 4, 13, 14),
    ]  # fmt: skip


def test_a_word_of_several_parts_is_kept_whole_and_in_parts() -> None:
    assert analyse("e-mail,") == (Token("email", 0, 0, 6), Token("e", 0, 0, 1), Token("mail", 1, 2, 6))
    assert [token.term for token in analyse("CO2")] == ["co2", "co", "2"]
    assert [(token.term, token.position) for token in tokens("by-liv nu")] == [
        ("byliv", 0), ("by", 0), ("liv", 1), ("nu", 2),
    ]  # fmt: skip


def test_punctuation_and_hyphens_at_the_ends_do_not_belong_to_a_word() -> None:
    assert [token.term for token in tokens("(by- og 'land'-udvikling) -- … 5.")] == [
        "by",
        "og",
        "land",
        "udvikling",
        "5",
    ]


def test_folding_keeps_danish_letters_apart_from_their_look_alikes() -> None:
    assert fold("ÆBLEØÅ é ü ß") == "æbleøå e u ss"


@settings(deadline=None)
@given(danish_text)
def test_a_token_stands_where_it_says(text: str) -> None:
    for token in tokens(text):
        part = text[token.start : token.end]
        assert part
        assert not part[0].isspace()
        assert token.term in {again.term for again in analyse(part)}


@settings(deadline=None)
@given(danish_text)
def test_case_and_composition_do_not_matter(text: str) -> None:
    terms = [token.term for token in tokens(text)]
    assert [token.term for token in tokens(unicodedata.normalize("NFD", text))] == terms
    assert [token.term for token in tokens(text.upper())] == terms


@settings(deadline=None)
@given(st.text(st.sampled_from("bdgklmnrstvæøåiu- "), max_size=40))
def test_it_does_not_matter_how_the_danish_letters_are_spelt(text: str) -> None:
    spelt = text.replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    assert [token.term for token in tokens(spelt)] == [token.term for token in tokens(text)]


@settings(deadline=None)
@given(danish_text, danish_text)
def test_positions_run_on_from_text_to_text(first: str, second: str) -> None:
    both = [(token.term, token.position) for token in tokens(f"{first} {second}")]
    before = [(token.term, token.position) for token in tokens(first)]
    after = [(token.term, token.position) for token in tokens(second)]
    width = before[-1][1] + 1 if before else 0
    assert both == before + [(term, position + width) for term, position in after]


@settings(deadline=None)
@given(st.text())
def test_any_text_gives_terms_that_can_be_stored(text: str) -> None:
    for token in tokens(text):
        assert 0 < len(token.term) <= LONGEST_TERM
        assert "\x00" not in token.term
        token.term.encode()


@pytest.mark.parametrize("text", ["a" * 90_000, "a-" * 45_000, "1.111" * 18_000, "a\u0301" * 45_000, "-'" * 45_000])
def test_hostile_text_costs_no_more_than_its_length(text: str) -> None:
    assert sum(1 for _ in tokens(text)) <= len(text)


def test_threads_do_not_disturb_one_another() -> None:
    words = [f"{chr(97 + number % 26)}{'bcdfg'[number % 5]}ernes{number}kommunernes" for number in range(4000)]
    expected = [term_of(word) for word in words]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            assert all(found == expected for found in pool.map(lambda _: [term_of(word) for word in words], range(4)))
    finally:
        sys.setswitchinterval(interval)
