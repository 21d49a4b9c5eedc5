"""The connection to a bucket, and what its errors mean here."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, ReadTimeoutError
from urllib3.exceptions import HTTPError

from network.ports.files import FileMissing, StorageFull, StoreUnavailable

CONNECT_SECONDS, READ_SECONDS, TRIES = 3, 10, 2  # somebody waits for the page
PAUSE = 15.0  # seconds without asking once it has kept somebody waiting in vain
CONNECTIONS = 16
_NOT_THERE = frozenset({"NoSuchKey", "NotFound", "404"})
_FULL = frozenset({"QuotaExceeded", "ServiceQuotaExceeded", "XMinioStorageFull"})
_NO_ROOM = 507  # a status


class Patience:
    """Lets one ask at a time while a service keeps silent: a page of pictures must not hold all threads of the site."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._silent_until: float | None = None

    def is_over(self) -> bool:
        """Whether there is no sense in asking now. Who is told no, asks."""
        with self._lock:
            until, now = self._silent_until, time.monotonic()
            if until is None:
                return False
            if now >= until:
                self._silent_until = now + PAUSE
            return now < until

    def lose(self) -> None:
        with self._lock:
            self._silent_until = time.monotonic() + PAUSE

    def regain(self) -> None:
        self._silent_until = None


@cache
def _session() -> Any:
    """Reads what it knows of the protocol once."""
    return boto3.session.Session()


class Bucket:
    """One bucket of one service. `client` speaks S3; what it raises is put into this port's words by `asked`."""

    def __init__(
        self,
        name: str,
        *,
        endpoint: str | None,
        region: str,
        access_key: str,
        secret_key: str,
        read_seconds: float | None = None,
    ) -> None:
        self.name = name
        self._patience = Patience()
        self._place = f"the bucket {name} at {endpoint or region}"
        self.client: Any = _session().client(
            "s3",
            endpoint_url=endpoint,
            region_name=region,
            aws_access_key_id=access_key,
            aws_secret_access_key=secret_key,
            config=Config(
                signature_version="s3v4",
                # Not left to botocore: it signs links to Amazon for an address that sends browsers on to another.
                s3={"addressing_style": "path" if endpoint or "." in name else "virtual"},
                connect_timeout=CONNECT_SECONDS,
                read_timeout=read_seconds or READ_SECONDS,
                retries={"mode": "standard", "total_max_attempts": TRIES},
                max_pool_connections=CONNECTIONS,
                # Not every service knows the newer checksums; Content-MD5 is known to all.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    @contextmanager
    def asked(self, key: str = "") -> Iterator[None]:
        """Around each call. Raises FileMissing for that key, StorageFull, StoreUnavailable."""
        if self._patience.is_over():
            raise StoreUnavailable(f"{self._place} has just not answered")
        try:
            yield
            self._patience.regain()
        except ClientError as error:
            self._patience.regain()
            code = str(error.response.get("Error", {}).get("Code", ""))
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            if key and code in _NOT_THERE:
                self._require()
                raise FileMissing(key) from error
            if code in _FULL or status == _NO_ROOM:
                raise StorageFull from error
            raise StoreUnavailable(f"{self._place} refuses: {code or status}") from error
        except (BotoCoreError, HTTPError) as error:
            if isinstance(error, (ConnectTimeoutError, ReadTimeoutError)):
                self._patience.lose()
            raise StoreUnavailable(f"{self._place} does not answer: {type(error).__name__}") from error

    def _require(self) -> None:
        """Where there is no bucket, no file is missing. Raises StoreUnavailable."""
        with self.asked():
            self.client.head_bucket(Bucket=self.name)
