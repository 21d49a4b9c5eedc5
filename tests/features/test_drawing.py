"""Charts are laid out so that everything is where it belongs, whatever the numbers are."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.features.statistics.drawing import BAR, LEFT, ROW, WIDTH, bars, clipped, columns, matrix, steps

amounts = st.integers(0, 10**7)


@pytest.mark.parametrize(
    ("highest", "marks"),
    [(0, (0, 1)), (1, (0, 1)), (3, (0, 1, 2, 3)), (7, (0, 5, 10)), (43, (0, 20, 40, 60)), (1_600, (0, 1000, 2000))],
)
def test_a_scale_has_round_numbers(highest: int, marks: tuple[int, ...]) -> None:
    assert steps(highest) == marks


@given(st.integers(1, 10**9))
def test_a_scale_holds_the_highest_and_has_few_lines(highest: int) -> None:
    found = steps(highest)
    assert found[0] == 0
    assert found[-1] >= highest
    assert 2 <= len(found) <= 4
    assert len({after - before for before, after in pairwise(found)}) == 1


@given(st.lists(amounts, min_size=1, max_size=60))
def test_columns_stand_beside_each_other_as_tall_as_their_values(values: list[int]) -> None:
    found = columns(values, ["maj"] * len(values), str)
    assert len(found.boxes) == sum(map(bool, values))
    assert all(box.x >= LEFT - 0.1 and box.x + box.width <= WIDTH + 0.1 for box in found.boxes)
    assert all(before.x + before.width <= after.x + 0.2 for before, after in pairwise(found.boxes))
    ordered = sorted(zip((value for value in values if value), found.boxes, strict=True), key=lambda pair: pair[0])
    heights = [box.height for _value, box in ordered]
    assert heights == sorted(heights)
    assert len(found.labels) <= 12


def test_values_stand_above_the_columns_only_where_there_is_room() -> None:
    assert [word.text for word in columns([3, 0, 12], ["a", "b", "c"], str).values] == ["3", "12"]
    assert columns([12_345] * 30, ["a"] * 30, str).values == ()


@given(st.lists(st.tuples(st.text(max_size=80), amounts), max_size=20))
def test_bars_lie_under_each_other_and_none_is_longer_than_the_drawing(rows: list[tuple[str, int]]) -> None:
    found = bars([(words, value, str(value)) for words, value in rows])
    assert found.height == ROW * len(rows)
    assert all(0 <= box.width <= WIDTH and box.y + BAR <= found.height for box in found.boxes)
    assert [box.width == 0 for box in found.boxes] == [value == 0 for _words, value in rows]
    assert all(before.y < after.y for before, after in pairwise(found.boxes))


def test_a_share_is_drawn_against_the_whole() -> None:
    assert [box.width for box in bars([("a", 0.5, "50 %"), ("b", 1, "100 %")], highest=1).boxes] == [WIDTH / 2, WIDTH]
    assert bars([("a", 0, "0")]).boxes[0].width == 0


def test_words_that_are_too_long_are_cut() -> None:
    assert clipped("Kort", 2) == "Kort"
    long = clipped("En meget lang titel på en metode, som ingen kan læse på en telefon", 3)
    assert long.endswith("…")
    assert len(long) < 50


def test_a_matrix_is_of_those_that_give_and_take_most() -> None:
    found = matrix([("A", "B", 6), ("B", "A", 2), ("C", "A", 1), ("D", "E", 1)], most=3)
    assert found.names == ("A", "B", "C")
    assert [[cell and (cell.value, cell.level) for cell in row] for row in found.rows] == [
        [None, (6, 3), (0, 0)],
        [(2, 1), None, (0, 0)],
        [(1, 1), (0, 0), None],
    ]
