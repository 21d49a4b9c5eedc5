"""Snippets and marking."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from network.ports.search.danish import analyse, tokens
from network.ports.search.query_text import parse
from network.ports.search.snippets import Segments, mark, snippet

LONG = "Først kommer der meget om noget ganske andet. " * 20
texts = st.text(st.sampled_from("abdekmnrsæøå .-\n5§"), max_size=600)
terms = st.frozensets(st.sampled_from(["a", "ab", "by", "s", "5", "§", "må", "dø"]))


def terms_of(query: str) -> frozenset[str]:
    return parse(query).terms


def marked(segments: Segments) -> list[str]:
    return [text for text, is_marked in segments if is_marked]


def plain(segments: Segments) -> str:
    return "".join(text for text, _ in segments)


def test_inflected_and_folded_forms_are_marked() -> None:
    text = "I Åbenrå står husene tomme, og Aabenraas huse mangler folk."
    assert marked(snippet(text, terms_of("aabenraa hus"))) == ["Åbenrå", "husene", "Aabenraas", "huse"]
    assert plain(snippet(text, terms_of("aabenraa hus"))) == text


def test_of_a_hyphenated_word_that_part_is_marked_which_was_asked_for() -> None:
    text = "Ringkøbing-Skjern sender en e-mail"
    assert marked(mark(text, terms_of("skjern"))) == ["Skjern"]
    assert marked(mark(text, terms_of("email"))) == ["e-mail"]
    assert marked(mark(text, terms_of("Ringkøbing-Skjern"))) == ["Ringkøbing-Skjern"]


def test_what_was_excluded_is_not_marked() -> None:
    assert marked(mark("by og plan", terms_of("by -plan"))) == ["by"]


def test_the_stretch_with_most_different_words_is_shown() -> None:
    text = LONG + "Byen er tom. " + LONG + "I byen er husene tomme. " + LONG + "By, by og by. " + LONG
    shown = snippet(text, terms_of("by hus"))
    assert "byen er husene tomme" in plain(shown)
    assert marked(shown) == ["byen", "husene"]


def test_a_snippet_is_cut_between_words_and_says_so() -> None:
    shown = snippet(LONG + "Her er huset. " + LONG, terms_of("hus"))
    assert shown[0] == shown[-1] == ("…", False)
    body = plain(shown[1:-1])
    assert len(body) <= 240
    assert body in LONG + "Her er huset. " + LONG
    assert set(body.split()) <= set((LONG + "Her er huset.").split())


def test_without_a_hit_the_beginning_is_shown() -> None:
    shown = snippet(LONG, terms_of("hus"))
    assert shown[0][0].startswith("Først kommer der")
    assert shown[-1] == ("…", False)


def test_a_short_text_is_shown_whole_with_single_spaces() -> None:
    assert snippet("  Byen\n\n er   her ", terms_of("by")) == (("Byen", True), (" er her", False))
    assert snippet("", terms_of("by")) == ()
    assert snippet(" \n", terms_of("by")) == ()


def test_marking_a_page_keeps_its_white_space() -> None:
    assert mark(" Byen\n\n er  her\n", terms_of("by")) == ((" ", False), ("Byen", True), ("\n\n er  her\n", False))


def test_a_word_longer_than_the_snippet_is_cut() -> None:
    assert len(plain(snippet("x" * 5_000, frozenset()))) <= 242
    assert len(plain(snippet("x" * 5_000 + " by", terms_of("by")))) <= 242


def test_markup_in_a_text_stays_text() -> None:
    assert plain(mark("<b>by</b> & <script>", terms_of("by"))) == "<b>by</b> & <script>"


@settings(deadline=None)
@given(texts, terms)
def test_marking_changes_no_character_and_marks_exactly_the_terms(text: str, wanted: frozenset[str]) -> None:
    shown = mark(text, wanted)
    assert plain(shown) == text
    for part in marked(shown):
        assert wanted & {token.term for token in analyse(part)}
    assert bool(marked(shown)) == any(token.term in wanted for token in tokens(text))


@settings(deadline=None)
@given(texts, terms, st.integers(20, 300))
def test_a_snippet_is_a_stretch_of_the_text_with_a_mark_where_there_is_one(
    text: str, wanted: frozenset[str], length: int
) -> None:
    shown = snippet(text, wanted, length)
    body = "".join(part for part, _ in shown if part != "…")
    assert len(body) <= length
    assert body in " ".join(text.split())
    longest = max(map(len, text.split()), default=0)
    if any(token.term in wanted for token in tokens(text)) and longest <= length:
        assert marked(shown)


def test_a_huge_text_is_not_read_to_its_end() -> None:
    text = "og by i " * 250_000
    began = time.process_time()
    snippet(text, terms_of("by"))
    assert time.process_time() - began < 1
