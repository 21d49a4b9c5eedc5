"""Mail through a server."""

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.headerregistry import Address
from enum import StrEnum

from network.ports.mail import Message, Receipt
from network.ports.mail.compose import Unaddressable, compose, one_line


class Security(StrEnum):
    NONE = "none"  # a relay on the same machine or network
    STARTTLS = "starttls"
    TLS = "tls"  # from the first byte


@dataclass(frozen=True, slots=True)
class Server:
    host: str
    port: int = 25
    security: Security = Security.STARTTLS
    user: str = ""  # empty: no sign-in
    password: str = field(default="", repr=False)
    timeout: float = 20  # seconds, for each answer of the server
    context: ssl.SSLContext | None = None  # None: the system's certificates


# Answers that are about us and our password, not about the recipient: the next try may well succeed.
_OUR_FAULT = frozenset({530, 534, 535, 538})


class SmtpMailer:
    """A Mailer that opens one connection for each batch."""

    def __init__(self, server: Server, sender: Address) -> None:
        self._server = server
        self._sender = sender

    def send(self, messages: Sequence[Message]) -> list[Receipt]:
        """See Mailer. When the connection breaks, what is left of the batch gets a passing refusal."""
        receipts: list[Receipt] = []
        if not messages:
            return receipts
        try:
            with self._connect() as connection:
                for message in messages:
                    receipts.append(self._send(connection, message))
        except (smtplib.SMTPException, OSError) as error:
            receipts += [_refusal(message.key, error) for message in messages[len(receipts) :]]
        return receipts

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        context = server.context or ssl.create_default_context()
        if server.security is Security.TLS:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, self._sender.domain, timeout=server.timeout, context=context
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, self._sender.domain, timeout=server.timeout)
        try:
            if server.security is Security.STARTTLS:
                connection.starttls(context=context)  # an error, never plain text, when the server has none
            if server.user:
                connection.login(server.user, server.password)
        except (smtplib.SMTPException, OSError):
            connection.close()
            raise
        return connection

    def _send(self, connection: smtplib.SMTP, message: Message) -> Receipt:
        """Raises SMTPServerDisconnected and OSError, which end the batch."""
        try:
            mail = compose(message, self._sender)
            # Not send_message(): it writes ">From" where a line of the text begins with "From".
            connection.sendmail(self._sender.addr_spec, mail["To"].addresses[0].addr_spec, bytes(mail))
        except Unaddressable as error:
            return Receipt(message.key, sent=False, permanent=True, reason=str(error))
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
            return _refusal(message.key, error)
        return Receipt(message.key, sent=True)


def _refusal(key: str, error: smtplib.SMTPException | OSError) -> Receipt:
    """5xx to a recipient or a message is for good; to the sender or the sign-in it is ours to mend."""
    answer: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, answer = error.smtp_code, error.smtp_error
    else:
        return Receipt(key, sent=False, reason=one_line(str(error))[:200] or type(error).__name__)
    about_us = code in _OUR_FAULT or not isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
    words = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    return Receipt(key, sent=False, permanent=code >= 500 and not about_us, reason=f"{code} {one_line(words)}"[:200])
