"""The network as a test sees it: people, threads and documents made through the same services as everybody's."""

import io
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from network.core.access import Actor, Audience, Invitable, OrganisationKind, Role
from network.core.sniff import Sniffed, sniff
from network.features.accounts import passwords
from network.features.accounts import service as accounts
from network.features.accounts.models import Account, Invitation
from network.features.accounts.queries import actor_by_account
from network.features.advisers import service as advisers
from network.features.attachments import service as attachments
from network.features.library import service as library
from network.features.library.models import Document
from network.features.methods import service as methods
from network.features.methods.entry import Entry
from network.features.methods.fields import TEXTS
from network.features.methods.queries import MethodView, method_view
from network.features.municipalities.models import Organisation, Participation
from network.features.notifications import service as notifications
from network.features.plans import service as plans
from network.features.plans.entry import Entry as PlanEntry
from network.features.plans.queries import PlanView, plan_view
from network.features.publishing import service as publishing
from network.features.publishing.entry import Entry as ArticleEntry
from network.features.publishing.models import ArticleKind
from network.features.publishing.queries import ArticleView, article_view
from network.features.threads import service as forum
from network.features.threads.models import Thread, ThreadKind
from network.features.topics.models import Topic
from network.web.database import db
from network.web.transaction import NetworkFlask
from network.worker import Worker
from tests.pages.client import CheckedClient

PASSWORD = "en ganske lang adgangskode"
# Hashing is slow on purpose; one hash serves every test.
PASSWORD_HASH = passwords.hashed(PASSWORD)
LOLLAND, LEMVIG, TOENDER = "0360", "0665", "0550"

Openable = Thread | Document | PlanView


