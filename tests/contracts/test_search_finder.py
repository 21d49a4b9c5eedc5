"""The words that are found by their letters are those that are found by analysing each word."""

import random

import pytest

from network.ports.search.compounds import _words, irregular
from network.ports.search.danish import compound_parts, term_of
from network.ports.search.finder import finder, spaced
from network.ports.search.query_text import parse
from network.ports.search.snippets import _marks, _marks_of_each

ENDINGS = ["", "", "e", "en", "et", "er", "ene", "ernes", "s", "'s", "-", "*", ",", "."]
ODD = [
    "idé",
    "Allé",
    "10.000",
    "1.234.567 kr.",
    "5c",
    "§ 5",
    "e-mail",
    "E-MAIL",
    "CO2",
    "café",
    "kø\u0308b",
    "na\u00efv",
    "’Ærø’",
]
OTHER_SPELLINGS = [("å", "aa"), ("æ", "ae"), ("ø", "oe"), ("æ", "ä"), ("ø", "ö")]


def vocabulary(chance: random.Random) -> list[str]:
    parts, forms = list(_words("danish_parts.txt")), list(irregular())
    compounds = [
        chance.choice(parts) + chance.choice(["", "s", "e"]) + chance.choice(parts + forms) for _ in range(300)
    ]
    return parts + forms + compounds + ODD


def written(word: str, chance: random.Random) -> str:
    word += chance.choice(ENDINGS)
    if chance.random() < 0.2:
        word = word.replace(*chance.choice(OTHER_SPELLINGS))
    return chance.choice([word, word, word.capitalize(), word.upper()])


@pytest.mark.parametrize("seed", range(4))
def test_what_is_marked_is_what_would_be_marked_word_by_word(seed: int) -> None:
    chance = random.Random(seed)
    words = vocabulary(chance)
    for _ in range(150):
        asked = parse(" ".join(written(chance.choice(words), chance) for _ in range(chance.randrange(1, 4)))).terms
        near = [word for word in words if term_of(word) in asked or asked & set(compound_parts(word))]
        chosen = [chance.choice(near or words) for _ in range(8)] + chance.choices(words, k=40)
        text, low = spaced(chance.choice(["  ", " ", "\n\n", "\t"]).join(written(word, chance) for word in chosen))
        sought = finder(asked)
        assert _marks(text, low, sought) == _marks_of_each(text.split(" "), 1, sought)


@pytest.mark.parametrize(("form", "base"), irregular().items())
def test_each_irregular_form_is_found_by_its_letters(form: str, base: str) -> None:
    text, low = spaced(f"her er {form} og jern{form}")
    sought = finder(parse(form).terms | parse(base).terms | parse(f"jern{form}").terms)
    assert _marks(text, low, sought) == _marks_of_each(text.split(" "), 1, sought)
    assert low is not None
