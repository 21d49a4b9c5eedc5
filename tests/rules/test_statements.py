"""A page costs as many statements for many rows as for few."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, select

from network.core.access import Actor, Audience, Role
from network.core.addresses import member_url
from network.features.accounts.models import Account
from network.features.calls import service as calls
from network.features.collections import following, items
from network.features.collections import service as collections
from network.features.collections.kinds import NAMED
from network.features.collections.service import Said
from network.features.drafts import service as drafts
from network.features.drafts.places import Place
from network.features.editing import service as editing
from network.features.events import service as events
from network.features.experiences import service as experiences
from network.features.experiences.models import Stage
from network.features.experiences.service import NewCard
from network.features.joining import service as joining
from network.features.joining.service import Asked
from network.features.keywords import service as keywords
from network.features.library.models import Document, DocumentPage, DocumentVersion, TextState
from network.features.merging import service as merging
from network.features.methods import keeping
from network.features.methods import service as methods
from network.features.methods.entry import Entry
from network.features.methods.models import CostBand
from network.features.moderation import service as moderation
from network.features.moderation.models import ReportReason
from network.features.municipalities.models import Organisation
from network.features.ownfeeds import service as ownfeeds
from network.features.plans import service as plans
from network.features.plans.entry import Entry as PlanEntry
from network.features.plans.entry import Step
from network.features.plans.models import Phase, Plan, Progress
from network.features.portraits.models import CHALLENGES, POTENTIALS
from network.features.portraits.service import Said as SaidOfPlace
from network.features.portraits.service import describe
from network.features.publishing import service as publishing
from network.features.publishing.entry import Entry as ArticleEntry
from network.features.publishing.models import Article, ArticleKind
from network.features.sources.service import bind_question
from network.features.summaries import service as summaries
from network.features.thanks import service as thanks
from network.features.threads import service as forum
from network.features.threads.models import Thread, ThreadKind
from network.features.topics.models import Topic
from network.web.database import db
from tests.pages.client import CheckedClient
from tests.world import LOLLAND, World

FEW = 3


@contextmanager
def counted(world: World) -> Iterator[Counter[str]]:
    """How many SELECTs, INSERTs and so on reach the database meanwhile, through whichever engine."""
    kinds: Counter[str] = Counter()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        kinds[statement.split(maxsplit=1)[0].upper()] += 1

    with world.app.app_context():
        engines = list(db.engines.values())
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield kinds
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


class Growing:
    """A network whose every list grows by FEW at a time."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.reader = world.member(LOLLAND, roles=(Role.COORDINATOR,))
        self.secretariat = world.secretariat()
        with world.writing() as session:
            self.feeds = f"/feed/mine/{ownfeeds.make(session, self.reader)}"
        self.thread = self._thread(self.reader, "Tråden selv")
        self.call = self._call()
        self.document = self._document(self.reader, "Dokumentet selv")
        self.collection = self._collection(self.reader, "Samlingen selv")
        self.method = self.world.method(self.reader, "Metoden selv", "Et fælles ord.", audience=Audience.PUBLIC)
        self.method_number = 1  # of its newest version
        self.plan = self.world.plan(self.reader, "Planen selv", audience=Audience.PUBLIC)
        self.event = self.world.event(self.secretariat)
        self.article = self.world.article(self.secretariat, "Et fælles ord.")
        self.reply = self.world.reply(self.reader, self.thread)
        self._versions = iter(range(1, 100))
        self._codes = iter(("0665", "0550", "0360", "0101", "0147", "0151", "0153", "0155", "0157"))
        self._words = iter(range(1, 100))
        self._pages = iter(range(1, 100))

    def _thread(self, author: Actor, title: str) -> Thread:
        return self.world.thread(author, title, "Et fælles ord.", Audience.PUBLIC)

    def _call(self) -> Thread:
        about, deadline = self.world.topic(), date(2026, 12, 24)
        with self.world.writing() as session:
            thread = forum.start_thread(
                session,
                self.reader,
                topic=about,
                kind=ThreadKind.CALL,
                title="Efterlysningen selv",
                body="Et fælles ord.",
                audience=Audience.PUBLIC,
                deadline=deadline,
            )
            calls.open_call(session, thread, calls.NewCall(deadline, ("Pris",), ("service", "nabosamarbejde")))
            return thread

    def _collection(self, owner: Actor, title: str) -> int:
        with self.world.writing() as session:
            return collections.make(session, owner, Said(title, "Lagt sammen.", "public"))

    def _collect(self, author: Actor, things: dict[str, int]) -> None:
        """The collection itself gets another of each kind; another one is followed, and gets something."""
        other = self._collection(author, "En samling til")
        left = self.world.method(author, "En metode der tages ud", "Lagt sammen.", audience=Audience.PUBLIC)
        with self.world.writing() as session:
            following.follow(session, self.reader, other, follows=True)
            for kind, number in things.items():
                item = items.add(session, self.reader, self.collection, NAMED[kind], number)
                items.introduce(session, self.reader, self.collection, item, "Lagt sammen.", version=1)
                items.add(session, author, other, NAMED[kind], number)
            out = items.add(session, self.reader, self.collection, NAMED["method"], left.id)
            items.remove(session, self.reader, self.collection, out)

    def _document(self, author: Actor, title: str) -> Document:
        return self.world.document(author, title, description="Et fælles ord.", audience=Audience.PUBLIC)

    def grow(self) -> None:
        self._ask_to_join()
        for _ in range(FEW):
            author = self.world.member(next(self._codes))
            self.world.member(LOLLAND)
            followed = self._thread(author, "En tråd til")
            self.world.follow(self.reader, followed)
            self.world.reply(author, followed)
            document = self._document(author, "Et dokument til")
            method = self.world.method(author, "En metode mere", "Lagt sammen.", audience=Audience.PUBLIC)
            self._collect(author, {"thread": followed.id, "document": document.id, "method": method.id})
            self._tell_methods(author)
            self._plan(author)
            self._describe(author)
            self._publish()
            reply = self._reply_with_file(author)
            self.world.reply(author, self.call, "# Pris\n\n85.000 kr.")
            own = self.world.reply(self.reader, self.thread, "Et skjult ord.")
            pinned = self._thread(author, "En fastgjort tråd")
            self._moderate(reply, own, pinned)
            with self.world.writing() as session:
                place = Place(self._thread(author, "En tråd mere").id)
                drafts.save(session, self.reader, place, {"body": "Begyndt"}, drafts.DraftKey())
                version = next(self._versions)
                editing.edit(session, self.reader, self.reply, body=f"Rettet {version}", version=version)
                forum.mark_best(session, self.reader, reply, best=True)
                thanks.thank(session, self.reader, reply)
                keywords.add(session, self.secretariat, f"Ord {next(self._words)}")
                keywords.choose(session, author, followed.id, ["ord-1"], f"Forslag {version}")
                thanks.thank(session, author, self.reply)
                summaries.write(session, author, self.thread.id, body=f"Kort {version}", number=version - 1)
                page = {"version_id": self.document.id, "number": next(self._pages), "text": "Et fælles ord."}
                session.execute(insert(DocumentPage).values(page))
        with self.world.writing() as session:
            session.get_one(DocumentVersion, self.document.id).text_state = TextState.SEARCHABLE
        self.world.worker.index()
        self.world.worker.notify()

    def _ask_to_join(self) -> None:
        for slug in ("odense", "randers", "vejle"):
            asked = Asked("Ida", "", f"{self.method_number}@{slug}.example", "Vi vil være med.")
            with self.world.writing() as session:
                joining.ask(
                    session, session.scalars(select(Organisation).where(Organisation.slug == slug)).one(), asked
                )

    def _tell_methods(self, author: Actor) -> None:
        """Another one, and the method itself once more, with one more of everything that lies beside it."""
        self.world.method(author, "En metode til", "Et fælles ord.", audience=Audience.PUBLIC, cost_band=CostBand.NONE)
        asked = self._thread(author, "Om metoden selv")
        with self.world.writing() as session:
            documents = tuple(session.scalars(select(Document.id).order_by(Document.id).limit(self.method_number)))
            entry = Entry(
                title=self.method.title,
                summary=self.method.summary,
                texts={"steps": f"Trin {self.method_number}"},
                audience=Audience.PUBLIC,
                topics=("tomme-boliger",),
                documents=documents,
            )
            card = NewCard(stage=Stage.DROPPED, year=2000 + self.method_number, texts={"failed": "Et fælles ord."})
            for teller in (author, self.reader):
                experiences.add(session, teller, self.method.id, replace(card, audience=Audience.PUBLIC))
            bind_question(session, author, asked.id, self.method.id)
            experiences.wish(session, author, self.method.id, wants=True)
            methods.change(session, self.reader, self.method.id, entry, number=self.method_number)
            emails = session.scalars(select(Account.email).order_by(Account.id).limit(min(5, self.method_number)))
            keeping.choose_keepers(session, self.reader, self.method.id, list(emails))
        self.method_number += 1

    def _describe(self, author: Actor) -> None:
        """The reader's municipality and the author's say one more thing of themselves."""
        with self.world.writing() as session:
            known = select(Topic.slug, Topic.group).where(Topic.group.in_((CHALLENGES, POTENTIALS)))
            slugs = session.execute(known.order_by(Topic.id).limit(self.method_number)).all()
            said = SaidOfPlace(
                frozenset(slug for slug, group in slugs if group == CHALLENGES),
                frozenset(slug for slug, group in slugs if group == POTENTIALS),
            )
            for number in {author.organisation_id, self.reader.organisation_id}:
                describe(session, self.secretariat, session.get_one(Organisation, number), said)

    def _plan(self, author: Actor) -> None:
        """Another one, and the plan itself once more, with one more of everything that belongs to it."""
        steps = {Phase.ANALYSIS: Step(Progress.DONE, "2025-01", "2026-01")}
        self.world.plan(author, "En plan til", audience=Audience.PUBLIC, methods=(self.method.id,), steps=steps)
        with self.world.writing() as session:
            number = session.scalar(select(Plan.number).where(Plan.id == self.plan.id)) or 0
            documents = session.scalars(select(Document.id).order_by(Document.id).limit(number))
            threads = session.scalars(select(Thread.id).order_by(Thread.id).limit(number))
            entry = PlanEntry(
                title=self.plan.title,
                summary="Et fælles ord.",
                audience=Audience.PUBLIC,
                topics=("tomme-boliger",),
                steps=steps,
                documents=dict.fromkeys(documents, Phase.ANALYSIS),
                methods=(self.method.id,),
                threads=tuple(threads),
            )
            plans.change(session, self.reader, self.plan.id, entry, number=number)

    def _publish(self) -> None:
        """Another one of each kind that needs nothing else, and a draft."""
        for kind in (ArticleKind.NEWS, ArticleKind.PROJECT):
            self.world.article(self.secretariat, "Et fælles ord.", kind=kind)
            self.world.article(self.secretariat, "Et fælles ord.", kind=kind, publish=False)
        self.world.event(self.secretariat, "Et møde")
        past = self.world.clock() - timedelta(days=2)
        self.world.event(self.secretariat, "Et møde", starts_at=past, ends_at=past + timedelta(hours=1))
        document = self._document(self.secretariat, "Et magasin")
        about = {"facts": {"year": "2025"}, "documents": (document.id,)}
        self.world.article(self.secretariat, "Et magasin", kind=ArticleKind.PUBLICATION, **about)
        someone = self.world.member(LOLLAND)
        with self.world.writing() as session:
            events.sign_up(session, someone, self.event.id)
            number = session.scalar(select(Article.number).where(Article.id == self.article.id)) or 0
            entry = ArticleEntry(title=self.article.title, lead=f"Rettet {number}")
            publishing.change(session, self.secretariat, ArticleKind.NEWS, self.article.id, entry, number=number)

    def _reply_with_file(self, author: Actor) -> int:
        number = self.world.upload(author, "bilag.txt", b"Et andet ord.\n")
        with self.world.writing() as session:
            return forum.reply(session, author, self.thread.id, "Et fælles ord.", attachments=(number,))

    def _moderate(self, reply: int, own: int, pinned: Thread) -> None:
        with self.world.writing() as session:
            moderation.report(session, self.reader, reply, ReportReason.TONE, "")
            moderation.hide(session, self.secretariat, own, "Et navn.")
            moderation.answer(session, self.reader, own, "Hvilket?")
            moderation.pin(session, self.secretariat, pinned.id, pinned=True)

    def pages(self) -> dict[str, CheckedClient]:
        """Every page that lists something, and who looks at it."""
        member, visitor = self.world.client(self.reader), self.world.client()
        thread = f"/traade/{self.thread.id}-{self.thread.slug}"
        document = f"/dokumenter/{self.document.id}-{self.document.slug}"
        lists = (
            "/",
            "/emner/",
            "/emner/tomme-boliger",
            "/traade/",
            "/traade/?vis=ubesvarede",
            "/bibliotek/",
            "/metoder/",
            "/strategiplaner/",
            "/nyheder/",
            *("/feed", "/aabne-data/bibliotek.csv", "/partnere/"),
            *(f"{self.feeds}/{part}" for part in ("traade", "fulgte", "metoder", "dokumenter", "kalender.ics")),
            "/sitemap.xml",
            "/sitemap/traade-1.xml",
            "/arrangementer/",
            "/arrangementer/?vis=tidligere",
            "/arrangementer/kalender.ics",
            "/udgivelser/",
            self.event.url,
            "/projekter/",
            self.article.url,
            "/strategiplaner/?vis=tidslinje",
            "/strategiplaner/?emne=tomme-boliger&orden=kommune",
            self.plan.url,
            "/kommuner/lolland",
        )
        call = f"/traade/{self.call.id}-{self.call.slug}"
        filtered = (
            call,
            f"{call}/tabel",
            f"{call}/tabel.csv",
            "/traade/?vis=efterlysninger",
            "/traade/?emne=tomme-boliger&kommune=lolland&type=spoergsmaal&tilstand=aaben",
            "/traade/?noegleord=ord-1",
        )
        own_lists = ("ulaeste", "mine", "fulgte", "kan-du-svare")
        followed = (*(f"/traade/?vis={name}" for name in own_lists), "/notifikationer/")
        found = (
            *("/soeg?q=fælles", "/soeg?q=ord&type=dokumenter", "/soeg?q=ord&orden=nyeste", "/soeg?q=sammen"),
            *("/soeg?q=fælles&emne=tomme-boliger", "/soeg/forslag?q=en", "/api/v1/search?q=fælles"),
            *(
                f"/api/v1/{name}"
                for name in ("threads", "methods", "documents", "plans", "municipalities", "partners", "topics")
            ),
            *(f"/api/v1/threads/{self.thread.id}/posts", f"/api/v1/methods/{self.method.id}/experiences"),
            *(f"/api/v1/methods/{self.method.id}", f"/api/v1/documents/{self.document.id}"),
            *(f"/traade/{self.thread.id}/lignende", f"/dokumenter/{self.document.id}/lignende"),
            f"/metoder/{self.method.id}/lignende",
        )
        history = f"/indlaeg/{self.reply}/historik"
        share = f"/traade/{self.thread.id}/del"
        summary = f"/traade/{self.thread.id}/kort-fortalt"
        own = (
            *(f"/dokumenter/{self.document.id}/{act}" for act in ("ret", "erstat", "traek-tilbage")),
            f"/indlaeg/{self.reply}/ret",
            "/metoder/?vis=mine",
            "/samlinger/?vis=mine",
            "/samlinger/?vis=kommunens",
            f"/samlinger/{self.collection}/ting/1",
            f"/samlinger/tilfoej/traad/{self.thread.id}",
            f"/metoder/{self.method.id}/erfaring",
            f"/metoder/{self.method.id}/traek-tilbage",
            "/metoder/ny",
            "/strategiplaner/?vis=vores",
            "/strategiplaner/ny",
            f"/strategiplaner/{self.plan.id}/ret",
            f"/metoder/{self.method.id}/ret",
            f"/metoder/{self.method.id}/ejere",
            f"/traade/{self.thread.id}/svar?citer={self.reply}",
            f"/indlaeg/{self.reply}/nyttigt",
            summary,
            "/kommuner/lolland",
            "/kommuner/lolland/inviter",
            "/kommuner/lolland/medlemmer",
            f"/kommuner/lolland/medlemmer/{self.reader.id}/overdrag",
            "/kommuner/lolland/profil",
            "/kommuner/lolland/tilgaengelighed",
            "/traade/ny",
            "/traade/ny?slags=spoergsmaal",
            "/traade/ny?slags=efterlysning",
            "/bibliotek/del",
            "/bibliotek/del-flere",
            "/konto/",
            "/konto/profil",
            "/medlemmer/",
            "/medlemmer/?emne=tomme-boliger&q=medlem",
            member_url(self.reader.id or 0, self.reader.name),
        )
        everybody = (
            *lists,
            *filtered,
            *found,
            thread,
            document,
            f"{document}/side/1",
            f"{document}/tekst",
            history,
            f"{summary}/historik",
            share,
            self.method.url,
            f"{self.method.url}?vis=tabel&slags=landkommuner",
            "/erfaringer/1",
            "/samlinger/",
            f"/samlinger/{self.collection}-samlingen-selv",
            f"/metoder/{self.method.id}/historik",
            "/metoder/?pris=egne-timer&emne=tomme-boliger",
            "/kommuner/",
            "/kommuner/lolland/naboer",
            "/kommuner/kort",
            "/kommuner/plancyklus",
            "/kommuner/kort?vis=aktivitet",
            "/kommuner/kort?vis=planer",
            f"/kommuner/kort?metode={self.method.id}",
            "/kommuner/lolland/naboer.csv",
        )
        looked_at = {f"{path}#visitor": visitor for path in everybody}
        looked_at |= {f"{path}#member": member for path in (*everybody, *followed, *own, "/gennemsyn/log")}
        secretariat = self.world.client(self.secretariat)
        acts = [f"/traade/{self.thread.id}/{act}" for act in ("moderer", "udskil", "laeg-sammen?find=fælles ord")]
        moderated = ("/gennemsyn/", "/gennemsyn/log", *acts, "/kommuner/lolland", thread)
        return looked_at | {
            f"{path}#secretariat": secretariat
            for path in (
                *("/sekretariat/kommuner", "/sekretariat/noegleord", "/sekretariat/emner/tomme-boliger"),
                *("/sekretariat/anmodninger", "/sekretariat/anmodninger/1"),
                *("/sekretariat/statistik", "/sekretariat/statistik/hvem-hjaelper-hvem.csv", "/kommuner/lolland/svar"),
                *("/sekretariat/synonymer", "/soeg?q=fælles"),
                *moderated,
            )
        }

    def costs(self) -> dict[str, int]:
        """SELECTs of each page. Each is opened once before, so that what is kept for good has been read."""
        costs = {}
        for path, client in self.pages().items():
            client.get(path)
            with counted(self.world) as kinds:
                assert client.get(path).status_code == 200, path
            costs[path] = kinds["SELECT"]
        return costs


