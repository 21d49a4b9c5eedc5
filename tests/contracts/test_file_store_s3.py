"""What a bucket adds to what every file store promises: links, parts, copies on this machine, and what can go wrong."""

import hashlib
import io
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from network.ports.files import FileMissing, FileTooLarge, StorageFull, StoreUnavailable, s3_client
from network.ports.files import copies as copies_module
from network.ports.files import s3 as s3_module
from network.ports.files.copies import LocalCopies
from network.ports.files.disposition import attachment
from network.ports.files.s3 import S3FileStore
from tests.object_storage import BUCKET, SECRET_KEY, Service, throwaway_service

CONTENT = "Referat fra Ærø".encode()
KEY = hashlib.sha256(CONTENT).hexdigest()
LARGE = bytes(range(256)) * 80_000  # three parts
LARGE_KEY = hashlib.sha256(LARGE).hexdigest()


@pytest.fixture
def store(service: Service, tmp_path: Path) -> S3FileStore:
    return service.store(tmp_path)


def fetched(url: str, **headers: str) -> Any:
    return urllib.request.urlopen(urllib.request.Request(url, headers=headers))  # noqa: S310 -- the test's own service


def refusal(url: str) -> int:
    with pytest.raises(urllib.error.HTTPError) as refused:
        fetched(url)
    refused.value.close()
    return refused.value.code


# Links


def test_a_link_says_in_its_signature_how_it_is_answered(store: S3FileStore) -> None:
    store.put(io.BytesIO(CONTENT), limit=1000)
    url = store.deliver(KEY, 'Budget "2026"; æøå.txt', "text/plain").url
    assert url is not None
    with fetched(url) as answer:
        assert answer.read() == CONTENT
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert answer.headers["Cache-Control"] == "private, no-store"
        disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="Budget 2026; aeoeaa.txt"; filename*=UTF-8')
    assert disposition.endswith("Budget%20%222026%22%3B%20%C3%A6%C3%B8%C3%A5.txt")
    for said, other in (("attachment", "inline"), ("text%2Fplain", "text%2Fhtml"), (KEY, "0" * 64)):
        assert said in url
        assert refusal(url.replace(said, other)) == 403


def test_a_link_gives_any_part_of_the_file(store: S3FileStore) -> None:
    store.put(io.BytesIO(CONTENT), limit=1000)
    url = store.deliver(KEY, "referat.txt", "text/plain").url
    with fetched(str(url), Range="bytes=0-6") as answer:
        assert (answer.status, answer.read()) == (206, CONTENT[:7])


def test_a_link_lasts_five_minutes_at_most(
    store: S3FileStore, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(io.BytesIO(CONTENT), limit=1000)
    url = str(store.deliver(KEY, "referat.txt", "text/plain").url)
    assert int(parse_qs(urlsplit(url).query)["X-Amz-Expires"][0]) <= 300
    monkeypatch.setattr(s3_module, "LINK_SECONDS", 1)
    short = str(store.deliver(KEY, "referat.txt", "text/plain").url)
    time.sleep(2.1)
    assert refusal(short) == 403


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "", "text/plain\r\nSet-Cookie: a=b"])
def test_what_a_browser_might_run_is_no_type_of_a_link(store: S3FileStore, media_type: str) -> None:
    store.put(io.BytesIO(CONTENT), limit=1000)
    with fetched(str(store.deliver(KEY, "side.html", media_type).url)) as answer:
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("a\r\nB: c.txt", "attachment; filename=\"aB: c.txt\"; filename*=UTF-8''a%0D%0AB%3A%20c.txt"),
        ("日本.pdf", "attachment; filename=\".pdf\"; filename*=UTF-8''%E6%97%A5%E6%9C%AC.pdf"),
        ("日本", "attachment; filename=\"fil\"; filename*=UTF-8''%E6%97%A5%E6%9C%AC"),
        ('a"b\\c%41.txt', "attachment; filename=\"abc41.txt\"; filename*=UTF-8''a%22b%5Cc%2541.txt"),
    ],
)  # fmt: skip
def test_no_name_breaks_out_of_its_header(name: str, header: str) -> None:
    assert attachment(name) == header


@pytest.mark.parametrize(
    ("endpoint", "origin", "path"),
    [
        ("https://s3.example.dk", "https://s3.example.dk", "/forkant/filer/"),
        ("http://minio:9000", "http://minio:9000", "/forkant/filer/"),
        (None, "https://forkant.s3.eu-north-1.amazonaws.com", "/filer/"),
    ],
)
def test_a_service_of_one_s_own_needs_no_name_for_each_bucket(
    service: Service, tmp_path: Path, endpoint: str | None, origin: str, path: str
) -> None:
    store = service.store(tmp_path, endpoint=endpoint)
    assert store.origin == origin
    assert urlsplit(store._link(KEY, "a.txt", "text/plain")).path == f"{path}{KEY}"


