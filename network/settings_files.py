"""The settings of a bucket that uploaded files may be kept in (docs/files.md)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

from network.settings_values import SettingsError, one_of, parts_of


class Downloads(StrEnum):
    """How a file that is kept in a bucket reaches a browser."""

    LINKS = "links"  # from the bucket itself
    APPLICATION = "application"  # where browsers cannot reach the bucket


@dataclass(frozen=True, slots=True)
class ObjectStorage:
    """A bucket of an S3-compatible service."""

    bucket: str
    prefix: str  # of every name in it; empty, or with a slash at the end
    endpoint: str | None  # None: Amazon's own of the region
    region: str
    access_key: str
    secret_key: str = field(repr=False)
    downloads: Downloads


def object_storage(env: Mapping[str, str], base_url: str) -> ObjectStorage | None:
    """Values that hold keys are never shown."""
    bucket = env.get("NETWORK_S3_BUCKET") or ""
    if not bucket:
        return None
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", bucket):
        raise SettingsError(f"NETWORK_S3_BUCKET is {bucket!r}; it must be a bucket's name, such as forkant-files.")
    prefix = (env.get("NETWORK_S3_PREFIX") or "").rstrip("/")
    if prefix and not re.fullmatch(r"[\w-]+(/[\w-]+)*", prefix, re.ASCII):
        raise SettingsError(f"NETWORK_S3_PREFIX is {prefix!r}; it must look like network/files.")
    endpoint, region = _s3_endpoint(env), env.get("NETWORK_S3_REGION") or ""
    if not re.fullmatch(r"[a-z0-9-]{2,40}", region or "us-east-1"):
        raise SettingsError(f"NETWORK_S3_REGION is {region!r}; it must look like eu-north-1.")
    if not endpoint and not region:
        raise SettingsError("NETWORK_S3_ENDPOINT is missing; only Amazon's own buckets need NETWORK_S3_REGION alone.")
    downloads = Downloads(one_of(env, "NETWORK_S3_DOWNLOADS", tuple(Downloads)))
    if downloads is Downloads.LINKS and endpoint:
        _check_links(endpoint, base_url)
    return ObjectStorage(
        bucket=bucket,
        prefix=f"{prefix}/" if prefix else "",
        endpoint=endpoint,
        region=region or "us-east-1",
        access_key=_s3_key(env, "NETWORK_S3_ACCESS_KEY"),
        secret_key=_s3_key(env, "NETWORK_S3_SECRET_KEY"),
        downloads=downloads,
    )


def _s3_endpoint(env: Mapping[str, str]) -> str | None:
    value = (env.get("NETWORK_S3_ENDPOINT") or "").rstrip("/")
    if not value:
        return None
    found = parts_of("NETWORK_S3_ENDPOINT", value)
    is_origin = not (found.path or found.query or found.fragment or found.username or found.password)
    if found.scheme not in ("http", "https") or not found.hostname or not is_origin:
        raise SettingsError("NETWORK_S3_ENDPOINT must look like https://s3.example.dk, without a path or a password.")
    return value


def _check_links(endpoint: str, base_url: str) -> None:
    """Files stay on an origin of their own, and a page that came encrypted shows no picture that did not."""
    if urlsplit(endpoint).netloc == urlsplit(base_url).netloc:
        raise SettingsError(
            "NETWORK_S3_ENDPOINT is where the network itself is; members' files need an address of their own, or "
            "NETWORK_S3_DOWNLOADS must be application."
        )
    if base_url.startswith("https://") and endpoint.startswith("http://"):
        raise SettingsError(
            "NETWORK_S3_ENDPOINT begins with http, from which browsers load nothing into an https page; use https, or "
            "set NETWORK_S3_DOWNLOADS to application."
        )


def _s3_key(env: Mapping[str, str], name: str) -> str:
    value = env.get(name) or ""
    if not value:
        raise SettingsError(f"{name} is missing; the service that has the bucket gives it.")
    if not re.fullmatch(r"[!-~]{3,256}", value):
        raise SettingsError(f"{name} holds characters that no key has.")
    return value
