"""The only file that names implementations: settings in, ports out."""

from dataclasses import dataclass
from email.headerregistry import Address
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from sqlalchemy import Engine

from network.ports.extract import Extractor, PageReader
from network.ports.files import FileStore
from network.ports.jobs import Jobs
from network.ports.mail import Mailer
from network.ports.scan import Scanner
from network.ports.search import SearchIndex
from network.settings import Settings, SettingsError
from network.settings_files import Downloads, ObjectStorage


@dataclass(frozen=True, slots=True)
class Ports:
    search: SearchIndex
    files: FileStore
    mail: Mailer
    jobs: Jobs
    extract: Extractor
    scan: Scanner | None = None
    ocr: PageReader | None = None


def build_ports(settings: Settings, engine: Engine) -> Ports:
    """The implementations that these settings ask for. Imports stay inside: none is loaded that is not used."""
    from network.ports.extract.sandbox import SandboxedExtractor
    from network.ports.jobs.embedded import EmbeddedJobs

    return Ports(
        search=_search(settings, engine),
        files=file_store(settings, settings.files),
        mail=_mailer(settings),
        jobs=EmbeddedJobs(settings.data),
        extract=SandboxedExtractor(),
        scan=_scanner(settings),
        ocr=_page_reader(settings),
    )


def file_store(settings: Settings, name: str) -> FileStore:
    """The "folder", or "s3" where a bucket is named. Raises SettingsError."""
    if name == "folder":
        from network.ports.files.local import LocalFileStore

        return LocalFileStore(settings.data / "files")
    if settings.object_storage is None:
        raise SettingsError("NETWORK_S3_BUCKET is missing.")
    return _bucket(settings, settings.object_storage)


def _bucket(settings: Settings, storage: ObjectStorage) -> FileStore:
    try:
        from network.ports.files.s3_client import Bucket
    except ModuleNotFoundError as error:
        raise SettingsError("a bucket needs boto3, which is not installed; run: make setup-s3") from error
    from network.ports.files.copies import LocalCopies
    from network.ports.files.s3 import S3FileStore

    bucket = Bucket(
        storage.bucket,
        endpoint=storage.endpoint,
        region=storage.region,
        access_key=storage.access_key,
        secret_key=storage.secret_key,
    )
    copies = LocalCopies(settings.data / "fetched")
    return S3FileStore(bucket, storage.prefix, copies, links=storage.downloads is Downloads.LINKS)


def _page_reader(settings: Settings) -> PageReader | None:
    """None also where it is asked for and not installed: the site serves all the same, and the doctor says so."""
    if settings.ocr == "off":
        return None
    from network.ports.extract.tesseract import TesseractReader, installed

    found = installed()
    return TesseractReader(*found) if found else None


def _scanner(settings: Settings) -> Scanner | None:
    if not settings.clamd:
        return None
    from network.ports.scan.clamd import ClamdScanner

    host, _, port = settings.clamd.rpartition(":")
    return ClamdScanner(settings.clamd if settings.clamd.startswith("/") else (host, int(port)))


def _search(settings: Settings, engine: Engine) -> SearchIndex:
    if settings.search == "postgres":
        from network.ports.search.postgres.index import PostgresIndex

        return PostgresIndex(engine)
    from network.ports.search.whoosh.index import WhooshIndex

    return WhooshIndex(settings.data / "index")


def _mailer(settings: Settings) -> Mailer:
    name, address = parseaddr(settings.mail_from)
    sender = Address(name, addr_spec=address)
    if settings.mail_url == "folder":
        from network.ports.mail.folder import FolderMailer

        return FolderMailer(settings.data / "mail", sender)
    from network.ports.mail.smtp import Security, Server, SmtpMailer

    parts = urlsplit(settings.mail_url)
    security = {"smtp": Security.NONE, "smtps": Security.TLS, "smtp+starttls": Security.STARTTLS}[parts.scheme]
    server = Server(
        host=parts.hostname or "",
        port=parts.port or {Security.NONE: 25, Security.TLS: 465, Security.STARTTLS: 587}[security],
        security=security,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )
    return SmtpMailer(server, sender)
