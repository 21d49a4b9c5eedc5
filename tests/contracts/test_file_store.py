"""What every file store promises, the folder and the bucket. Each joins by a class that brings its own `store`."""

import errno
import hashlib
import io
import os
import stat
import tempfile
import threading
import time
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from network.ports.files import FileMissing, FileStore, FileTooLarge, StorageFull
from network.ports.files.local import LocalFileStore
from tests.object_storage import Service

CONTENT = "Referat fra Ærø".encode()
KEY = hashlib.sha256(CONTENT).hexdigest()
LARGE = bytes(range(256)) * 80_000  # 20 MB, sent in three parts
NOT_KEYS = [
    "",
    "..",
    "../../etc/passwd",
    "%2e%2e%2fetc%2fpasswd",
    KEY.upper(),
    KEY + "::$DATA",
    KEY + "\n",
    KEY[:-1],
    f"{KEY[:2]}//{KEY[2:4]}/{KEY}",
    "a" * 63 + "\0",
]


class FileStoreContract:
    def test_a_file_is_stored_under_its_hash_and_read_back(self, store: FileStore) -> None:
        stored = store.put(io.BytesIO(CONTENT), limit=1000)
        assert (stored.key, stored.size) == (KEY, len(CONTENT))
        with store.open(KEY) as stream:
            assert stream.read() == CONTENT
        assert store.local(KEY).read_bytes() == CONTENT

    def test_an_empty_file_is_a_file(self, store: FileStore) -> None:
        stored = store.put(io.BytesIO(), limit=1000)
        assert stored.size == 0
        assert store.local(stored.key).read_bytes() == b""

    def test_the_same_bytes_are_stored_once(self, store: FileStore) -> None:
        assert store.put(io.BytesIO(CONTENT), limit=1000) == store.put(io.BytesIO(CONTENT), limit=1000)
        assert store.keys() == [KEY]

    def test_a_file_at_the_limit_is_taken_and_one_byte_more_leaves_nothing(self, store: FileStore) -> None:
        with pytest.raises(FileTooLarge):
            store.put(io.BytesIO(CONTENT), limit=len(CONTENT) - 1)
        assert store.keys() == []
        assert store.put(io.BytesIO(CONTENT), limit=len(CONTENT)).key == KEY

    def test_a_deleted_file_is_missing_and_deleting_again_is_no_error(self, store: FileStore) -> None:
        store.put(io.BytesIO(CONTENT), limit=1000)
        store.delete(KEY)
        store.delete(KEY)
        assert store.keys() == []
        for ask in (store.open, store.local, store.look, store.renew):
            with pytest.raises(FileMissing):
                ask(KEY)

    @pytest.mark.parametrize("key", [*NOT_KEYS, "0" * 64])
    def test_what_is_no_key_was_never_stored(self, store: FileStore, key: str) -> None:
        store.put(io.BytesIO(CONTENT), limit=1000)
        for ask in (
            store.open,
            store.local,
            store.look,
            store.renew,
            lambda wanted: store.deliver(wanted, "a.txt", "text/plain"),
        ):
            with pytest.raises(FileMissing):
                ask(key)
        store.delete(key)
        assert store.keys() == [KEY]

    def test_a_download_is_a_path_or_a_stream_and_may_have_an_address(self, store: FileStore) -> None:
        store.put(io.BytesIO(CONTENT), limit=1000)
        delivery = store.deliver(KEY, "Referat fra Ærø.txt", "text/plain")
        assert (delivery.path is None) != (delivery.stream is None)
        assert bool(store.origin) == (delivery.url is not None)
        assert (delivery.url or "").startswith(store.origin)
        if delivery.stream:
            assert (delivery.stream.read(), delivery.size) == (CONTENT, len(CONTENT))

    def test_any_part_of_a_file_can_be_read(self, store: FileStore) -> None:
        key = store.put(io.BytesIO(LARGE), limit=10**8).key
        with store.open(key) as stream:
            for start, whence in ((0, 0), (12_345_678, 0), (-22, 2), (7, 0), (-3, 1), (len(LARGE) + 5, 0)):
                at = stream.seek(start, whence)
                assert stream.read(100) == LARGE[at : at + 100]
                assert stream.tell() == max(at, min(at + 100, len(LARGE)))
        assert store.local(key).read_bytes() == LARGE

    def test_a_large_file_is_never_held_in_memory(self, store: FileStore) -> None:
        tracemalloc.start()
        try:
            stored = store.put(cast(BinaryIO, Zeros(64 << 20)), limit=10**9)
            with store.open(stored.key) as stream:
                read = sum(len(chunk) for chunk in iter(lambda: stream.read(1 << 20), b""))
            _now, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert stored.size == read == 64 << 20
        assert peak < 40 << 20

    def test_what_is_known_of_a_file_is_known_without_reading_it(self, store: FileStore) -> None:
        store.put(io.BytesIO(CONTENT), limit=1000)
        entry = store.look(KEY)
        assert (entry.key, entry.size) == (KEY, len(CONTENT))
        assert abs(datetime.now(UTC) - entry.stored_at) < timedelta(minutes=1)
        other = store.put(io.BytesIO(b"andet"), limit=1000)
        assert {(found.key, found.size) for found in store.entries()} == {(KEY, len(CONTENT)), (other.key, 5)}
        assert store.keys() == sorted((KEY, other.key))

    def test_a_renewed_file_is_as_if_it_had_just_been_put(self, store: FileStore) -> None:
        store.put(io.BytesIO(CONTENT), limit=1000)
        before = store.look(KEY).stored_at
        time.sleep(1.1)  # services count in seconds
        store.renew(KEY)
        assert store.look(KEY).stored_at > before
        with store.open(KEY) as stream:
            assert stream.read() == CONTENT

    def test_a_stream_that_breaks_stores_nothing(self, store: FileStore) -> None:
        for content in (CONTENT, LARGE):
            with pytest.raises(ConnectionResetError):
                store.put(Broken(content), limit=10**8)
        assert store.keys() == []

    def test_what_was_put_before_a_moment_is_told_from_what_was_put_later(self, store: FileStore) -> None:
        store.put(io.BytesIO(CONTENT), limit=1000)
        now = datetime.now(UTC)
        assert store.stored_before(now + timedelta(minutes=1)) == [KEY]
        assert store.stored_before(now - timedelta(minutes=1)) == []

    def test_eight_at_once_store_the_same_and_different_files(self, store: FileStore) -> None:
        def upload(number: int) -> None:
            for content in (CONTENT, b"%d" % number):
                store.put(io.BytesIO(content), limit=1000)

        threads = [threading.Thread(target=upload, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        keys = store.keys()
        assert len(keys) == 9
        assert [hashlib.sha256(store.local(key).read_bytes()).hexdigest() for key in keys] == keys


class Broken(io.BytesIO):
    """Its first half can be read."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell():
            raise ConnectionResetError
        return super().read(len(self.getvalue()) // 2)


class Zeros(io.RawIOBase):
    def __init__(self, size: int) -> None:
        self._left = size

    def read(self, size: int = -1, /) -> bytes:
        found = bytes(min(size, self._left))
        self._left -= len(found)
        return found


class TestS3FileStore(FileStoreContract):
    @pytest.fixture
    def store(self, service: Service, tmp_path: Path) -> FileStore:
        return service.store(tmp_path)


class TestS3FileStoreThroughTheApplication(FileStoreContract):
    @pytest.fixture
    def store(self, service: Service, tmp_path: Path) -> FileStore:
        return service.store(tmp_path, links=False)


class TestLocalFileStore(FileStoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> FileStore:
        return LocalFileStore(tmp_path / "files")


def _everything_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_files_and_folders_are_the_application_s_alone(tmp_path: Path) -> None:
    previous = os.umask(0)
    try:
        LocalFileStore(tmp_path / "files").put(io.BytesIO(CONTENT), limit=1000)
    finally:
        os.umask(previous)
    folders = [tmp_path / "files", *(path for path in (tmp_path / "files").rglob("*") if path.is_dir())]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in _everything_in(tmp_path)} == {0o600}


def test_a_full_disk_is_said_and_nothing_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make = tempfile.mkstemp

    def on_a_full_disk(**options: str) -> tuple[int, str]:
        descriptor, name = make(**options)
        os.close(descriptor)
        return os.open("/dev/full", os.O_WRONLY), name  # the kernel's own "no space left on device"

    store = LocalFileStore(tmp_path)
    monkeypatch.setattr(tempfile, "mkstemp", on_a_full_disk)
    with pytest.raises(StorageFull):
        store.put(io.BytesIO(CONTENT), limit=1000)
    assert _everything_in(tmp_path) == []


@pytest.mark.parametrize("moment", ["fsync", "mkdir"])
def test_a_disk_that_is_full_at_the_last_moment_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    store = LocalFileStore(tmp_path)
    monkeypatch.setattr(os, moment, full)
    with pytest.raises(StorageFull):
        store.put(io.BytesIO(CONTENT), limit=1000)
    assert _everything_in(tmp_path) == []


def test_a_stream_that_breaks_leaves_nothing(tmp_path: Path) -> None:
    stream: BinaryIO = Broken(CONTENT)
    with pytest.raises(ConnectionResetError):
        LocalFileStore(tmp_path).put(stream, limit=1000)
    assert _everything_in(tmp_path) == []


def test_a_file_that_lost_its_content_is_mended_by_the_next_upload(tmp_path: Path) -> None:
    store = LocalFileStore(tmp_path)
    store.put(io.BytesIO(CONTENT), limit=1000)
    store.local(KEY).write_bytes(b"")
    store.put(io.BytesIO(CONTENT), limit=1000)
    assert store.local(KEY).read_bytes() == CONTENT


def test_uploads_that_a_killed_process_left_are_cleared_after_a_day(tmp_path: Path) -> None:
    old, young = tmp_path / ".incoming-old", tmp_path / ".incoming-young"
    for path in (old, young):
        path.write_bytes(b"half")
    yesterday = time.time() - 25 * 3600
    os.utime(old, (yesterday, yesterday))
    assert LocalFileStore(tmp_path).keys() == []
    assert _everything_in(tmp_path) == [young]
