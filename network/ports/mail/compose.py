"""How every outgoing mail looks on the wire, whatever carries it."""

import hashlib
import re
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any

from network.core import clock
from network.ports.mail import Message

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_LONGEST_SUBJECT = 250  # characters


class _Policy(EmailPolicy):
    """Python breaks a long address or id into encoded words, which nobody reads as an address any more."""

    WHOLE = frozenset({"in-reply-to", "references", "list-unsubscribe"})

    def fold(self, name: str, value: Any) -> str:
        return f"{name}: {value}\r\n" if name.lower() in self.WHOLE else super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode() if name.lower() in self.WHOLE else super().fold_binary(name, value)


_POLICY = _Policy(linesep="\r\n")


class Unaddressable(Exception):
    """No mail can go to this address."""


def compose(message: Message, sender: Address) -> EmailMessage:
    """Raises Unaddressable. The same message has the same Message-ID each time."""
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = sender
    mail["To"] = _recipient(message.to)
    mail["Subject"] = one_line(message.subject)[:_LONGEST_SUBJECT]
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = f"<{fingerprint(message.key)}@{sender.domain}>"
    if message.conversation:
        mail["In-Reply-To"] = mail["References"] = f"<{fingerprint(message.conversation)}@{sender.domain}>"
    if message.unsubscribe_url:
        mail["List-Unsubscribe"] = f"<{one_line(message.unsubscribe_url)}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence note answers it
    mail["X-Auto-Response-Suppress"] = "All"  # the same, for Exchange
    mail.set_content(_text(message.body), cte="quoted-printable")
    return mail


def fingerprint(key: str) -> str:
    """A key as 32 hex digits, fit for a header and a file name."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def one_line(text: str) -> str:
    """A header may not hold a line break: what comes after it would be another header."""
    return " ".join(_CONTROLS.sub(" ", text).split())


def _text(body: str) -> str:
    """No NUL, no half surrogates; lines end as the policy says."""
    return body.replace("\0", "").encode("utf-8", "replace").decode()


def _recipient(address: str) -> Address:
    """A bare address; letters beyond ASCII are allowed in the domain only, as IDNA."""
    local, at, domain = address.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
        recipient = Address(addr_spec=f"{local}{at}{ascii_domain}")
    except (MessageError, ValueError, IndexError) as error:
        raise Unaddressable(str(error)) from error
    if not local.isascii() or not recipient.domain or _CONTROLS.search(address) or "," in address:
        raise Unaddressable("not one plain address")
    return recipient
