"""Mail and addresses: settings that work on the developer's machine and nowhere else."""

import socket
from collections.abc import Iterator
from email.utils import parseaddr
from urllib.parse import urlsplit

from network.checks import Finding, fail, ok, warn
from network.settings import Settings

PATIENCE = 5.0  # seconds
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}


def check_mail(settings: Settings) -> Iterator[Finding]:
    yield _server(settings)
    sender = parseaddr(settings.mail_from)[1]
    if "@" not in sender:
        yield fail("sender", f"NETWORK_MAIL_FROM is {settings.mail_from!r}; it needs an address")
    elif sender.endswith("@localhost") and not settings.development:
        yield warn("sender", f"mails come from {sender}; set NETWORK_MAIL_FROM")
    else:
        yield ok("sender", sender)
    if not settings.development and not settings.secure_cookies:
        yield warn("address", f"{settings.base_url} is not https: passwords can be read on the way")
    else:
        yield ok("address", settings.base_url)


def _server(settings: Settings) -> Finding:
    if settings.mail_url == "folder":
        text = f"mails are files in {settings.data / 'mail'}"
        return ok("mail server", text) if settings.development else warn("mail server", f"{text}; set NETWORK_MAIL")
    parts = urlsplit(settings.mail_url)
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    try:
        socket.create_connection((host, port), PATIENCE).close()
    except OSError as error:
        return fail("mail server", f"{host}:{port} does not answer: {error.strerror or error}")
    return ok("mail server", f"{host}:{port} answers")
