"""Outgoing mail: plain text, one recipient a message."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Message:
    key: str  # unique for event and recipient; becomes the Message-ID, so a repeated send is recognised
    to: str
    subject: str
    body: str  # plain text
    conversation: str = ""  # a key: mail programs show messages with the same one together
    unsubscribe_url: str = ""  # where one POST, without more, stops mails like this one (RFC 8058)


@dataclass(frozen=True, slots=True)
class Receipt:
    key: str
    sent: bool
    permanent: bool = False  # refused for good; trying again helps nothing
    reason: str = ""


class Mailer(Protocol):
    def send(self, messages: Sequence[Message]) -> list[Receipt]:
        """One receipt a message, in order. Never raises for what a server answers."""
