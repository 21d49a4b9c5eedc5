"""A cursor points behind one row, and whatever else stands in the address is refused as no cursor."""

import base64
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.core.cursor import BadCursor, decode, encode

offsets = st.timedeltas(timedelta(hours=-23), timedelta(hours=23)).map(timezone)
# In UTC the first and the last day may lie outside the years that there are.
moments = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=offsets)  # noqa: DTZ001
ids = st.integers(0, 2**63 - 1)
numbers = st.integers().map(str) | st.text("0123456789-+_. e", max_size=30)


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def assert_decoded_or_refused(cursor: str) -> None:
    try:
        moment, row_id = decode(cursor)
    except BadCursor:
        return
    assert moment.tzinfo is UTC
    assert row_id.bit_length() <= 63


@given(moments, ids)
def test_a_cursor_gives_back_its_moment_and_id(moment: datetime, row_id: int) -> None:
    assert decode(encode(moment, row_id)) == (moment, row_id)


@given(moments, ids)
def test_a_cursor_can_stand_in_an_address(moment: datetime, row_id: int) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]+", encode(moment, row_id))


def test_one_moment_has_one_cursor_wherever_it_was_noted() -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert encode(noon, 7) == encode(noon.astimezone(timezone(timedelta(hours=1))), 7)


@given(st.text() | st.text(st.characters(codec="ascii")))
def test_any_text_is_decoded_or_refused(text: str) -> None:
    assert_decoded_or_refused(text)


@given(st.binary())
def test_any_bytes_are_decoded_or_refused(content: bytes) -> None:
    assert_decoded_or_refused(content.decode("latin-1"))
    assert_decoded_or_refused(encoded(content))


@given(numbers, numbers)
def test_any_numbers_are_decoded_or_refused(micros: str, row_id: str) -> None:
    assert_decoded_or_refused(encoded(f"{micros}.{row_id}".encode()))


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "=",
        "A",
        "vrøvl",
        "\x00",
        "\ud800",
        "%00",
        encoded(b"."),
        encoded(b"1"),
        encoded(b"1."),
        encoded(b".1"),
        encoded(b"1.2.3"),
        encoded(b"1.5e3"),
        encoded(b"nan.1"),
        encoded("١.١".encode()),
        encoded(b"\xff.1"),
        encoded(b"1." + str(2**63).encode()),
        encoded(b"9" * 30 + b".1"),
        encoded(b"-" + b"9" * 30 + b".1"),
        encoded(b"9" * 5_000 + b".1"),
        encoded(b"1." + b"9" * 5_000),
    ],
)
def test_nonsense_is_refused_as_no_cursor(cursor: str) -> None:
    with pytest.raises(BadCursor):
        decode(cursor)
