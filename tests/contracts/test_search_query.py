"""What a person typed, as conditions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network.ports.search.query_text import MOST_TERMS, parse


def sequences(query: str) -> list[tuple[tuple[str, ...], ...]]:
    return [clause.sequences for clause in parse(query).required]


def excluded(query: str) -> list[tuple[tuple[str, ...], ...]]:
    return [clause.sequences for clause in parse(query).excluded]


def test_every_word_is_a_condition_of_its_own() -> None:
    assert sequences("tomme huse, byen") == [(("tom",),), (("hus",),), (("by",),)]


def test_a_word_typed_twice_is_asked_for_once() -> None:
    assert sequences("by byen BYERNE") == [(("by",),)]


def test_quotes_keep_words_together_and_a_missing_one_is_forgiven() -> None:
    assert sequences('"tomme huse" by') == [(("tom", "hus"),), (("by",),)]
    assert sequences('by "tomme huse') == [(("by",),), (("tom", "hus"),)]
    assert sequences('"" " "') == []


def test_minus_excludes_only_at_the_beginning_of_a_word() -> None:
    assert (sequences("by -plan"), excluded("by -plan")) == ([(("by",),)], [(("plan",),)])
    assert excluded('by -"tomme huse"') == [(("tom", "hus"),)]
    assert excluded("by - plan") == []
    assert excluded("land-by") == []


def test_a_hyphenated_word_may_be_written_together_apart_or_in_part() -> None:
    assert sequences("Ringkøbing-Skjern") == [
        (("ringkøbingskjern",), ("ringkøbing", "skjern"), ("ringkøbing",), ("skjern",)),
    ]  # fmt: skip
    assert sequences("e-bog") == [(("ebog",), ("e", "bog"))]
    assert excluded("-Ringkøbing-Skjern") == [(("ringkøbingskjern",), ("ringkøbing", "skjern"))]


@pytest.mark.parametrize("typed", ["§ 5 c", "§5c", "§ 5c", "§  5 C", '"§ 5 c"'])
def test_a_section_of_an_act_is_one_thing(typed: str) -> None:
    assert sequences(typed) == [(("§", "5", "c"),)]


def test_a_word_after_a_section_is_a_word() -> None:
    assert sequences("§ 5 i planloven") == [(("§", "5"),), (("i",),), (("planlov",),)]
    assert sequences("§ 5 cykel") == [(("§", "5"),), (("cykel",),)]


def test_operators_of_other_systems_are_words_or_nothing() -> None:
    assert sequences("and OR (title:by*) +å ~") == [
        (("and",),), (("or",),), (("titl",),), (("by",),), (("å",),),
    ]  # fmt: skip


@pytest.mark.parametrize("text", [" ".join(map(str, range(10_000))), '"' + "by plan " * 9_000, "a-b " * 9_000])
def test_what_is_evaluated_is_bounded(text: str) -> None:
    assert 0 < len(parse(text).terms) <= MOST_TERMS
    assert sum(len(clause.sequences) for clause in parse(text).required) <= 4 * MOST_TERMS


def test_half_a_word_at_the_limit_is_not_another_word() -> None:
    assert parse("by " + "x" * 2_000).terms == {"by"}


@settings(deadline=None)
@given(st.text())
def test_any_text_can_be_parsed(text: str) -> None:
    conditions = parse(text)
    assert all(clause.sequences and all(clause.sequences) for clause in (*conditions.required, *conditions.excluded))


@settings(deadline=None)
@given(st.text(st.sampled_from("ab5§- \"'\n\\"), max_size=40))
def test_any_mixture_of_signs_can_be_parsed(text: str) -> None:
    assert len(parse(text).terms) <= MOST_TERMS