class World:
    def __init__(self, app: NetworkFlask, clock: Any) -> None:
        self.app = app
        self.clock = clock
        with app.app_context():
            self.engine = db.engine
        self.worker = Worker(app)
        self._numbers = itertools.count(1)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction of the test's own, committed at the end: one left open would keep the site from writing."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    def read(self, statement: Select[Any]) -> list[Any]:
        """The first column of every row."""
        with self.writing() as session:
            return list(session.scalars(statement))

    def read_rows(self, statement: Select[Any]) -> list[Any]:
        """Every row as a tuple."""
        with self.writing() as session:
            return [tuple(row) for row in session.execute(statement)]

    # People

    def organisation(self, code: str = LOLLAND) -> Organisation:
        """A municipality by code, or "sekretariatet", or a partner made for this test by any other name."""
        with self.writing() as session:
            by_code = select(Organisation).where((Organisation.code == code) | (Organisation.slug == code))
            found = session.scalars(by_code).first()
            if found is None:
                name = code.title()
                found = Organisation(kind=OrganisationKind.PARTNER, slug=code, name=name, full_name=name)
                session.add(found)
            if found.participation in (None, Participation.NONE):
                found.participation = Participation.PARTICIPANT
            return found

    def member(self, organisation: str = LOLLAND, name: str = "", roles: tuple[Role, ...] = ()) -> Actor:
        """Somebody with an account and PASSWORD."""
        number = next(self._numbers)
        belongs_to = self.organisation(organisation)
        email = f"medlem{number}@{belongs_to.slug}.example"
        account = Account(
            organisation_id=belongs_to.id,
            name=name or f"Medlem {number}",
            title="planlægger",
            email=email,
            email_key=email,
            password_hash=PASSWORD_HASH,
            roles=" ".join(roles),
            created_at=self.clock(),
        )
        with self.writing() as session:
            session.add(account)
            session.flush()
            return actor_by_account(session, account.id)

    def adviser(
        self, *things: Thread | Document | PlanView, firm: str = "Bygherreplan", by: Actor | None = None
    ) -> Actor:
        """Somebody from outside, to whom these have been opened, with PASSWORD; `by` whoever wrote the first."""
        number = next(self._numbers)
        name, email = f"Rådgiver {number}", f"raadgiver{number}@firma.example"
        for thing in things or (self.thread(self.member(), "Intet at se"),):
            self.invite_adviser(thing, email, name, firm, by)
        (account_id,) = self.read(select(Account.id).where(Account.email_key == email))
        with self.writing() as session:
            session.get_one(Account, account_id).password_hash = PASSWORD_HASH
            session.execute(delete(Invitation).where(Invitation.account_id == account_id))
            return actor_by_account(session, account_id)

    def invite_adviser(
        self,
        thing: Openable,
        email: str,
        name: str = "Rådgiver",
        firm: str = "Bygherreplan",
        by: Actor | None = None,
    ) -> None:
        kinds = {Thread: Invitable.THREAD, Document: Invitable.DOCUMENT, PlanView: Invitable.PLAN}
        kind = kinds[type(thing)]
        with self.writing() as session:
            actor = by or actor_by_account(session, thing.author_id or 0)
            advisers.invite(session, actor, kind, thing.id, email=email, name=name, firm=firm)

    def secretariat(self) -> Actor:
        return self.member("sekretariatet", "Sofie fra sekretariatet", (Role.SECRETARIAT,))

    def email_of(self, actor: Actor) -> str:
        return str(self.read(select(Account.email).where(Account.id == actor.id))[0])

    def client(self, actor: Actor | None = None) -> CheckedClient:
        """A browser of its own, signed in as `actor`."""
        client: CheckedClient = self.app.test_client()  # type: ignore[assignment]
        if actor is not None and actor.id is not None:
            with self.writing() as session:
                token, _ = accounts.start_session(session, actor.id)
            with client.session_transaction() as cookie:
                cookie["_user_id"] = token
                cookie["_fresh"] = True
                cookie["seen"] = int(self.clock().timestamp())
        return client

    # Things

    def topic(self, slug: str = "tomme-boliger") -> Topic:
        found: Topic = self.read(select(Topic).where(Topic.slug == slug))[0]
        return found

    def thread(
        self,
        author: Actor,
        title: str = "Hvad koster en nedrivning?",
        body: str = "Vi har tre huse.",
        audience: Audience = Audience.NETWORK,
        kind: ThreadKind = ThreadKind.QUESTION,
        topic: str = "tomme-boliger",
    ) -> Thread:
        about = self.topic(topic)
        with self.writing() as session:
            return forum.start_thread(
                session, author, topic=about, kind=kind, title=title, body=body, audience=audience
            )

    def reply(self, author: Actor, thread: Thread, body: str = "Hos os kostede det 85.000 kr.") -> int:
        """Returns the post's id."""
        with self.writing() as session:
            return forum.reply(session, author, thread.id, body)

    def follow(self, actor: Actor, thread: Thread, *, follow: bool = True) -> None:
        with self.writing() as session:
            notifications.follow_thread(session, actor, thread.id, follow=follow)

    def document(
        self,
        author: Actor,
        title: str = "Drejebog for nedrivning",
        content: bytes = "Asbest skal fjernes først.\n".encode(),
        name: str = "drejebog.txt",
        description: str = "",
        audience: Audience = Audience.NETWORK,
    ) -> Document:
        stream = io.BytesIO(content)
        found = sniff(stream, name)
        assert isinstance(found, Sniffed), found
        stored = self.app.ports.files.put(stream, 10**8)
        about = self.topic()
        with self.writing() as session:
            return library.share(
                session,
                author,
                library.NewFile(stored.key, name, found.media_type, stored.size),
                title=title,
                description=description,
                audience=audience,
                topic=about,
            )

    def method(
        self,
        author: Actor,
        title: str = "Naboer holder øje med tomme huse",
        summary: str = "To naboer i hver landsby melder, når et hus står tomt.",
        *,
        audience: Audience = Audience.NETWORK,
        share: bool = True,
        **given: Any,
    ) -> MethodView:
        """A method, shared unless said otherwise. `given`: texts and choices of its entry by name."""
        texts = {name: given.pop(name) for name in TEXTS if name in given}
        about = {"topics": ("tomme-boliger",)} | given
        with self.writing() as session:
            entry = Entry(title=title, summary=summary, audience=audience, texts=texts, **about)
            number = methods.begin(session, author, entry, share=share)
            session.flush()
            return method_view(session, author, number)

    def plan(self, author: Actor, title: str = "Kysten og baglandet", *, share: bool = True, **given: Any) -> PlanView:
        """A strategy plan, shared unless said otherwise. `given`: what else its entry holds."""
        about = {"summary": "Hvor vi bygger, og hvor vi lader være.", "topics": ("tomme-boliger",)} | given
        with self.writing() as session:
            number = plans.begin(session, author, PlanEntry(title=title, **about), share=share)
            session.flush()
            return plan_view(session, author, number)

    def article(
        self,
        author: Actor,
        title: str = "Tolv nye planer på vej",
        *,
        kind: ArticleKind = ArticleKind.NEWS,
        publish: bool = True,
        **given: Any,
    ) -> ArticleView:
        """What the network publishes: news, unless said otherwise. `given`: what else its entry holds."""
        about = {"lead": "Kampagnen støtter tolv planer mere."} | given
        with self.writing() as session:
            number = publishing.begin(session, author, kind, ArticleEntry(title=title, **about), publish=publish)
            session.flush()
            return article_view(session, author, kind, number)

    def event(self, author: Actor, title: str = "Temadag om tomme boliger", **given: Any) -> ArticleView:
        """An event in a week, for two hours. `given`: what else its entry holds."""
        starts_at = self.clock() + timedelta(days=7)
        about = {"facts": {"place": "Vallekilde"}, "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2)}
        return self.article(author, title, kind=ArticleKind.EVENT, **(about | given))

    def upload(self, actor: Actor, name: str = "notat.txt", content: bytes = b"Fire millioner.\n") -> int:
        """A file that waits for the post it is sent with; returns its id."""
        found = sniff(io.BytesIO(content), name)
        assert isinstance(found, Sniffed), found
        stored = self.app.ports.files.put(io.BytesIO(content), 10**8)
        with self.writing() as session:
            file = library.NewFile(stored.key, name, found.media_type, stored.size)
            return attachments.upload(session, actor, file)

    # What happens later

    def work(self) -> None:
        """Let the worker do all that is due."""
        self.worker.drain()

    def mails(self) -> list[EmailMessage]:
        """Every mail that has left, oldest first."""
        folder: Path = self.app.config["SETTINGS"].data / "mail"
        paths = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        return [message_from_bytes(p.read_bytes(), _class=EmailMessage, policy=policy.default) for p in paths]

    def link_in_mail(self, to: str) -> str:
        """The path of the first link in the newest mail to this address."""
        mail = [mail for mail in self.mails() if mail["To"] == to or to in str(mail["To"])][-1]
        body = mail.get_content()
        base_url = self.app.config["SETTINGS"].base_url
        line = next(line for line in body.splitlines() if line.startswith(base_url + "/") and len(line) > 60)
        return str(line.removeprefix(base_url))

    def later(self, **by: float) -> datetime:
        self.clock.now += timedelta(**by)
        now: datetime = self.clock.now
        return now