# Parts


def test_the_same_bytes_are_sent_once(store: S3FileStore, service: Service) -> None:
    for _again in range(2):
        store.put(io.BytesIO(CONTENT), limit=1000)
    assert [method for method, _path in service.door.asked].count("PUT") == 1


def test_a_part_that_never_arrives_leaves_nothing(store: S3FileStore, service: Service) -> None:
    service.door.refused_parts = frozenset({"2"})
    with pytest.raises(StoreUnavailable):
        store.put(io.BytesIO(LARGE), limit=10**8)
    assert store.keys() == []
    assert service.unfinished() == []


def test_what_a_killed_process_left_is_given_up_when_it_is_old(store: S3FileStore, service: Service) -> None:
    client = service.bucket().client
    client.create_multipart_upload(Bucket=BUCKET, Key=f"filer/{KEY}")
    store.forget_unfinished(datetime(2010, 1, 1, tzinfo=UTC))  # the server says of all that they began in that year
    assert service.unfinished() == [f"filer/{KEY}"]
    store.forget_unfinished(datetime.now(UTC) + timedelta(minutes=1))
    assert service.unfinished() == []


def test_what_is_too_large_is_refused_before_anything_is_sent(store: S3FileStore, service: Service) -> None:
    with pytest.raises(FileTooLarge):
        store.put(io.BytesIO(LARGE), limit=10**7)
    assert [method for method, _path in service.door.asked if method != "HEAD"] == []


def test_names_that_are_none_of_ours_are_left_alone(store: S3FileStore, service: Service) -> None:
    client = service.bucket().client
    for name in ("filer/andet.txt", f"andre/{KEY}", KEY):
        client.put_object(Bucket=BUCKET, Key=name, Body=b"x")
    assert store.keys() == []


# Copies on this machine


def test_what_was_put_here_need_not_be_fetched(store: S3FileStore, service: Service) -> None:
    store.put(io.BytesIO(CONTENT), limit=1000)
    service.door.asked.clear()
    assert store.local(KEY).read_bytes() == CONTENT
    assert service.door.asked == []


def test_another_machine_fetches_it_once(store: S3FileStore, service: Service, tmp_path: Path) -> None:
    store.put(io.BytesIO(LARGE), limit=10**8)
    there = service.store(tmp_path / "there")
    assert there.local(LARGE_KEY).read_bytes() == LARGE
    service.door.asked.clear()
    assert there.local(LARGE_KEY).stat().st_mode & 0o777 == 0o600
    assert service.door.asked == []


def test_a_copy_with_other_bytes_than_its_key_says_is_no_copy(store: S3FileStore, service: Service) -> None:
    service.bucket().client.put_object(Bucket=BUCKET, Key=f"filer/{KEY}", Body=CONTENT[::-1])
    with pytest.raises(FileMissing):
        store.local(KEY)


def test_copies_go_when_nobody_has_asked_for_an_hour_or_there_is_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies_module, "ROOM", 10)
    copies = LocalCopies(tmp_path)

    def kept(character: str, minutes: int) -> Path:
        with copies.incoming() as (stream, incoming):
            stream.write(b"1234")
            stream.flush()
            path = copies.keep(incoming, character * 64)
        used = time.time() - 60 * minutes
        os.utime(path, (used, used))
        return path

    too_old, old, young, new = (kept(*of) for of in (("a", 61), ("b", 40), ("c", 20), ("d", 0)))
    killed = tmp_path / ".incoming-killed"
    killed.write_bytes(b"12")
    os.utime(killed, (0, 0))
    kept("e", 0)
    assert [path.exists() for path in (too_old, old, young, new, killed)] == [False, False, True, True, False]


def test_no_copy_outlives_its_hour_because_nothing_else_came(store: S3FileStore, tmp_path: Path) -> None:
    store.put(io.BytesIO(CONTENT), limit=1000)
    os.utime(tmp_path / "fetched" / KEY, (0, 0))
    store.forget_unfinished(datetime(2010, 1, 1, tzinfo=UTC))
    assert not (tmp_path / "fetched" / KEY).exists()
    assert store.local(KEY).read_bytes() == CONTENT


# What goes wrong


def test_a_read_that_breaks_off_goes_on_where_it_was(store: S3FileStore, service: Service) -> None:
    store.put(io.BytesIO(LARGE), limit=10**8)
    service.door.break_after, service.door.breaks = 3_000_000, 2
    with store.open(LARGE_KEY) as stream:
        assert stream.read() == LARGE


