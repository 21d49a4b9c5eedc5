"""What an installation may decide, read once from the environment into one frozen object."""

import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from network.settings_files import ObjectStorage, object_storage
from network.settings_values import SettingsError as SettingsError
from network.settings_values import one_of as _one_of
from network.settings_values import parts_of as _parts

ROOT = Path(__file__).resolve().parent.parent
KNOWN_SECRETS = frozenset({"secret", "changeme", "change-me", "development", "dev", "test"})
MIN_SECRET = 32
MEGABYTE = 1_000_000  # bytes, as file managers count
GIGABYTE = 1000 * MEGABYTE


class Mode(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True)
class Settings:
    mode: Mode
    data: Path  # database, index, files, mail and secret of the embedded defaults
    secret: str
    database_url: str
    search: str  # "whoosh" or "postgres"
    mail_url: str  # "folder" or smtp://, smtps://, smtp+starttls://
    mail_from: str
    base_url: str  # how links in mails begin, without a slash at the end
    host: str
    port: int
    proxies: int  # how many proxies in front are to be believed
    processes: int
    threads: int
    upload_limit: int  # bytes
    clamd: str  # a socket's path, or host:port; empty: files are not scanned
    ocr: str  # "auto", "on" or "off": whether pages that are pictures are read
    metrics_token: str  # of who may read /metrics; empty: nobody
    searches: int  # of one member in ten minutes; other limits on reading are multiples of it
    quota: int  # bytes of documents that one municipality may have in the library
    files: str  # "folder" or "s3"
    object_storage: ObjectStorage | None  # named wherever a bucket is, so that files can be moved there and back

    @property
    def development(self) -> bool:
        return self.mode is Mode.DEVELOPMENT

    @property
    def demo_sign_ins(self) -> Path:
        """Kept where the demo has been loaded, and nowhere else."""
        return self.data / "demo-sign-ins.txt"

    @property
    def secure_cookies(self) -> bool:
        return self.base_url.startswith("https://")


def from_env(environ: Mapping[str, str] | None = None) -> Settings:
    """Read NETWORK_* and PORT. Raises SettingsError."""
    env = os.environ if environ is None else environ
    mode = _mode(env)
    data = Path(env.get("NETWORK_DATA") or ROOT / "instance").expanduser().resolve()
    host = env.get("NETWORK_HOST") or "127.0.0.1"
    port = _number(env, "PORT", 8000, 1, 65535)
    if mode is Mode.DEVELOPMENT and not _is_loopback(host):
        raise SettingsError(
            f"NETWORK_HOST is {host}, but development mode has demo accounts and serves this machine only: 127.0.0.1."
        )
    if data.exists() and not data.is_dir():
        raise SettingsError(f"NETWORK_DATA is {data}, which is not a folder.")
    if not re.fullmatch(r"[\w.:-]+", host):
        raise SettingsError(f"NETWORK_HOST is {host!r}; it must be an address or a name, such as 0.0.0.0.")
    database_url = _database_url(env, data)
    base_url = _base_url(env, mode, host, port)
    storage = object_storage(env, base_url)
    return Settings(
        mode=mode,
        data=data,
        secret=_secret(env, mode, data),
        database_url=database_url,
        search=_search(env, database_url),
        mail_url=_mail_url(env),
        mail_from=_mail_from(env),
        base_url=base_url,
        host=host,
        port=port,
        proxies=_number(env, "NETWORK_PROXIES", 0, 0, 5),
        processes=_number(env, "NETWORK_PROCESSES", min(4, os.cpu_count() or 1), 1, 64),
        threads=_number(env, "NETWORK_THREADS", 4, 1, 64),
        upload_limit=_number(env, "NETWORK_UPLOAD_MB", 100, 1, 2000) * MEGABYTE,
        clamd=_clamd(env),
        ocr=_one_of(env, "NETWORK_OCR", ("auto", "on", "off")),
        metrics_token=_metrics_token(env),
        searches=_number(env, "NETWORK_SEARCHES", 600, 20, 1_000_000),
        quota=_number(env, "NETWORK_QUOTA_GB", 20, 1, 100_000) * GIGABYTE,
        files=_files(env, storage),
        object_storage=storage,
    )


def _mode(env: Mapping[str, str]) -> Mode:
    value = env.get("NETWORK_MODE") or Mode.PRODUCTION
    try:
        return Mode(value)
    except ValueError:
        raise SettingsError(f"NETWORK_MODE is {value!r}; it must be development or production.") from None


