"""What a person typed, as conditions."""

from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network.ports.search.query_text import MOST_ALTERNATIVES, MOST_TERMS, parse, plain_words


def sequences(query: str) -> list[tuple[tuple[str, ...], ...]]:
    return [clause.sequences for clause in parse(query).required]


def words(query: str) -> list[tuple[str, ...]]:
    """What is asked for, as it was typed."""
    return [clause.sequences[0] for clause in parse(query).required]


def excluded(query: str) -> list[tuple[tuple[str, ...], ...]]:
    return [clause.sequences for clause in parse(query).excluded]


def test_every_word_is_a_condition_of_its_own() -> None:
    assert words("tomme huse, byen") == [("tom",), ("hus",), ("by",)]


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


def test_words_that_hold_others_together_are_asked_for_only_where_there_is_nothing_else() -> None:
    assert words("fornyelse af landsbyer") == words("fornyelse landsbyer")
    assert words("Hvad koster det at rive et hus ned?") == words("koster rive hus ned")
    assert words("til og fra") == [("til",), ("og",), ("fra",)]
    assert words('"af og til"') == [("af", "og", "til")]
    assert words("skole -af") == words("skole")
    assert excluded("skole -af") == [(("af",),)]
    assert words("-skole af") == [("af",)]


@pytest.mark.parametrize("typed", ["§ 5 c", "§5c", "§ 5c", "§  5 C", '"§ 5 c"', "paragraf 5 c", "Paragraf 5c"])
def test_a_section_of_an_act_is_one_thing(typed: str) -> None:
    assert sequences(typed) == [(("§", "5", "c"),)]


@pytest.mark.parametrize(("typed", "also"), [("kr.", "krone"), ("kroner", "kr"), ("m2", "m²"), ("pct", "procent")])
def test_what_is_written_short_is_asked_for_written_out_too(typed: str, also: str) -> None:
    (found,) = sequences(typed)
    assert (also,) in found
    assert excluded(f"by -{typed}") == [found[: found.index((also,))] if typed == "m2" else found[:1]]


@pytest.mark.parametrize(("typed", "also"), [("flexbolig", "fleksbolig"), ("fleksboliger", "flexbolig")])
def test_x_and_ks_are_asked_for_by_each_other(typed: str, also: str) -> None:
    (found,) = sequences(typed)
    assert (also,) in found


def test_a_word_after_a_section_is_a_word() -> None:
    assert words("§ 5 i planloven") == [("§", "5"), ("planlov",)]
    assert words("§ 5 cykel") == [("§", "5"), ("cykel",)]
    assert words("paragraf om huse") == [("paragraf",), ("hus",)]


def test_operators_of_other_systems_are_words_or_nothing() -> None:
    assert words("and or (title:by) +å ~") == [("and",), ("or",), ("titl",), ("by",), ("å",)]


@pytest.mark.parametrize("text", [" ".join(map(str, range(10_000))), '"' + "by plan " * 9_000, "a-b " * 9_000])
def test_what_is_evaluated_is_bounded(text: str) -> None:
    assert 0 < len(parse(text).terms) <= MOST_TERMS
    assert sum(len(clause.sequences) for clause in parse(text).required) <= 4 * MOST_TERMS


def test_or_in_capitals_asks_for_one_of_two() -> None:
    assert sequences("havn OR kaj") == sequences("havn ELLER kaj") == [(("havn",), ("kaj",))]
    assert sequences('"ny havn" OR kaj OR mole') == [(("ny", "havn"), ("kaj",), ("mole",))]
    assert words("OR havn") == [("or",), ("havn",)]
    assert words("havn OR") == [("havn",), ("or",)]
    assert excluded("havn OR -kaj") == [(("kaj",),)]


def test_of_very_many_alternatives_the_first_are_asked_for() -> None:
    typed = [f"qz{letter}q" for letter in "bcdfghjklmnpqrstvwxz"]
    (clause,) = parse(" OR ".join(typed)).required
    assert clause.sequences == tuple((word,) for word in typed[:MOST_ALTERNATIVES])


