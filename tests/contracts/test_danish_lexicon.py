"""The lexicon: what it knows of Danish words, and how its file is made from a dictionary."""

import random
from pathlib import Path

import pytest

from network.ports.search.compounds import _words, irregular
from network.ports.search.danish import compound_parts, reading, term_of
from network.ports.search.lexicon import FILE, Lexicon, Rule, changed, find, read, written
from network.ports.search.lexicon.hunspell import Dictionary
from network.ports.search.lexicon.likelihood import likelihoods
from network.ports.search.lexicon.making import Making
from network.ports.search.lexicon.packing import covers, packed

FORMS = [
    ("udpegede", "udpege"), ("nedrevne", "nedrive"), ("solgt", "sælge"), ("større", "stor"), ("ejendommene", "ejendom"),
    ("landmændenes", "landmand"), ("fik", "få"), ("midlerne", "middel"), ("udvalgene", "udvalg"),
    ("centrene", "center"), ("museerne", "museum"), ("proffer", "prof"), ("kolleger", "kollega"),
    ("filmsproget", "filmsprog"),
]  # fmt: skip
COMPOUNDS = [
    ("tillægskontrakter", {"tillæg", "kontrakt"}), ("miljøklagenævnet", {"miljø", "klage", "nævn"}),
    ("storbanker", {"stor", "bank"}), ("landsbyfornyelsen", {"landsby", "land", "by", "fornyelse"}),
    ("spildevandsanlæggene", {"spildevand", "anlæg"}), ("klimatilpasningsplan", {"tilpasningsplan", "tilpasning"}),
]  # fmt: skip
SIMPLE = [
    "fortrolig", "institutioner", "kollektiver", "demokratiske", "slagteriets", "hovederne", "voldsomste", "urenheder",
    "ansøgning", "forplejning", "beskæftigelsen", "efteråret", "sensationelle", "romantiker",
]  # fmt: skip

AFFIXES = """SET UTF-8
FLAG num
SFX 2 Y 2
SFX 2 0 n/34 e +BESTEMT_ENTAL
SFX 2 0 en/34 [^e] +BESTEMT_ENTAL
SFX 10 Y 1
SFX 10 0 s/34 [^sxz] +GENITIV
SFX 21 Y 2
SFX 21 0 r/34 . +NUTID
SFX 21 e 0/34 [^e]e +IMPERATIV
SFX 29 Y 1
SFX 29 0 s/32,35,36 .
SFX 31 Y 1
SFX 31 0 0/32,36,35 .
SFX 39 Y 1
SFX 39 0 0/35,34 . +ORD_SIDST
"""
WORDS = """7
egn/2,10,39,29
plan/2,10,39,31
egnsplan/2,10,39,31
plane/21,39
Lolland/9
gik st:gå
gå/39 al:gik
ordet forbudt/6
"""


@pytest.mark.parametrize(("form", "base"), FORMS)
def test_a_form_has_the_term_of_its_word(form: str, base: str) -> None:
    assert term_of(form) == term_of(base) == base


@pytest.mark.parametrize(("word", "parts"), COMPOUNDS)
def test_a_compound_has_the_words_that_it_is_made_of(word: str, parts: set[str]) -> None:
    assert parts <= set(compound_parts(word))


@pytest.mark.parametrize("word", SIMPLE)
def test_a_word_that_only_looks_like_a_compound_is_none(word: str) -> None:
    assert compound_parts(word) == ()


def test_a_form_of_two_words_is_found_by_both_and_asks_for_what_is_meant() -> None:
    assert reading("huse").term == "hus"
    assert set(reading("banker").others) | {reading("banker").term} >= {"bank", "banke"}
    assert reading("have").meant == ()  # nobody who asks for gardens means the sea


def test_each_irregular_form_has_its_base_form() -> None:
    assert [(form, reading(form).term) for form in irregular()] == list(irregular().items())


def test_each_word_of_our_own_list_is_one_term() -> None:
    lost = [word for word in _words("danish_parts.txt") if word not in {reading(word).term, *reading(word).others}]
    assert len(lost) < 30, lost


def test_every_form_begins_as_its_word_says() -> None:
    chance = random.Random(5)
    parts = _words("danish_parts.txt")
    for _ in range(2000):
        form = chance.choice(parts) + chance.choice(["", "en", "et", "er", "erne", "ene", "e", "ens", "ede", "t"])
        for term in (reading(form).term, *reading(form).others):
            rule = find(term)
            if rule is not None and find(form) is not None:
                assert form.startswith(changed(term, rule.covers)), (form, term)


def test_a_rule_is_read_as_it_was_written() -> None:
    rule = Rule(((2, ""), (0, "ø")), ((1, "e"),), True, False, True, True, (4, 9), ((0, ""), (3, "ænd")))
    assert read(written(rule)) == rule
    assert read(written(Rule())) == Rule()


def test_forms_are_covered_by_their_beginnings() -> None:
    assert covers({"kommune", "kommunen", "kommuner"}) == ["kommune"]
    assert covers({"mand", "mænd", "manden", "mændene"}) == ["mand", "mænd"]


def test_what_is_read_says_which_word_a_form_is_of() -> None:
    lemmas = {"huse": ["hus", "huse"], "huset": ["hus", "huse"], "husene": ["hus"]}
    found = likelihoods({"huse": 3, "huset": 5, "husene": 2}, lemmas)
    assert found["hus"] > 9 > 1 > found["huse"]


def test_the_file_is_made_from_a_dictionary(tmp_path: Path) -> None:
    (tmp_path / "da_DK.aff").write_text(AFFIXES, encoding="utf-8")
    (tmp_path / "da_DK.dic").write_text(WORDS, encoding="utf-8")
    making = Making()
    making.take(Dictionary(tmp_path))
    making.count(["planen", "plan"])
    (tmp_path / "made.bin").write_bytes(packed(making.rules()))
    lexicon = Lexicon(tmp_path / "made.bin")

    def lemmas(form: str) -> tuple[str, ...]:
        rule = lexicon.find(form)
        return () if rule is None else changed(form, rule.lemmas)

    assert lemmas("planen") == ("plan",)
    assert lemmas("planer") == ("plane",)
    assert lemmas("plan") == ("plan", "plane"), "an order to plane is the rarer of the two"
    assert lemmas("gik") == ("gå",)
    assert lemmas("lolland") == ("lolland",)
    assert lemmas("ordet") == lemmas("x") == ()
    plan = lexicon.find("egnsplanen")
    assert plan is not None
    assert plan.cuts == (4,)
    egns = lexicon.find("egns")
    assert egns is not None
    assert changed("egns", egns.links) == ("egn",)


def test_another_format_is_said_and_not_read(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"\x09" + FILE.read_bytes()[1:100])
    with pytest.raises(ValueError, match="format 9"):
        Lexicon(tmp_path / "other.bin")


def test_many_words_are_found_as_each_one_is() -> None:
    lexicon, chance = Lexicon(), random.Random(1)
    words = [*(form for form, _ in FORMS), *SIMPLE, "", "x", "å\ud800"]
    words += ["".join(chance.choices("abdefgiklmnorstuvy", k=chance.randrange(1, 7))) for _ in range(2_000)]
    assert lexicon.find_all(words) == [lexicon.find(word) for word in words]
    assert any(lexicon.find_all(words[-2_000:]))
    assert lexicon.find_all([]) == []