def test_twice_the_rows_cost_no_more_statements(world: World) -> None:
    growing = Growing(world)
    growing.grow()
    few = growing.costs()
    growing.grow()
    many = growing.costs()
    # A page of results asks once for each kind that is on it, and more rows may push one of them off
    of_results = ("/soeg?q=", "/soeg/forslag?", "/search?q=", "/lignende")
    fewer = {path for path in few if any(part in path for part in of_results)}
    assert {path for path in fewer if few[path] < many[path]} == set()
    assert {path: (few[path], many[path]) for path in few.keys() - fewer if few[path] != many[path]} == {}
    assert min(few.values()) >= 1


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_thread_costs_five_selects_and_one_upsert_however_long_it_is(world: World, signed_in: bool) -> None:
    growing = Growing(world)
    growing.grow()
    for _ in range(15):
        world.reply(growing.reader, growing.thread)
    client = world.client(world.member() if signed_in else None)
    with counted(world) as kinds:
        assert client.get(f"/traade/{growing.thread.id}-{growing.thread.slug}").status_code == 200
    waits = signed_in and world.engine.dialect.name != "sqlite"  # for who moves posts of the thread
    assert kinds["SELECT"] <= 5 + waits
    assert kinds["INSERT"] == (1 if signed_in else 0)
    assert kinds["UPDATE"] == kinds["DELETE"] == 0
    with counted(world) as kinds:
        client.get(f"/traade/{growing.thread.id}-{growing.thread.slug}")
    assert kinds["INSERT"] == 0