def test_a_star_asks_for_what_begins_so() -> None:
    (clause,) = parse("kommuner*").required
    assert ("kommun",) in clause.sequences
    assert clause.beginnings == ("kommuner",)
    assert parse("* ** a*").terms == {"a"}
    assert parse("kommu", begun=True).terms >= {"kommu", "kommu*"}
    assert parse("kommu ", begun=True).terms == {"kommu"}


def test_fields_say_what_a_document_is_named_by() -> None:
    asked = parse('emne:"Tomme boliger" kommune:Lolland -type:dokument forfatter:Inger pris')
    assert asked.named == ("emne~tom", "emne~bolig", "kommune~lolland", "forfatter~inger")
    assert asked.not_named == ("type~dokument",)
    assert [clause.sequences[0] for clause in asked.required] == [("pris",)]
    assert parse("i:titel pris").in_title
    assert parse("Emne: boliger Fra: 2024 pris") == parse("emne:boliger fra:2024 pris")


@pytest.mark.parametrize(("typed", "since", "until"), [
    ("fra:2024", "2023-12-31 23:00", None), ("fra:3.2024", "2024-02-29 23:00", None),
    ("fra:2024-06-05", "2024-06-04 22:00", None), ("fra:5.6.2024", "2024-06-04 22:00", None),
    ("til:2024", None, "2024-12-31 23:00"), ("til:12-2024", None, "2024-12-31 23:00"),
    ("til:15.3.24", None, "2024-03-15 23:00"), ('fra:"marts 2024"', "2024-02-29 23:00", None),
    ('fra:"5. juni 2024" til:Dec-2024', "2024-06-04 22:00", "2024-12-31 23:00"),
    ("til:5/6-2024", None, "2024-06-05 22:00"), ("fra:2023 til:2024", "2022-12-31 23:00", "2024-12-31 23:00"),
])  # fmt: skip
def test_days_months_and_years_are_those_of_denmark(typed: str, since: str | None, until: str | None) -> None:
    asked = parse(typed)
    moments = [moment and f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}" for moment in (asked.since, asked.until)]
    assert moments == [since, until]
    assert not asked.required


@pytest.mark.parametrize("typed", ["fra:banan", "fra:2024-13", "til:31.2.2024", "fra:9999", "emne:", "i:midten", "x:y"])
def test_what_is_no_field_after_all_is_words(typed: str) -> None:
    asked = parse(typed)
    assert asked.required
    assert (asked.named, asked.since, asked.until, asked.in_title) == ((), None, None, False)


def test_a_compound_is_asked_for_in_its_halves_too_and_neighbours_as_one_word() -> None:
    (clause,) = parse("landsbyfornyelse").required
    assert clause.near == (("landsby", "fornyelse"),)
    first, second = parse("ældre bolig").required
    assert ("ældrebolig",) in first.sequences
    assert ("ældrebolig",) in second.sequences


def test_a_synonym_of_several_words_stands_for_all_of_them() -> None:
    synonyms = {("tom", "bolig"): (("tom", "hus"), ("forfald",)), ("pris",): (("udgift",),)}
    first, second, third = parse("tomme boliger pris", synonyms=synonyms).required
    assert {("tom", "hus"), ("forfald",)} <= set(first.sequences) & set(second.sequences)
    assert ("udgift",) in third.sequences


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


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ('emne:boliger fornyelse "af rønner" -asbest kommune:"Lolland"', "fornyelse af rønner"),
        ("havn OR kaj bosæt* i:titel fra:2024", "havn kaj bosæt"),
        ("§ 5 c og §12", "§ 5 c og §12"),
        ("fra:banan (kaj)", "fra banan kaj"),
        ("-alt -sammen", ""),
    ],
)
def test_the_words_of_a_query_can_be_had_without_its_signs(typed: str, words: str) -> None:
    assert plain_words(typed) == words