def test_a_read_that_breaks_off_again_and_again_is_never_half_a_file(store: S3FileStore, service: Service) -> None:
    store.put(io.BytesIO(LARGE), limit=10**8)
    store._copies.forget(LARGE_KEY)
    service.door.break_after, service.door.breaks = 0, 1000
    for read in (lambda: store.open(LARGE_KEY).read(), lambda: store.local(LARGE_KEY)):
        with pytest.raises(StoreUnavailable, match="broke off"):
            read()
    service.door.mend()
    assert store.local(LARGE_KEY).read_bytes() == LARGE


def test_an_error_in_the_middle_of_a_read_is_said(store: S3FileStore, service: Service) -> None:
    store.put(io.BytesIO(LARGE), limit=10**8)
    service.door.break_after, service.door.breaks = 3_000_000, 1
    service.door.error, service.door.errors_from = 503, 1
    with store.open(LARGE_KEY) as stream, pytest.raises(StoreUnavailable, match="InternalError"):
        stream.read()


ASKED: dict[str, Callable[[S3FileStore], object]] = {
    "put": lambda store: store.put(io.BytesIO(b"nyt"), limit=1000),
    "large": lambda store: store.put(io.BytesIO(LARGE), limit=10**8),
    "open": lambda store: store.open(KEY).read(),
    "look": lambda store: store.look(KEY),
    "deliver": lambda store: store.deliver(KEY, "a.txt", "text/plain"),
    "delete": lambda store: store.delete("0" * 64),
    "keys": lambda store: store.keys(),
    "renew": lambda store: store.renew(KEY),
    "forget_unfinished": lambda store: store.forget_unfinished(datetime.now(UTC)),
}


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"access_key": "AKIAFREMMED"}, "InvalidAccessKeyId|403"),
        ({"secret_key": "en-anden-hemmelighed"}, "SignatureDoesNotMatch|403"),
        ({"name": "findes-ikke"}, "NoSuchBucket|404"),
        ({"endpoint": "http://127.0.0.1:9"}, "does not answer: EndpointConnectionError"),
    ],
    ids=["foreign key", "wrong secret", "no bucket", "nobody listens"],
)
def test_a_bucket_that_cannot_be_used_says_which_and_why(
    store: S3FileStore,
    service: Service,
    tmp_path: Path,
    ask: Callable[[S3FileStore], object],
    other: dict[str, Any],
    code: str,
) -> None:
    store.put(io.BytesIO(CONTENT), limit=1000)
    wrong = service.store(tmp_path / "wrong", **other)
    with pytest.raises(StoreUnavailable, match=code) as said:
        ask(wrong)
    assert SECRET_KEY not in str(said.value)
    assert "hemmelighed" not in str(said.value)
    assert store.keys() == [KEY]


@pytest.mark.parametrize(("status", "error"), [(500, StoreUnavailable), (503, StoreUnavailable), (507, StorageFull)])
def test_an_answer_that_is_an_error_stores_nothing(
    store: S3FileStore, service: Service, status: int, error: type[Exception]
) -> None:
    service.door.error = status
    for content in (CONTENT, LARGE):
        with pytest.raises(error):
            store.put(io.BytesIO(content), limit=10**8)
    service.door.mend()
    assert store.keys() == []
    assert service.unfinished() == []


def test_a_server_that_hangs_keeps_one_waiting_and_is_asked_again_later(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3_client, "PAUSE", 1.5)
    store = service.store(tmp_path, read_seconds=0.5)
    store.put(io.BytesIO(CONTENT), limit=1000)
    service.hang()
    try:
        with pytest.raises(StoreUnavailable, match="ReadTimeoutError"):
            store.look(KEY)
        began = time.monotonic()
        for _picture in range(20):
            with pytest.raises(StoreUnavailable, match="has just not answered"):
                store.look(KEY)
        assert time.monotonic() - began < 0.5
        time.sleep(1.6)
        with pytest.raises(StoreUnavailable, match="ReadTimeoutError"):
            store.look(KEY)
    finally:
        service.resume()
    time.sleep(1.6)
    for _again in range(2):
        assert store.look(KEY).size == len(CONTENT)


def test_a_server_that_stops_in_the_middle_of_an_upload_stores_nothing_here(tmp_path: Path) -> None:
    class Stopping(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > len(LARGE) // 2:
                service.stop()
            return super().read(size)

    with throwaway_service() as service:
        store = service.store(tmp_path)
        store.put(io.BytesIO(CONTENT), limit=1000)
        with pytest.raises(StoreUnavailable):
            store.put(Stopping(LARGE), limit=10**8)
        assert [path.name for path in (tmp_path / "fetched").iterdir()] == [KEY]
        with pytest.raises(StoreUnavailable):
            store.look(KEY)