def test_what_is_hidden_costs_an_ordinary_reader_nothing(world: World) -> None:
    thread, moderator = world.thread(world.member(), audience=Audience.PUBLIC), world.secretariat()
    posts = [world.reply(world.member(LOLLAND), thread) for _ in range(FEW)]
    path, clients = f"/traade/{thread.id}-{thread.slug}", (world.client(), world.client(world.member()))

    def costs() -> list[int]:
        found = []
        for client in clients:
            client.get(path)
            with counted(world) as kinds:
                assert client.get(path).status_code == 200
            found.append(kinds["SELECT"])
        return found

    before = costs()
    with world.writing() as session:
        for post in posts:
            moderation.hide(session, moderator, post, "Et navn.")
    assert costs() == before


def test_threads_that_were_merged_into_it_or_split_off_cost_one_select_however_many_they_are(world: World) -> None:
    author, moderator, about = world.member(), world.secretariat(), world.topic()
    thread = world.thread(author, audience=Audience.PUBLIC)
    client, path = world.client(), f"/traade/{thread.id}-{thread.slug}"

    def cost() -> int:
        client.get(path)
        with counted(world) as kinds:
            assert client.get(path).status_code == 200
        return kinds["SELECT"]

    costs = [cost()]
    for _ in range(FEW):
        twin, other_matter = world.thread(author, audience=Audience.PUBLIC), world.reply(author, thread)
        with world.writing() as session:
            merging.merge(session, moderator, twin.id, thread.id, "Det samme.")
            named = {"title": "En anden sag", "topic": about, "kind": ThreadKind.QUESTION, "reason": "En anden sag."}
            merging.split(session, moderator, thread.id, chosen=[other_matter], **named)
        costs.append(cost())
    assert costs == [costs[0], *[costs[0] + 1] * FEW]


