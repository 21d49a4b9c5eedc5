"""The connection to a bucket, and what its errors mean here."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from urllib3.exceptions import HTTPError

from network.ports.files import FileMissing, StorageFull, StoreUnavailable

CONNECT_SECONDS, READ_SECONDS, TRIES = 3, 10, 2  # somebody waits for the page
CONNECTIONS = 16
_NOT_THERE = frozenset({"NoSuchKey", "NotFound", "404"})
_FULL = frozenset({"QuotaExceeded", "ServiceQuotaExceeded", "XMinioStorageFull"})
_NO_ROOM = 507  # a status


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
        self._place = f"the bucket {name} at {endpoint or region}"
        self.client: Any = _session().client(
            "s3",
            endpoint_url=endpoint,
            region_name=region,
            aws_access_key_id=access_key,
            aws_secret_access_key=secret_key,
            config=Config(
                signature_version="s3v4",
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
        try:
            yield
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            if key and code in _NOT_THERE:
                self._require()
                raise FileMissing(key) from error
            if code in _FULL or status == _NO_ROOM:
                raise StorageFull from error
            raise StoreUnavailable(f"{self._place} refuses: {code or status}") from error
        except (BotoCoreError, HTTPError) as error:
            raise StoreUnavailable(f"{self._place} does not answer: {type(error).__name__}") from error

    def _require(self) -> None:
        """Where there is no bucket, no file is missing. Raises StoreUnavailable."""
        with self.asked():
            self.client.head_bucket(Bucket=self.name)
