"""A zip is checked before it is inflated."""

import io
import random
import struct
import zipfile

import pytest

from network.core.archive import MAX_ENTRIES, Archive
from network.core.unreadable import Damaged, Encrypted, TooHeavy
from tests.contracts import hostile_documents as making


def opened(content: bytes) -> Archive:
    return Archive(io.BytesIO(content))


def whole(archive: Archive, name: str) -> bytes:
    return b"".join(archive.chunks(name))


def test_a_part_is_read_whole() -> None:
    content = bytes(range(256)) * 4_000
    archive = opened(making.archive([("a", b"x"), ("b/ø.xml", content)]))
    assert archive.names == ["a", "b/ø.xml"]
    assert whole(archive, "b/ø.xml") == content
    assert "a" in archive
    assert "c" not in archive


@pytest.mark.parametrize("at", range(0, 600_000, 65_521))
def test_a_marker_is_found_wherever_it_lies(at: int) -> None:
    filling = random.Random(at).randbytes(600_000)
    content = filling[:at] + b"<marker/>" + filling[at:]
    archive = opened(making.archive([("a", content)]))
    assert archive.contains("a", b"<marker/>")
    assert not archive.contains("a", b"<other/>")


def test_a_part_that_is_not_there_is_damage() -> None:
    with pytest.raises(Damaged):
        whole(opened(making.archive([("a", b"x")])), "b")


def test_pictures_weigh_nothing_until_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("network.core.archive.MAX_INFLATED", 1_000)
    archive = opened(making.archive([("text.xml", b"<x/>"), ("picture", bytes(2_000))]))
    assert whole(archive, "text.xml") == b"<x/>"
    with pytest.raises(TooHeavy, match="too much"):
        whole(archive, "picture")


def test_parts_are_weighed_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("network.core.archive.MAX_INFLATED", 1_000)
    archive = opened(making.archive((str(number), bytes(400)) for number in range(3)))
    assert whole(archive, "0") == whole(archive, "1") == bytes(400)
    with pytest.raises(TooHeavy, match="too much"):
        whole(archive, "2")


def test_a_small_part_may_be_as_even_as_it_likes() -> None:
    assert len(whole(opened(making.archive([("a", bytes(1 << 20))])), "a")) == 1 << 20
    with pytest.raises(TooHeavy, match="steeply"):
        whole(opened(making.archive([("a", bytes((1 << 20) + 1))])), "a")


def test_too_many_parts_are_refused_by_the_count_alone() -> None:
    content = bytearray(making.archive([("a", b"x")]))
    struct.pack_into("<HH", content, len(content) - 14, MAX_ENTRIES + 1, MAX_ENTRIES + 1)
    with pytest.raises(TooHeavy):
        opened(bytes(content))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x05\x06",
        b"PK\x03\x04" + bytes(100),
        making.archive([("a", b"x")])[:-1],
        b"MZ" + making.archive([("a", b"x")]),
        making.archive([("a", b"x")]) + b"<html>",
    ],
    ids=["nothing", "a signature", "a beginning", "cut short", "something before", "something after"],
)
def test_what_is_not_just_a_zip_is_damage(content: bytes) -> None:
    with pytest.raises(Damaged):
        opened(content)


def test_two_parts_of_one_name_are_damage() -> None:
    content = making.archive([("a", b"x"), ("b", b"y")]).replace(b"b", b"a")
    with pytest.raises(Damaged):
        opened(content)


@pytest.mark.parametrize(
    ("field", "size"), [(8, 2), (14, 4), (18, 4), (22, 4)], ids=["method", "sum", "deflated", "inflated"]
)
def test_a_local_header_that_contradicts_the_directory_is_damage(field: int, size: int) -> None:
    content = bytearray(making.archive([("a", b"x" * 100)]))
    content[field : field + size] = bytes(size)
    with pytest.raises(Damaged, match="disagree"):
        whole(opened(bytes(content)), "a")


def test_sizes_may_follow_the_part() -> None:
    class OneWay(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise io.UnsupportedOperation

    out = OneWay()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("a", b"x" * 1_000)
    assert whole(opened(out.getvalue()), "a") == b"x" * 1_000


def test_sizes_may_stand_in_the_extra_field() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target, target.open("a", "w", force_zip64=True) as part:
        part.write(b"x" * 1_000)
    assert whole(opened(out.getvalue()), "a") == b"x" * 1_000


def _with_large_end_record(entries: int) -> bytes:
    content = making.archive([("a", b"hej")])
    end = content.rindex(b"PK\x05\x06")
    size, offset = struct.unpack_from("<LL", content, end + 12)
    record = b"PK\x06\x06" + struct.pack("<Q2H2L4Q", 44, 45, 45, 0, 0, entries, entries, size, offset)
    locator = b"PK\x06\x07" + struct.pack("<LQL", 0, end, 1)
    return content[:end] + record + locator + content[end:]


def test_a_large_end_record_is_taken_when_it_says_the_same() -> None:
    assert whole(opened(_with_large_end_record(1)), "a") == b"hej"
    with pytest.raises(Damaged):
        opened(_with_large_end_record(2))


def test_a_zip_password_is_recognised() -> None:
    content = bytearray(making.archive([("a", b"x")]))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + flags] |= 1
    with pytest.raises(Encrypted):
        whole(opened(bytes(content)), "a")


def test_an_unusual_compression_is_damage() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as target:
        target.writestr("a", b"x")
    with pytest.raises(Damaged, match="unusual"):
        whole(opened(out.getvalue()), "a")
