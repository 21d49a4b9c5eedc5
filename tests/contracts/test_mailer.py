"""What every mailer promises, and what the one that speaks SMTP makes of a server's answers."""

import dataclasses
import email
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default as parsing
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from network.core import clock
from network.ports.mail import Mailer, Message
from network.ports.mail.folder import FolderMailer
from network.ports.mail.smtp import Security, Server, SmtpMailer

SENDER = Address("På forkant", addr_spec="netvaerk@forkant.example")
CERTIFICATE = Path(__file__).parents[1] / "data" / "localhost.pem"
MESSAGE = Message(
    key="post.created:4711:9",
    to="soeren@aeroe.example",
    subject="Nyt svar: Færgefart til Ærø – og Åbenrå",
    body="Kære Søren\n\nDer er et nyt svar.\n.\nFrom Ærø til Læsø: https://forkant.example/traade/9\n",
)
ReadMail = Callable[[], list[EmailMessage]]


class Inbox:
    """An SMTP server's handler: keeps what it takes, and answers by the recipient's name."""

    def __init__(self) -> None:
        self.envelopes: list[Any] = []
        self.sessions: list[Any] = []

    async def handle_MAIL(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if address.startswith("refused-sender"):
            return "550 5.7.1 no such sender"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        answers = {"gone": "550 5.1.1 ukendt bruger", "grey": "451 4.7.1 try later", "bye": "421 4.3.2 closing"}
        refusal = answers.get(address.partition("@")[0])
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:
        if b"SPAM" in envelope.content:
            return "554 5.7.1 content refused"
        self.envelopes.append(envelope)
        self.sessions.append(session)
        return "250 OK"

    def read(self) -> list[EmailMessage]:
        by_id: dict[str, EmailMessage] = {}
        for envelope in self.envelopes:
            mail = email.message_from_bytes(envelope.content, policy=parsing)
            by_id[mail["Message-ID"]] = mail  # as a receiving server recognises a repeated send
        return list(by_id.values())


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def server(inbox: Inbox) -> Iterator[Server]:
    with _serving(inbox) as port:
        yield Server("127.0.0.1", port, Security.NONE, timeout=10)


def body_of(mail: EmailMessage) -> str:
    return str(mail.get_content()).replace("\r\n", "\n")


class _Controller(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # the one the system chose
        super()._trigger_server()


@contextmanager
def _serving(inbox: Inbox, **options: Any) -> Iterator[int]:
    controller = _Controller(inbox, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


class MailerContract:
    def test_a_message_arrives_with_danish_letters_in_every_place(self, mailer: Mailer, read: ReadMail) -> None:
        receipts = mailer.send([MESSAGE])
        assert [(receipt.key, receipt.sent) for receipt in receipts] == [(MESSAGE.key, True)]
        (mail,) = read()
        assert mail["Subject"] == MESSAGE.subject
        assert mail["From"].addresses == (SENDER,)
        assert mail["To"] == MESSAGE.to
        assert mail.get_content_type() == "text/plain"
        assert body_of(mail) == MESSAGE.body
        assert mail.defects == []

    def test_robots_are_told_not_to_answer_and_the_time_is_the_clock_s(self, mailer: Mailer, read: ReadMail) -> None:
        moment = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
        clock.use(lambda: moment)
        try:
            mailer.send([MESSAGE])
        finally:
            clock.use(None)
        (mail,) = read()
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["Date"].datetime == moment

    def test_a_conversation_and_the_way_out_of_it_travel_whole_however_long_they_are(
        self, mailer: Mailer, read: ReadMail
    ) -> None:
        """Not as encoded words, in which no mail program looks for an address."""
        url = "https://netvaerk.forkant.example/afmeld/4711-" + "0123456789abcdef" * 8
        first = dataclasses.replace(MESSAGE, conversation="thread:9", unsubscribe_url=url)
        mailer.send(
            [first, dataclasses.replace(first, key="post.created:4712:9"), dataclasses.replace(MESSAGE, key="x")]
        )
        mails = sorted(read(), key=lambda mail: mail["List-Unsubscribe"] is None)
        for mail in mails[:2]:
            assert mail["List-Unsubscribe"] == f"<{url}>"
            assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
            assert mail["In-Reply-To"] == mail["References"] == mails[0]["References"]
            assert str(mail["References"]).endswith("@forkant.example>")
            assert mail.defects == []
        assert {mails[2][name] for name in ("List-Unsubscribe", "List-Unsubscribe-Post", "References")} == {None}

    def test_a_repeated_send_is_recognised_and_another_key_is_another_mail(
        self, mailer: Mailer, read: ReadMail
    ) -> None:
        mailer.send([MESSAGE])
        mailer.send([MESSAGE, dataclasses.replace(MESSAGE, key="post.created:4711:10")])
        assert len(read()) == 2

    @pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r", "\v", "\f", "\x85", "\u2028", "\0"])
    def test_a_line_break_in_a_subject_adds_no_header(self, mailer: Mailer, read: ReadMail, line_break: str) -> None:
        sneaky = dataclasses.replace(
            MESSAGE, subject=f"Hej{line_break}Bcc: alle@forkant.example{line_break}{line_break}x"
        )
        mailer.send([sneaky])
        (mail,) = read()
        assert mail["Bcc"] is None
        assert mail["Subject"] == "Hej Bcc: alle@forkant.example x"
        assert body_of(mail) == MESSAGE.body

    @pytest.mark.parametrize(
        "address",
        [
            "",
            "søren",
            "@forkant.example",
            "a@",
            "a@b.example, c@d.example",
            "a@b.example\r\nBcc: c@d.example",
            "a@b.example\nRCPT TO:<c@d.example>",
            "Navn <a@b.example>",
            "a b@c.example",
            "søren@forkant.example",
            "a@" + "x" * 70 + ".example",
        ],
    )
    def test_what_is_not_one_plain_address_is_refused_for_good(
        self, mailer: Mailer, read: ReadMail, address: str
    ) -> None:
        (receipt,) = mailer.send([dataclasses.replace(MESSAGE, to=address)])
        assert (receipt.sent, receipt.permanent) == (False, True)
        assert receipt.reason
        assert read() == []

    def test_a_danish_domain_travels_in_ascii(self, mailer: Mailer, read: ReadMail) -> None:
        (receipt,) = mailer.send([dataclasses.replace(MESSAGE, to="post@ærø.example")])
        assert receipt.sent
        assert read()[0]["To"] == "post@xn--r-1fab.example".replace("xn--r-1fab", "ærø".encode("idna").decode())

    def test_one_bad_address_stops_nobody_else_s_mail(self, mailer: Mailer, read: ReadMail) -> None:
        batch = [
            MESSAGE,
            dataclasses.replace(MESSAGE, key="bad", to="nobody"),
            dataclasses.replace(MESSAGE, key="last", to="last@forkant.example"),
        ]
        receipts = mailer.send(batch)
        assert [(receipt.key, receipt.sent) for receipt in receipts] == [
            (MESSAGE.key, True),
            ("bad", False),
            ("last", True),
        ]
        assert {str(mail["To"]) for mail in read()} == {MESSAGE.to, "last@forkant.example"}

    def test_no_messages_are_no_work(self, mailer: Mailer, read: ReadMail) -> None:
        assert mailer.send([]) == []
        assert read() == []

    def test_odd_text_is_sent_rather_than_lost(self, mailer: Mailer, read: ReadMail) -> None:
        odd = dataclasses.replace(MESSAGE, subject="", body="x" * 5000 + "\0\ud800 😀\r\nslut")
        assert mailer.send([odd])[0].sent
        assert body_of(read()[0]) == "x" * 5000 + "? 😀\nslut\n"


class TestFolderMailer(MailerContract):
    @pytest.fixture
    def mailer(self, tmp_path: Path) -> Mailer:
        return FolderMailer(tmp_path / "mail", SENDER)

    @pytest.fixture
    def read(self, tmp_path: Path) -> ReadMail:
        def read() -> list[EmailMessage]:
            paths = sorted((tmp_path / "mail").iterdir())
            assert all(path.suffix == ".eml" for path in paths)
            return [email.message_from_bytes(path.read_bytes(), policy=parsing) for path in paths]

        return read


class TestSmtpMailer(MailerContract):
    @pytest.fixture
    def mailer(self, server: Server) -> Mailer:
        return SmtpMailer(server, SENDER)

    @pytest.fixture
    def read(self, inbox: Inbox) -> ReadMail:
        return inbox.read


def test_a_folder_that_cannot_be_written_is_a_passing_refusal(tmp_path: Path) -> None:
    mailer = FolderMailer(tmp_path / "mail", SENDER)
    (tmp_path / "mail").rmdir()
    (receipt,) = mailer.send([MESSAGE])
    assert (receipt.sent, receipt.permanent, receipt.reason) == (False, False, "No such file or directory")


@pytest.mark.parametrize(
    ("to", "subject", "permanent", "reason"),
    [
        ("gone@forkant.example", "Hej", True, "550 5.1.1 ukendt bruger"),
        ("grey@forkant.example", "Hej", False, "451 4.7.1 try later"),
        ("all@forkant.example", "SPAM", True, "554 5.7.1 content refused"),
    ],
)
def test_a_server_s_code_says_whether_trying_again_helps(
    server: Server, inbox: Inbox, to: str, subject: str, permanent: bool, reason: str
) -> None:
    refused = dataclasses.replace(MESSAGE, key="refused", to=to, subject=subject)
    first, second = SmtpMailer(server, SENDER).send([refused, MESSAGE])
    assert (first.sent, first.permanent, first.reason) == (False, permanent, reason)
    assert second.sent
    assert len(inbox.read()) == 1


def test_a_refused_sender_is_our_fault_and_passes(server: Server) -> None:
    sender = Address(addr_spec="refused-sender@forkant.example")
    (receipt,) = SmtpMailer(server, sender).send([MESSAGE])
    assert (receipt.sent, receipt.permanent) == (False, False)


def test_a_server_that_hangs_up_leaves_the_rest_for_later(server: Server, inbox: Inbox) -> None:
    hanging_up = dataclasses.replace(MESSAGE, key="bye", to="bye@forkant.example")
    receipts = SmtpMailer(server, SENDER).send([MESSAGE, hanging_up, dataclasses.replace(MESSAGE, key="rest")])
    assert [(receipt.sent, receipt.permanent) for receipt in receipts] == [
        (True, False),
        (False, False),
        (False, False),
    ]
    assert len(inbox.read()) == 1


def test_a_server_that_is_down_is_a_passing_refusal_for_each(server: Server) -> None:
    with _serving(Inbox()) as port:
        pass
    down = dataclasses.replace(server, port=port)
    receipts = SmtpMailer(down, SENDER).send([MESSAGE, dataclasses.replace(MESSAGE, key="other")])
    assert [(receipt.key, receipt.sent, receipt.permanent) for receipt in receipts] == [
        (MESSAGE.key, False, False),
        ("other", False, False),
    ]
    assert all(receipt.reason for receipt in receipts)


def test_no_mail_goes_in_plain_text_where_starttls_is_asked_for(server: Server, inbox: Inbox) -> None:
    asked = dataclasses.replace(server, security=Security.STARTTLS)
    (receipt,) = SmtpMailer(asked, SENDER).send([MESSAGE])
    assert (receipt.sent, receipt.permanent) == (False, False)
    assert inbox.read() == []


def _server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def _trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(CERTIFICATE))


def _authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, login: LoginPassword) -> AuthResult:
    return AuthResult(success=login == LoginPassword(b"forkant", b"hemmeligt"), handled=False)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # TLS from the first byte is not seen
@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_mail_goes_encrypted_with_a_sign_in(inbox: Inbox, security: Security) -> None:
    options: dict[str, Any] = {"authenticator": _authenticate, "auth_required": True}
    if security is Security.TLS:
        options |= {"ssl_context": _server_context(), "auth_require_tls": False}
    else:
        options |= {"tls_context": _server_context(), "require_starttls": True}
    with _serving(inbox, **options) as port:
        server = Server("127.0.0.1", port, security, "forkant", "hemmeligt", timeout=10, context=_trusting())
        (receipt,) = SmtpMailer(server, SENDER).send([MESSAGE])
        assert receipt.sent, receipt.reason
        assert inbox.sessions[0].authenticated
        wrong = dataclasses.replace(server, password="forkert")
        (refused,) = SmtpMailer(wrong, SENDER).send([MESSAGE])
        assert (refused.sent, refused.permanent) == (False, False)
        assert "forkert" not in refused.reason
        stranger = dataclasses.replace(server, context=ssl.create_default_context())
        (distrusted,) = SmtpMailer(stranger, SENDER).send([MESSAGE])
        assert (distrusted.sent, distrusted.permanent) == (False, False)
    assert len(inbox.envelopes) == 1


def test_a_password_is_not_shown_with_the_server() -> None:
    assert "hemmeligt" not in repr(Server("mail.example", password="hemmeligt"))
