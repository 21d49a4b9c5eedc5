"""Pictures keep what is seen and lose what they tell besides."""

import io
import struct
import zlib

import pytest
from PIL import Image

from network.core.media_types import GIF, JPEG, PNG, WEBP
from network.core.pictures import without_traces
from network.core.unreadable import Damaged

KINDS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}
SECRET = b"Jernbanegade 7"


def picture(media_type: str, turned: int = 6, **options: object) -> bytes:
    image = Image.new("RGB", (64, 32))
    image.putdata([(x * 4, x * 2, 255 - x * 3) for _y in range(32) for x in range(64)])
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = turned, SECRET.decode()
    stream = io.BytesIO()
    image.save(stream, KINDS[media_type], exif=exif, **options)
    return stream.getvalue()


def seen(data: bytes) -> bytes:
    return Image.open(io.BytesIO(data)).convert("RGB").tobytes()


@pytest.mark.parametrize("media_type", KINDS)
def test_a_picture_looks_the_same_and_no_longer_says_where_it_was_taken(media_type: str) -> None:
    given = picture(media_type)
    assert SECRET in given
    kept = without_traces(given, media_type)
    assert SECRET not in kept
    assert seen(kept) == seen(given)
    assert without_traces(kept, media_type) == kept


@pytest.mark.parametrize("options", [{"progressive": True}, {"quality": 95}, {"restart_marker_rows": 1}])
def test_a_photo_is_still_the_right_way_up(options: dict[str, object]) -> None:
    kept = without_traces(picture(JPEG, 6, **options), JPEG)
    assert dict(Image.open(io.BytesIO(kept)).getexif()) == {0x0112: 6}
    assert not Image.open(io.BytesIO(without_traces(picture(JPEG, 1), JPEG))).getexif()


def test_what_follows_a_picture_or_is_written_into_it_as_text_is_left_out() -> None:
    assert without_traces(picture(JPEG) + SECRET, JPEG) == without_traces(picture(JPEG), JPEG)
    assert without_traces(picture(PNG) + SECRET, PNG) == without_traces(picture(PNG), PNG)
    comment = b"\xff\xfe" + struct.pack(">H", 2 + len(SECRET)) + SECRET
    given = picture(JPEG)
    assert SECRET not in without_traces(given[:2] + comment + given[2:], JPEG)
    text = b"tEXt" + SECRET
    chunk = struct.pack(">I", len(SECRET)) + text + struct.pack(">I", zlib.crc32(text))
    given = picture(PNG)
    assert SECRET not in without_traces(given[:33] + chunk + given[33:], PNG)


@pytest.mark.parametrize("media_type", KINDS)
def test_a_damaged_picture_is_told_from_a_whole_one(media_type: str) -> None:
    given = picture(media_type)
    for length in (0, 1, 4, 12, 20, len(given) // 2):
        with pytest.raises(Damaged):
            without_traces(given[:length], media_type)


def test_a_picture_without_a_place_for_notes_is_left_as_it_is() -> None:
    assert without_traces(b"GIF89a;", GIF) == b"GIF89a;"
