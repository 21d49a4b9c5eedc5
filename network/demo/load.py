"""Filling an empty network with the demo, in the order things happened, through the same services as everybody uses."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from network.core import clock
from network.core.access import Actor, Audience, OrganisationKind
from network.core.slugs import slugify
from network.core.sniff import Sniffed, sniff
from network.demo.advisers import invite_an_adviser
from network.demo.articles import ArticleLoader
from network.demo.collections import CollectionLoader
from network.demo.content import DemoDocument, DemoMember, DemoPost, DemoThread, documents, members, threads
from network.demo.joining import ask_to_join
from network.demo.methods import MethodLoader
from network.demo.partners import add_partners
from network.demo.plans import PlanLoader
from network.demo.portraits import describe_municipalities
from network.demo.searches import search_in_vain
from network.features.accounts import passwords
from network.features.accounts.models import Account
from network.features.accounts.queries import actor_by_account
from network.features.calls import service as calls
from network.features.keywords import service as keywords
from network.features.keywords.models import Keyword
from network.features.library import service as library
from network.features.members.models import ReachBy
from network.features.members.service import describe
from network.features.municipalities.models import Organisation, Participation
from network.features.resolving.service import resolve
from network.features.threads import service as forum
from network.features.threads.models import ReadMarker, Thread, ThreadKind
from network.features.topics.models import Topic
from network.ports.files import FileStore
from network.settings import MEGABYTE

# Who can sign in, and what a visitor is told about them
SIGN_INS = {
    "mette.holm": "planlægger",
    "kirsten.thaarup": "koordinator",
    "sofie.lindholm": "sekretariat",
    "ditte.vangsgaard": "rådgiver",
}
STILL_NEW = timedelta(days=45)  # what was written since is unread for whoever has not been there again
JOINED_BEFORE = timedelta(days=20)  # the members are there, before the first of them asks
WORDS = [
    "birk",
    "lærke",
    "havn",
    "mark",
    "fyr",
    "klit",
    "eng",
    "kilde",
    "bølge",
    "skov",
    "sten",
    "ager",
    "tårn",
    "vig",
    "ravn",
    "bro",
]

Progress = Callable[[str], None]


@dataclass
class Loader:
    session: Session
    files: FileStore
    now: datetime
    actors: dict[str, Actor] = field(default_factory=dict)
    thread_ids: dict[int, int] = field(default_factory=dict)
    written: dict[str, Counter[str]] = field(default_factory=dict)  # how often each member wrote in each topic

    def add_members(self) -> dict[str, str]:
        """Make every account; returns address → password of those who can sign in."""
        by_code = {row.code or "": row for row in self.session.scalars(select(Organisation))}
        secretariat = next(row for row in by_code.values() if row.kind == OrganisationKind.SECRETARIAT)
        given: dict[str, str] = {}
        for member in members():
            organisation = by_code.get(member.organisation, secretariat)
            account = self._account(member, organisation)
            if member.username in SIGN_INS:
                given |= self.give_password(account)
            self.session.flush()
            self.actors[member.username] = actor_by_account(self.session, account.id)
        return given

    def give_password(self, account: Account) -> dict[str, str]:
        """Address → the new password."""
        password = new_password()
        account.password_hash = passwords.hashed(password)
        return {account.email: password}

    def _account(self, member: DemoMember, organisation: Organisation) -> Account:
        if organisation.kind == OrganisationKind.MUNICIPALITY and organisation.participation == Participation.NONE:
            organisation.participation, organisation.joined_at = Participation.PARTICIPANT, clock.now()
        email = f"{member.username}@{organisation.slug}.example"
        account = Account(
            organisation_id=organisation.id,
            name=member.name,
            title=member.title,
            email=email,
            email_key=email,
            roles=member.roles,
            created_at=clock.now(),
        )
        self.session.add(account)
        return account

    def events(self) -> Iterator[tuple[datetime, Callable[[], object]]]:
        """Everything that happened, each with its time."""
        for number, thread in enumerate(threads(self.now)):
            for post in thread.posts:
                yield post.at, partial(self._post, number, thread, post)
        for document in documents(self.now):
            yield document.at, partial(self._share, document)

    def _topic(self, slug: str) -> Topic:
        return self.session.scalars(select(Topic).where(Topic.slug == slug)).one()

    def _post(self, number: int, thread: DemoThread, post: DemoPost) -> None:
        actor = self.actors[post.username]
        self.written.setdefault(post.username, Counter())[thread.topic] += 1
        if number not in self.thread_ids:
            started = forum.start_thread(
                self.session,
                actor,
                topic=self._topic(thread.topic),
                kind=ThreadKind(thread.kind),
                title=thread.title,
                body=post.body,
                audience=Audience(thread.audience),
                hide_name=post.hides_name,
                deadline=thread.deadline,
            )
            if thread.deadline:
                call = calls.NewCall(thread.deadline, thread.columns, groups=thread.groups)
                calls.open_call(self.session, started, call)
            self.thread_ids[number] = started.id
            self._give_keywords(actor, started.id, thread.keywords)
            return
        post_id = forum.reply(self.session, actor, self.thread_ids[number], post.body, hide_name=post.hides_name)
        if post.best:
            asker = self.actors[thread.posts[0].username]
            forum.mark_best(self.session, asker, post_id, best=True)
            resolve(self.session, asker, self.thread_ids[number], resolved=True)

    def _give_keywords(self, actor: Actor, thread_id: int, titles: tuple[str, ...]) -> None:
        """The secretariat takes in what is new."""
        secretariat = next(actor for actor in self.actors.values() if actor.is_secretariat)
        for title in titles:
            if self.session.scalar(select(Keyword.id).where(Keyword.title == title)) is None:
                keywords.add(self.session, secretariat, title)
        self.session.flush()
        keywords.choose(self.session, actor, thread_id, [slugify(title) for title in titles])

    def describe_members(self) -> None:
        """Members know about what they have written most of. No telephone rings at a number that begins with 00."""
        for number, member in enumerate(members(), 1):
            describe(
                self.session,
                self.actors[member.username],
                phone=f"0000 00{number:02}",
                ask_about=member.ask_about,
                reach_by=tuple(ReachBy)[number % len(ReachBy)],
                competences=[topic for topic, _count in self.written.get(member.username, Counter()).most_common(3)],
                wants_questions=member.username in SIGN_INS,
            )

    def _share(self, document: DemoDocument) -> None:
        with document.path.open("rb") as stream:
            found = sniff(stream, document.name)
            if not isinstance(found, Sniffed):
                raise ValueError(f"{document.path.name} is not a file the library takes: {found.reason}")
            stored = self.files.put(stream, 100 * MEGABYTE)
        library.share(
            self.session,
            self.actors[document.username],
            library.NewFile(stored.key, document.name, found.media_type, stored.size),
            title=document.title,
            description=document.description,
            audience=Audience(document.audience),
            topic=self._topic(document.topic),
        )


def is_empty(session: Session) -> bool:
    """Whether nobody has an account yet."""
    return not session.scalar(select(func.count(Account.id)))


def load(session: Session, files: FileStore, sign_ins: Path, progress: Progress = lambda _text: None) -> dict[str, str]:
    """Fill the network; returns address → password, and keeps them in `sign_ins`. Does not commit."""
    loader = Loader(session, files, clock.now())
    methods = MethodLoader(session, loader.actors, loader.now)
    collections = CollectionLoader(session, loader.actors, loader.now)
    plans = PlanLoader(session, loader.actors, loader.now)
    articles = ArticleLoader(session, loader.actors, loader.now)
    told = (loader, methods, collections, plans, articles)
    events = sorted((event for one in told for event in one.events()), key=lambda event: event[0])
    try:
        clock.use(partial(_always, events[0][0] - JOINED_BEFORE))
        given = loader.add_members()
        for number, (at, act) in enumerate(events, 1):
            clock.use(partial(_always, at))
            act()
            if number % 100 == 0 or number == len(events):
                progress(f"{number}/{len(events)}")
        loader.describe_members()
        describe_municipalities(session, loader.actors["sofie.lindholm"])
        add_partners(session, loader.actors["sofie.lindholm"])
        ask_to_join(session, loader.actors["sofie.lindholm"])
        given |= loader.give_password(invite_an_adviser(session, loader.actors, loader.now))
        clock.use(partial(_always, events[-1][0]))
        search_in_vain(session, loader.now, list(loader.actors.values()))
        _read_what_is_old(session, events[-1][0] - STILL_NEW)
    finally:
        clock.use(None)
    keep_sign_ins(sign_ins, given)
    return given


def _read_what_is_old(session: Session, before: datetime) -> None:
    """Nobody comes to the demo with a year of unread replies."""
    old = select(Thread.id).where(Thread.last_post_at < before)
    newest = select(Thread.post_count).where(Thread.id == ReadMarker.thread_id).scalar_subquery()
    session.execute(update(ReadMarker).where(ReadMarker.thread_id.in_(old)).values(position=newest))


def _always(moment: datetime) -> datetime:
    return moment


def new_password() -> str:
    """Long, random, and possible to type from the screen."""
    return "-".join((*(secrets.choice(WORDS) for _ in range(4)), str(secrets.randbelow(9000) + 1000)))


def keep_sign_ins(path: Path, given: dict[str, str]) -> None:
    path.touch(mode=0o600)
    path.write_text("".join(f"{email}\t{password}\n" for email, password in given.items()), encoding="utf-8")


def kept_sign_ins(path: Path) -> dict[str, str]:
    """Address → password of the demo's sign-ins; empty when there is no demo."""
    if not path.exists():
        return {}
    pairs = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return dict(pairs)