def _number(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    value = env.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and len(value) < 10 and low <= int(value) <= high):
        raise SettingsError(f"{name} is {value!r}; it must be a whole number from {low} to {high}.")
    return int(value)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _secret(env: Mapping[str, str], mode: Mode, data: Path) -> str:
    value = env.get("NETWORK_SECRET") or ""
    if value.casefold() in KNOWN_SECRETS:
        raise SettingsError("NETWORK_SECRET is a word anybody could guess; make one with: openssl rand -hex 32")
    if value and (len(value) < MIN_SECRET or len(set(value)) < 8):
        raise SettingsError(
            f"NETWORK_SECRET is too short or too plain; it needs {MIN_SECRET} random characters or more."
        )
    if value:
        return value
    if mode is Mode.PRODUCTION:
        raise SettingsError("NETWORK_SECRET is missing; make one with: openssl rand -hex 32")
    return _kept_secret(data)


def _kept_secret(data: Path) -> str:
    """Development's secret is made at the first start and kept, so that a restart signs nobody out."""
    path = data / "secret"
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        pass
    else:
        path.write_text(secrets.token_hex(32))
    return path.read_text().strip()


def _database_url(env: Mapping[str, str], data: Path) -> str:
    value = env.get("NETWORK_DATABASE_URL") or f"sqlite:///{data / 'network.sqlite3'}"
    if value.startswith(("postgresql://", "postgres://")):
        value = "postgresql+psycopg://" + value.partition("://")[2]
    if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        scheme = value.partition("://")[0]
        raise SettingsError(f"NETWORK_DATABASE_URL begins with {scheme}; it must be sqlite:///… or postgresql://…")
    try:
        make_url(value)
    except (ArgumentError, ValueError):
        raise SettingsError("NETWORK_DATABASE_URL is no address that can be read.") from None
    return value


def _search(env: Mapping[str, str], database_url: str) -> str:
    value = _one_of(env, "NETWORK_SEARCH", ("whoosh", "postgres"))
    if value == "postgres" and database_url.startswith("sqlite"):
        raise SettingsError("NETWORK_SEARCH is postgres, but NETWORK_DATABASE_URL is SQLite; set it to whoosh.")
    return value


def _mail_url(env: Mapping[str, str]) -> str:
    value = env.get("NETWORK_MAIL") or "folder"
    if value == "folder":
        return value
    parts = _parts("NETWORK_MAIL", value)
    if parts.scheme not in ("smtp", "smtps", "smtp+starttls") or not parts.hostname:
        raise SettingsError("NETWORK_MAIL must be folder or an address such as smtp+starttls://user:password@host:587.")
    return value


def _clamd(env: Mapping[str, str]) -> str:
    value = env.get("NETWORK_CLAMD") or ""
    found = re.fullmatch(r"/.*|[\w.-]+:(\d{1,5})", value)
    if value and (not found or int(found[1] or 1) > 65535):
        raise SettingsError(f"NETWORK_CLAMD is {value!r}; it must be a socket's path or host:port.")
    return value


def _metrics_token(env: Mapping[str, str]) -> str:
    value = env.get("NETWORK_METRICS_TOKEN") or ""
    if value and (len(value) < MIN_SECRET or not re.fullmatch(r"[\w.~+/=-]+", value, re.ASCII)):
        raise SettingsError(
            f"NETWORK_METRICS_TOKEN needs {MIN_SECRET} random characters or more; make them with: openssl rand -hex 32"
        )
    return value


def _files(env: Mapping[str, str], storage: ObjectStorage | None) -> str:
    value = _one_of(env, "NETWORK_FILES", ("folder", "s3"))
    if value == "s3" and storage is None:
        raise SettingsError("NETWORK_FILES is s3, but NETWORK_S3_BUCKET is missing.")
    return value


def _mail_from(env: Mapping[str, str]) -> str:
    value = env.get("NETWORK_MAIL_FROM") or "På forkant <netvaerk@localhost>"
    if not re.fullmatch(r"[^<>\r\n]*<?[\w.+-]+@[\w.-]+>?", value):
        raise SettingsError(f"NETWORK_MAIL_FROM is {value!r}; it must look like: På forkant <netvaerk@example.dk>")
    return value


def _base_url(env: Mapping[str, str], mode: Mode, host: str, port: int) -> str:
    value = (env.get("NETWORK_BASE_URL") or "").rstrip("/")
    if value:
        parts = _parts("NETWORK_BASE_URL", value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SettingsError(f"NETWORK_BASE_URL is {value!r}; it must look like https://netvaerk.example.dk.")
        return value
    if mode is Mode.PRODUCTION:
        raise SettingsError("NETWORK_BASE_URL is missing; links in mails need it, e.g. https://netvaerk.example.dk.")
    return f"http://{host}:{port}"
