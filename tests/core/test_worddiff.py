"""The difference of two texts is complete, and cheap however they are made."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.core.worddiff import Change, Piece, word_diff

TEXT = st.text(st.sampled_from("ab \næ"), max_size=80)


@given(TEXT, TEXT)
def test_both_texts_can_be_read_off_the_difference(old: str, new: str) -> None:
    pieces = word_diff(old, new)
    assert "".join(piece.text for piece in pieces if piece.change is not Change.ADDED) == old
    assert "".join(piece.text for piece in pieces if piece.change is not Change.REMOVED) == new
    assert all(piece.text for piece in pieces)
    assert all(one.change is not other.change for one, other in pairwise(pieces))


@given(TEXT)
def test_a_text_that_did_not_change_is_one_piece(text: str) -> None:
    assert word_diff(text, text) == ((Piece(Change.NONE, text),) if text else ())


def test_only_the_words_that_changed_are_marked() -> None:
    pieces = word_diff("Det kostede 85.000 kr. i alt.", "Det kostede 78.000 kr. i alt.")
    assert [piece.text for piece in pieces if piece.change is not Change.NONE] == [" 85.000", " 78.000"]


def test_what_is_put_in_or_ends_a_line_changes_no_other_word() -> None:
    pieces = word_diff("Vi ejer halvdelen.\n\nSlut", "Vi ejer det meste.\n\nSlut nu")
    assert [piece.text for piece in pieces if piece.change is not Change.NONE] == [
        " halvdelen.",
        " det meste.",
        " nu",
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a b " * 12_000, "b a " * 12_000),
        ("\n" * 25_000 + "a", "b" + "\n" * 25_000),
        ("a\n" * 20_000 + "x", "b\n" + "a\n" * 20_000),
        ("x" * 50_000, "y" * 50_000),
        (" ".join(map(str, range(8000))), " ".join(map(str, range(8000, 0, -1)))),
    ],
)
def test_no_text_that_fits_costs_much(old: str, new: str) -> None:
    begun = time.process_time()
    assert word_diff(old, new)
    assert time.process_time() - begun < 1
