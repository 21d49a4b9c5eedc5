"""Files in a bucket of an S3-compatible service, each under its own SHA-256 after a prefix that is the network's own.

The service makes an object appear whole or not at all. What has to lie on this machine lies among `copies`.
"""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from network.core.media_types import ACCEPTED, TEXTS
from network.ports.files import Delivery, FileMissing, StorageFull, StoredBytes, StoredEntry, StoreUnavailable
from network.ports.files.copies import LocalCopies
from network.ports.files.copying import FULL, KEY, copy_hashed
from network.ports.files.disposition import attachment
from network.ports.files.s3_client import Bucket
from network.ports.files.s3_stream import Body, object_stream

PART = 8 << 20  # bytes that are sent at a time, and held in memory
LINK_SECONDS = 300
STAYS = timedelta(days=1)  # since it was put; a younger object need not be sent again


class S3FileStore:
    """A FileStore on a bucket. `links`: downloads go to the bucket itself, by addresses that are signed for minutes."""

    def __init__(self, bucket: Bucket, prefix: str, copies: LocalCopies, *, links: bool) -> None:
        self._bucket = bucket
        self._client = bucket.client
        self._prefix = prefix
        self._copies = copies
        self._links = links
        self.origin = _origin(self._link("0" * 64, "a", "")) if links else ""

    def put(self, stream: BinaryIO, limit: int) -> StoredBytes:
        """See FileStore. The worker of this machine need not fetch what was just put."""
        try:
            with self._copies.incoming() as (target, incoming):
                stored = copy_hashed(stream, target, limit)
                target.flush()
                if not self._stays(stored):
                    target.seek(0)
                    self._send(target, stored)
                self._copies.offer(incoming, stored.key)
        except OSError as error:
            if error.errno in FULL:
                raise StorageFull from error
            raise
        return stored

    def _stays(self, stored: StoredBytes) -> bool:
        """Whether the same bytes are there and young enough to be collected by nobody."""
        try:
            found = self.look(stored.key)
        except FileMissing:
            return False
        return found.size == stored.size and found.stored_at > datetime.now(UTC) - STAYS

    def _send(self, source: BinaryIO, stored: StoredBytes) -> None:
        if stored.size > PART:
            self._send_in_parts(source, stored.key)
            return
        data = source.read(PART)
        with self._bucket.asked():
            self._client.put_object(Body=data, ContentMD5=_md5(data), **self._named(stored.key))

    def _send_in_parts(self, source: BinaryIO, key: str) -> None:
        """Nothing stays of an upload that breaks, unless the bucket cannot be told; then the worker tells it later."""
        with self._bucket.asked():
            upload = self._client.create_multipart_upload(**self._named(key))["UploadId"]
        try:
            parts = list(self._sent_parts(source, key, upload))
            with self._bucket.asked():
                self._client.complete_multipart_upload(
                    UploadId=upload, MultipartUpload={"Parts": parts}, **self._named(key)
                )
        except BaseException:
            with suppress(StoreUnavailable, FileMissing):
                self._abort(key, upload)
            raise

    def _sent_parts(self, source: BinaryIO, key: str, upload: str) -> Iterator[dict[str, Any]]:
        number = 1
        while data := source.read(PART):
            with self._bucket.asked():
                sent = self._client.upload_part(
                    UploadId=upload, PartNumber=number, Body=data, ContentMD5=_md5(data), **self._named(key)
                )
            yield {"PartNumber": number, "ETag": sent["ETag"]}
            number += 1

    def _abort(self, key: str, upload: str) -> None:
        with self._bucket.asked():
            self._client.abort_multipart_upload(UploadId=upload, **self._named(key))

    def open(self, key: str) -> BinaryIO:
        """See FileStore."""
        return object_stream(partial(self._fetch, key), self.look(key).size)

    def _fetch(self, key: str, start: int) -> Body:
        with self._bucket.asked(key):
            body: Body = self._client.get_object(Range=f"bytes={start}-", **self._named(key))["Body"]
        return body

    def local(self, key: str) -> Path:
        """See FileStore. What has other bytes than its key says is not that file."""
        if not KEY.fullmatch(key):
            raise FileMissing(key[:80])
        found = self._copies.find(key)
        if found is not None:
            return found
        size = self.look(key).size
        with self.open(key) as stream, self._copies.incoming() as (target, incoming):
            stored = copy_hashed(stream, target, size)
            target.flush()
            if stored.key != key:
                raise FileMissing(key)
            return self._copies.keep(incoming, key)

    def look(self, key: str) -> StoredEntry:
        """See FileStore."""
        if not KEY.fullmatch(key):
            raise FileMissing(key[:80])
        with self._bucket.asked(key):
            found = self._client.head_object(**self._named(key))
        return StoredEntry(key, int(found["ContentLength"]), found["LastModified"])

    def deliver(self, key: str, name: str, media_type: str) -> Delivery:
        """See FileStore. What is not there is said here: the bucket would say it in XML."""
        size = self.look(key).size
        url = self._link(key, name, media_type) if self._links else None
        return Delivery(url=url, stream=object_stream(partial(self._fetch, key), size), size=size)

    def _link(self, key: str, name: str, media_type: str) -> str:
        """The signature covers how it is answered: always as a download, so the bucket's origin shows no page."""
        known = media_type if media_type in ACCEPTED else "application/octet-stream"
        answered = {
            "ResponseContentDisposition": attachment(name),
            "ResponseContentType": f"{known}; charset=utf-8" if known in TEXTS else known,
            "ResponseCacheControl": "private, no-store",
        }
        url: str = self._client.generate_presigned_url(
            "get_object", Params=self._named(key) | answered, ExpiresIn=LINK_SECONDS
        )
        return url

    def delete(self, key: str) -> None:
        """See FileStore."""
        if not KEY.fullmatch(key):
            return
        with self._bucket.asked():
            self._client.delete_object(**self._named(key))
        self._copies.forget(key)

    def entries(self) -> Iterator[StoredEntry]:
        """See FileStore. A thousand an answer, and S3 lists by name."""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket.name, Prefix=self._prefix)
        with self._bucket.asked():
            for page in pages:
                for found in page.get("Contents", ()):
                    key = found["Key"].removeprefix(self._prefix)
                    if KEY.fullmatch(key):
                        yield StoredEntry(key, int(found["Size"]), found["LastModified"])

    def keys(self) -> list[str]:
        """See FileStore."""
        return [entry.key for entry in self.entries()]

    def stored_before(self, moment: datetime) -> list[str]:
        """See FileStore."""
        return [entry.key for entry in self.entries() if entry.stored_at < moment]

    def renew(self, key: str) -> None:
        """See FileStore. The bucket copies it onto itself; the bytes stay where they are."""
        if not KEY.fullmatch(key):
            raise FileMissing(key[:80])
        place = self._named(key)
        with self._bucket.asked(key):
            self._client.copy_object(CopySource=place, MetadataDirective="REPLACE", **place)

    def forget_unfinished(self, before: datetime) -> None:
        """See FileStore. Copies that nobody has asked for go as well."""
        self._copies.make_room()
        lists = self._client.get_paginator("list_multipart_uploads")
        with self._bucket.asked():
            left = [
                (found["Key"], found["UploadId"])
                for page in lists.paginate(Bucket=self._bucket.name, Prefix=self._prefix)
                for found in page.get("Uploads", ())
                if found["Initiated"] < before
            ]
        for name, upload in left:
            with suppress(FileMissing):
                self._abort(name.removeprefix(self._prefix), upload)

    def _named(self, key: str) -> dict[str, str]:
        return {"Bucket": self._bucket.name, "Key": f"{self._prefix}{key}"}


def _md5(data: bytes) -> str:
    """Lets the bucket refuse what did not arrive as it was sent."""
    return base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