def test_advisers_cost_their_readers_one_select_and_themselves_one_a_page_however_many_they_are(world: World) -> None:
    author = world.member(LOLLAND, roles=(Role.COORDINATOR,))
    things = (world.thread(author, audience=Audience.OWN), world.document(author), world.plan(author))
    adviser = world.adviser(world.thread(author, audience=Audience.OWN))
    paths = [f"/traade/{things[0].id}-{things[0].slug}", f"/dokumenter/{things[1].id}-{things[1].slug}", things[2].url]
    own, its = world.client(author), world.client(adviser)

    def costs(client: CheckedClient, *paths: str) -> list[int]:
        found = []
        for path in paths:
            client.get(path)
            with counted(world) as kinds:
                assert client.get(path).status_code == 200, path
            found.append(kinds["SELECT"])
        return found

    before, listed = costs(own, *paths), costs(own, "/kommuner/lolland/raadgivere")
    front, everybody_s = costs(its, "/inviteret", "/traade/"), costs(own, "/traade/")
    for number in range(FEW):
        for thing in things:
            world.invite_adviser(thing, f"nr{number}@firma.example", by=author)
            world.invite_adviser(thing, world.email_of(adviser), by=author)
        assert costs(own, *paths) == [cost + 1 for cost in before]
        assert costs(own, "/kommuner/lolland/raadgivere") == listed
        assert costs(its, "/inviteret", "/traade/") == front
    assert costs(own, "/traade/") == everybody_s
    assert front[1] == everybody_s[0] + 1  # what is open to them


def test_an_unchanged_thread_is_answered_without_its_posts(world: World) -> None:
    thread = world.thread(world.member())
    client = world.client(world.member())
    path = f"/traade/{thread.id}-{thread.slug}"
    tag = client.get(path).headers["ETag"]
    with counted(world) as kinds:
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert kinds["SELECT"] == 2
    assert kinds["INSERT"] == 0
