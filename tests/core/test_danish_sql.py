"""The database orders and folds Danish words as Python does."""

import pytest
from sqlalchemy import column, literal, select, text

from network.core.danish_order import danish_key
from network.core.danish_sql import danish_folded, danish_order, fold_text
from network.ports.search.danish import fold
from tests.world import World

NAMES = ["Åse Ærø", "Aase Møller", "AAGE", "Zacharias", "Øjvind", "Ærtebjerg", "Bo", "René", "Müller", "Ödön", "éva"]
WORDS = ["Tønder", "TOENDER", "Aabenraa", "Åbenrå", "Ærø", "aeroe", "ÆØÅ", "Café", "ph.d", "Müller", "skole"]


@pytest.mark.parametrize("name", NAMES)
def test_names_sort_alike(world: World, name: str) -> None:
    assert world.read(select(danish_order(literal(name)))) == [danish_key(name)]


@pytest.mark.parametrize("word", WORDS)
def test_words_fold_alike(world: World, word: str) -> None:
    assert world.read(select(danish_folded(literal(word)))) == [fold(word)]
    assert fold_text(word) == fold(word)


def test_the_last_letters_of_the_alphabet_stand_last(world: World) -> None:
    rows = " UNION ALL ".join(f"SELECT '{name}' AS name" for name in NAMES)
    found = select(column("name")).select_from(text(f"({rows}) AS names")).order_by(danish_order(column("name")))
    assert world.read(found) == sorted(NAMES, key=danish_key)
