"""Our own stemmer gives Snowball's stems."""

import random

import pytest
from snowballstemmer.danish_stemmer import DanishStemmer

from network.ports.search.compounds import _words
from network.ports.search.danish_snowball import stem_word

ENDINGS = [
    "erendes",
    "erets",
    "hed",
    "heden",
    "en",
    "er",
    "es",
    "e",
    "s",
    "ets",
    "igst",
    "løst",
    "lig",
    "els",
    "gd",
    "'s",
]
LETTERS = "aeiouyæøåbdgklstrnmhf'"


@pytest.mark.parametrize("seed", range(3))
def test_stems_are_those_of_snowball(seed: int) -> None:
    chance, snowball = random.Random(seed), DanishStemmer()
    listed = [word for name in ("danish_parts.txt", "danish_irregular.txt") for word in _words(name)]
    words = [word + chance.choice(ENDINGS) + chance.choice(["", *ENDINGS]) for word in (*listed, *listed)]
    words += ["".join(chance.choices(LETTERS, k=chance.randrange(9))) + chance.choice(ENDINGS) for _ in range(5_000)]
    assert [word for word in words if stem_word(word) != snowball.stemWord(word)] == []
