"""A network that is filled once and then only read: people of every role, and things of every audience.

Every private thing holds words that stand nowhere else. Who may see which of them is written down here by hand, as
the network promises it to its members; nothing asks the kernel.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy import select, update

from network.core.access import ANONYMOUS, Actor, Audience, Role
from network.core.addresses import unsubscribe_url
from network.features.accounts import service as accounts
from network.features.accounts.models import Account, TokenPurpose
from network.features.advisers.models import AdviserAccess
from network.features.apikeys import service as apikeys
from network.features.apikeys.models import ApiKey
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
from network.features.joining.models import JoinRequest
from network.features.joining.service import Asked
from network.features.keywords import service as keywords
from network.features.keywords.models import Keyword
from network.features.library.models import Document
from network.features.members import service as members
from network.features.members.models import ReachBy
from network.features.merging import service as merging
from network.features.methods import service as methods
from network.features.methods.entry import Entry
from network.features.methods.queries import MethodView
from network.features.moderation import service as moderation
from network.features.moderation.models import ReportReason
from network.features.municipalities.models import Organisation
from network.features.notices.models import Notice, NoticeKind
from network.features.notices.service import tell
from network.features.notifications.service import stop_token
from network.features.plans.models import Phase
from network.features.plans.queries import PlanView
from network.features.publishing import service as publishing
from network.features.publishing.entry import Entry as ArticleEntry
from network.features.publishing.models import ArticleKind
from network.features.publishing.queries import ArticleView
from network.features.resolving.service import resolve
from network.features.search import saved, synonyms
from network.features.search.models import SavedSearch, SynonymGroup
from network.features.sources import service as sources
from network.features.sources.models import MethodSource
from network.features.summaries import service as summaries
from network.features.thanks import service as thanks
from network.features.threads import service as forum
from network.features.threads.models import Thread, ThreadKind
from tests.world import LEMVIG, LOLLAND, TOENDER, World

VISITOR, PARTNER, MEMBER_A, MEMBER_B, COORDINATOR, SECRETARIAT, HIDDEN_AUTHOR, MODERATOR, ADVISER = ROLES = (
    "visitor",
    "partner",
    "member of A",
    "member of B",
    "coordinator of A",
    "secretariat",
    "author of what is hidden",
    "moderator",
    "adviser of A",  # to whom A's own thread, document and plan have been opened
)
SIGNED_IN = frozenset(ROLES) - {VISITOR, ADVISER}  # members
MEMBERS = [role for role in ROLES if role in SIGNED_IN]
MODERATING = frozenset({SECRETARIAT, MODERATOR})
READERS: Mapping[str, frozenset[str]] = {
    "public": frozenset(ROLES),
    "network": SIGNED_IN,
    "municipalities": SIGNED_IN - {PARTNER},
    "own A": frozenset({MEMBER_A, COORDINATOR}),
    "own B": frozenset({MEMBER_B}),
    "own office": frozenset({SECRETARIAT}),
}
# Who hides their name: what others see, whom they may not see, and the municipality that nothing of theirs stands under
MASK = "en landkommune i Region Nordjylland"
MASKED_NAME, MASKED_HOME, MASKED_SLUG = "qxskjultnavnzw", "Jammerbugt Kommune", "jammerbugt"
MASKED_ADDRESS = "qxskjultpostzw"
OPEN_SLUG = "laesoe"  # another municipality that takes part and has written nothing
EDITED = "edited"  # stood in a reply before it was corrected: in its history, and no longer found by searching
# What a moderator has hidden: a reply to the public question, and a thread of the network with a reply of its own
SEES_HIDDEN = MODERATING | {HIDDEN_AUTHOR}
HIDDEN_KINDS = ("reply", "before", "title", "body", "inside", "summary", "attached", "within")
KINDS = (
    *("title", "body", "reply", "summary", "document", "description", "page", "file", "attached", "within"),
    *("method", "gist", "steps"),
    *("collection", "foreword", "beside"),
)
PLAN_KINDS = ("plan", "aim", "challenge")  # municipalities alone write plans
OPENED_KINDS = frozenset(("title", "body", "reply", "summary", "attached", "within"))
OPENED_KINDS |= {"document", "description", "page", "file", *PLAN_KINDS}
ARTICLE_KINDS = ("news", "news lead", "news body")
COMMON = "almindelighed"  # stands once in every question, once in every document's text, and in the chorus
CHORUS = "korsangeren"  # stands in more posts of B's own than a page of search results holds
CHORUS_REPLIES = 21


def word(audience: str, kind: str) -> str:
    """A word of one thing: lower-case ASCII, so that it is the same in an address. No two are one slip apart."""
    return "qx" + "".join(c for c in audience + kind + audience if c.isalnum()).lower() + "zw"


def readers_of(audience: str, kind: str) -> frozenset[str]:
    """Who may read a word of one thing."""
    return READERS[audience] | ({ADVISER} if audience == "own A" and kind in OPENED_KINDS else set())


@dataclass(frozen=True)
class Canary:
    """Words that only some may see, wherever they stand."""

    text: str
    readers: frozenset[str]


@dataclass
class Town:
    world: World
    people: dict[str, Actor] = field(default_factory=dict)
    threads: dict[str, Thread] = field(default_factory=dict)
    merged: dict[str, Thread] = field(default_factory=dict)  # into those
    replies: dict[str, int] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)  # paths of what is attached to the replies
    methods: dict[str, MethodView] = field(default_factory=dict)
    drafts: dict[str, MethodView] = field(default_factory=dict)  # of methods
    plans: dict[str, PlanView] = field(default_factory=dict)
    plan_draft: PlanView | None = None  # of A's own
    cards: dict[str, int] = field(default_factory=dict)  # of experience with them; the office tries nothing
    collections: dict[str, int] = field(default_factory=dict)  # of three things each
    items: dict[str, int] = field(default_factory=dict)  # the first of each
    private: dict[str, int] = field(default_factory=dict)  # collections of those who write for each audience
    own_collection: int = 0  # of the member of A, for the network, with nothing in it that others may not read
    resolved: int = 0  # a thread of A's own
    source: int = 0  # what the member of A is asked about
    own_card: int = 0  # of the member of A, with the method of A's own
    notice: int = 0  # of the member of A
    hidden_file: str = ""
    canaries: list[Canary] = field(default_factory=list)
    masked_thread: Thread = field(default_factory=Thread)
    masked_reply: int = 0
    call: Thread = field(default_factory=Thread)  # for the network, with an answer of who hides their name
    hidden_reply: int = 0
    event: ArticleView | None = None
    publication: ArticleView | None = None
    articles: dict[str, ArticleView] = field(default_factory=dict)  # by what has become of them
    keyword: int = 0
    asked: int = 0  # a request to join
    saved_search: int = 0  # of the member of A
    key: int = 0  # of the member of A
    synonym: int = 0
    access: int = 0  # of the adviser to A's own thread
    hidden_thread: Thread = field(default_factory=Thread)
    hidden_posts: tuple[int, ...] = ()  # of that thread
    invitation: str = ""  # paths with a live token
    reset: str = ""
    address: str = ""
    stop: str = ""
    mailboxes: dict[str, frozenset[str]] = field(default_factory=dict)  # address → audiences its owner may read

    def content(self) -> list[Canary]:
        """The words of threads and documents, which search finds."""
        told = [Canary(word(audience, "failed"), READERS[audience]) for audience in self.cards]
        every = [Canary(word(audience, kind), readers_of(audience, kind)) for audience in READERS for kind in KINDS]
        planned = [
            Canary(word(audience, kind), readers_of(audience, kind)) for audience in self.plans for kind in PLAN_KINDS
        ]
        published = [Canary(word("public", kind), frozenset(ROLES)) for kind in ARTICLE_KINDS]
        return every + planned + told + published

    def described(self) -> list[Canary]:
        """What members say that they know about, which only members find."""
        return [Canary(word(audience, "ask about"), SIGNED_IN) for audience in ("network", "own A", "own B")]

    def hidden(self) -> list[Canary]:
        """The words of what is hidden, which no search finds, whoever asks."""
        return [Canary(word("hidden", kind), SEES_HIDDEN) for kind in HIDDEN_KINDS]

    def hidden_paths(self) -> tuple[str, ...]:
        """Every address that tells something of the hidden thread."""
        thread = f"/traade/{self.hidden_thread.id}-{self.hidden_thread.slug}"
        posts = (f"/indlaeg/{post}" for post in self.hidden_posts)
        return (thread, f"{thread}-forkert", f"{thread}?efter=1", *posts, self.hidden_file)

    def call_paths(self) -> tuple[str, ...]:
        """Every address that tells something of the call."""
        thread = f"/traade/{self.call.id}-{self.call.slug}"
        return (thread, f"{thread}/tabel", f"{thread}/tabel.csv", f"{thread}-forkert/tabel")

    def article_paths(self, *, is_signed_in: bool) -> tuple[str, ...]:
        """Every address that tells something of what is not out."""
        unseen = [article for name, article in self.articles.items() if name != "out"]
        public = [path for article in unseen for path in (article.url, f"{article.url}-forkert")]
        own = [f"/nyheder/{article.id}/{act}" for article in unseen for act in ("ret", "historik")]
        return (*public, *(own if is_signed_in else ()))

    def thread_path(self, audience: str) -> str:
        thread = self.threads[audience]
        return f"/traade/{thread.id}-{thread.slug}"

    def document_path(self, audience: str) -> str:
        document = self.documents[audience]
        return f"/dokumenter/{document.id}-{document.slug}"

    def collection_path(self, audience: str) -> str:
        return f"/samlinger/{self.collections[audience]}-{word(audience, 'collection')}"

    def is_opened(self, path: str) -> bool:
        """Whether the address tells something of what has been opened to the adviser."""
        things = (
            *(f"/traade/{thread.id}" for thread in (self.threads["own A"], self.merged["own A"])),  # it leads on there
            f"/indlaeg/{self.replies['own A']}",
            f"/dokumenter/{self.documents['own A'].id}",
            f"/strategiplaner/{self.plans['own A'].id}",
            self.files["own A"].rpartition("/")[0],
        )
        return path.startswith(tuple(f"{thing}{after}" for thing in things for after in "-/")) or path in things

    def paths(self, audience: str) -> tuple[str, ...]:
        """Every address that tells something of what one audience may read."""
        thread, document = self.thread_path(audience), self.document_path(audience)
        return (
            thread,
            f"{thread}-forkert",
            f"{thread}?efter=1",
            f"/traade/{self.merged[audience].id}-{self.merged[audience].slug}",
            f"/indlaeg/{self.replies[audience]}",
            f"/indlaeg/{self.replies[audience]}/historik",
            f"/traade/{self.threads[audience].id}/kort-fortalt/historik",
            f"/traade/{self.threads[audience].id}/del",
            document,
            f"{document}-forkert",
            f"/dokumenter/{self.documents[audience].id}/tekst",
            f"{document}/side/1",
            f"{document}/original",
            self.collection_path(audience),
            f"{self.collection_path(audience)}-forkert",
            *([f"/erfaringer/{self.cards[audience]}"] if audience in self.cards else ()),
            self.methods[audience].url,
            f"{self.methods[audience].url}-forkert",
            f"/metoder/{self.methods[audience].id}/historik",
            *([self.plans[audience].url, f"{self.plans[audience].url}-forkert"] if audience in self.plans else ()),
            f"{document}/udgave/1",
            f"{document}/tekst",
            f"{document}/tekst/1",
            self.files[audience],
            f"/filer/{self.files[audience].split('/')[2]}/forkert.txt",
        )


def fill(world: World) -> Town:
    """Everything that the rules are tried on."""
    town = Town(world)
    town.people = {
        VISITOR: ANONYMOUS,
        PARTNER: world.member("realfonden"),
        MEMBER_A: world.member(LOLLAND),
        MEMBER_B: world.member(LEMVIG),
        COORDINATOR: world.member(LOLLAND, roles=(Role.COORDINATOR,)),
        SECRETARIAT: world.secretariat(),
        HIDDEN_AUTHOR: world.member("0151"),
        MODERATOR: world.member("0153", roles=(Role.MODERATOR,)),
    }
    _keep_keywords(town)
    _keep_searches(town)
    writers = _writers(town)
    town.mailboxes = _mailboxes(town, writers)
    _describe(town, writers)
    for audience, (writer, chosen) in writers.items():
        _write(town, audience, writer, chosen)
    for audience, (writer, chosen) in writers.items():
        _collect(town, audience, writer, chosen)
    _keep_for_oneself(town, writers)
    _sing(town, writers["own B"][0])
    _hide_a_name(town)
    _publish(town)
    _ask_to_join(town)
    _begin(town)
    _send_mails(town)
    _moderate(town)
    _open(town)
    world.work()
    town.canaries += [*town.content(), *town.hidden(), Canary(CHORUS, READERS["own B"])]
    return town


def _open(town: Town) -> None:
    """Somebody from outside, who is named to those alone who read the same."""
    things = (town.threads["own A"], town.documents["own A"], town.plans["own A"])
    town.people[ADVISER] = town.world.adviser(*things, firm="Qxfirmazw", by=town.people[COORDINATOR])
    (town.access,) = town.world.read(
        select(AdviserAccess.id).where(AdviserAccess.thread_id == town.threads["own A"].id)
    )
    answers_for_all = frozenset({SECRETARIAT})
    town.canaries.append(Canary("Qxfirmazw", READERS["own A"] | {ADVISER} | answers_for_all))


def _keep_keywords(town: Town) -> None:
    """One that every thread has, so that lists and pages show it; `_write` adds a proposal of each."""
    with town.world.writing() as session:
        keywords.add(session, town.people[SECRETARIAT], "Landsbyer")
    (town.keyword,) = town.world.read(select(Keyword.id))


def _keep_searches(town: Town) -> None:
    """A line of synonyms, and a search that a member has saved, which nobody else sees."""
    sought = word("own A", "saved")
    with town.world.writing() as session:
        synonyms.add(session, town.people[SECRETARIAT], "kaj, bolværk", None)
        saved.save(session, town.people[MEMBER_A], f"q={sought}", sought, None)
    (town.synonym,) = town.world.read(select(SynonymGroup.id))
    (town.saved_search,) = town.world.read(select(SavedSearch.id))
    with town.world.writing() as session:
        apikeys.make(session, town.people[MEMBER_A], "Vores intranet")
    (town.key,) = town.world.read(select(ApiKey.id))
    town.canaries.append(Canary(sought, frozenset({MEMBER_A})))


def _ask_to_join(town: Town) -> None:
    """Who asks to join, and why, is for the secretariat alone."""
    name, email, reason = "Qxbedernavn Zw", "qxbederpost@roskilde.example", "qxbederordzw"
    place = town.world.read(select(Organisation).where(Organisation.slug == "roskilde"))[0]
    with town.world.writing() as session:
        joining.ask(session, place, Asked(name, "", email, f"Vi vil {reason}."))
    (town.asked,) = town.world.read(select(JoinRequest.id))
    town.canaries += [Canary(text, frozenset({SECRETARIAT})) for text in (name, email, reason)]


def _writers(town: Town) -> dict[str, tuple[Actor, Audience]]:
    """Who writes for each audience. Members' names and addresses are canaries too: visitors do not see them."""
    of_a = town.world.member(LOLLAND, "Qxnavn Azw")
    of_b = town.world.member(LEMVIG, "Qxnavn Bzw")
    neighbour = town.world.member(TOENDER)
    addresses = (_address(town, of_a, "qxpostazw"), _address(town, neighbour, "qxpostczw"))
    town.canaries += [Canary(text, SIGNED_IN) for text in ("Qxnavn Bzw", *addresses)]
    town.canaries.append(Canary("Qxnavn Azw", SIGNED_IN | {ADVISER}))  # who wrote what is open to the adviser
    return {
        "public": (neighbour, Audience.PUBLIC),
        "network": (neighbour, Audience.NETWORK),
        "municipalities": (neighbour, Audience.MUNICIPALITIES),
        "own A": (of_a, Audience.OWN),
        "own B": (of_b, Audience.OWN),
        "own office": (town.people[SECRETARIAT], Audience.OWN),
    }


def _mailboxes(town: Town, writers: Mapping[str, tuple[Actor, Audience]]) -> dict[str, frozenset[str]]:
    """Who may find which audience's words in a mail, by hand: the writers stand for their municipalities."""
    email_of, of_all = town.world.email_of, {"public", "network", "municipalities"}
    return {
        email_of(writers["network"][0]): frozenset(of_all),
        email_of(writers["own A"][0]): frozenset(of_all | {"own A"}),
        email_of(writers["own B"][0]): frozenset(of_all | {"own B"}),
        email_of(town.people[SECRETARIAT]): frozenset(of_all | {"own office"}),
    }


def _describe(town: Town, writers: Mapping[str, tuple[Actor, Audience]]) -> None:
    """What members say of themselves is for members."""
    with town.world.writing() as session:
        for number, audience in enumerate(("network", "own A", "own B")):
            about = word(audience, "ask about")
            members.describe(
                session,
                writers[audience][0],
                phone=f"0000 00{number:02}",
                ask_about=f"Spørg om {about}",
                reach_by=ReachBy.PHONE,
                competences=["tomme-boliger"],
            )
            town.canaries += [Canary(about, SIGNED_IN), Canary(f"0000 00{number:02}", SIGNED_IN)]


def _replier(town: Town, audience: str, writer: Actor) -> Actor:
    """Somebody else than the one who asks, who gets a mail then; and nobody who walks around."""
    if audience == "own office":
        return writer
    return town.world.member(LOLLAND if audience == "own A" else LEMVIG)


def _address(town: Town, actor: Actor, name: str) -> str:
    with town.world.writing() as session:
        email = f"{name}@kommune.example"
        session.execute(update(Account).where(Account.id == actor.id).values(email=email, email_key=email))
    return email


def _write(town: Town, audience: str, writer: Actor, chosen: Audience) -> None:
    """A question with its best reply, and a document."""
    thread = town.world.thread(
        writer,
        title=f"Spørgsmål om {word(audience, 'title')}",
        body=f"Hvad gør I? {word(audience, 'body')} {COMMON}",
        audience=chosen,
        kind=ThreadKind.QUESTION,
    )
    replier = _replier(town, audience, writer)
    reply = town.world.reply(replier, thread, f"Sådan gjorde vi: {word(audience, EDITED)}")
    opened = READERS[audience] | ({ADVISER} if audience == "own A" else set())
    town.canaries.append(Canary(word(audience, EDITED), opened))  # in the reply's history
    attached, town.files[audience] = _attach(town, replier, audience)
    with town.world.writing() as session:
        corrected = f"Sådan gjorde vi: {word(audience, 'reply')}"
        editing.edit(session, replier, reply, body=corrected, version=1, attachments=(attached,))
        forum.mark_best(session, writer, reply, best=True)
        proposal = word(audience, "proposal")
        keywords.choose(session, writer, thread.id, ["landsbyer"], proposal)
        town.canaries.append(Canary(proposal, frozenset({SECRETARIAT})))
        summaries.write(session, writer, thread.id, body=f"Kort: {word(audience, 'summary')}", number=0)
        if writer.id != replier.id:
            thanks.thank(session, writer, reply)
    town.threads[audience], town.replies[audience] = thread, reply
    _tell_a_method(town, audience, writer, chosen)
    _merge(town, audience, writer, chosen)
    town.documents[audience] = town.world.document(
        writer,
        title=f"Drejebog {word(audience, 'document')}",
        content=f"Første side: {word(audience, 'page')} {COMMON}\n".encode(),
        name=f"{word(audience, 'file')}.txt",
        description=f"Til brug for {word(audience, 'description')}",
        audience=chosen,
    )
    if audience != "own office":
        _plan(town, audience, writer, chosen)


def _plan(town: Town, audience: str, writer: Actor, chosen: Audience) -> None:
    """A strategy plan with a document, a method and a thread that the same people may read."""
    town.plans[audience] = town.world.plan(
        writer,
        f"Plan {word(audience, 'plan')}",
        summary=f"Vi vil {word(audience, 'aim')}",
        texts={"challenge": f"Fordi {word(audience, 'challenge')} {COMMON}"},
        audience=chosen,
        documents={town.documents[audience].id: Phase.ANALYSIS},
        methods=(town.methods[audience].id,),
        threads=(town.threads[audience].id,),
    )
    if audience == "own A":
        secret = word(audience, "draft plan")
        town.plan_draft = town.world.plan(writer, secret, share=False, texts={"results": secret})
        town.canaries.append(Canary(secret, READERS[audience]))


def _publish(town: Town) -> None:
    """News that is out and was corrected once, begun, planned for tomorrow, and withdrawn."""
    office, world = town.people[SECRETARIAT], town.world
    secrets = {name: word("office", f"{name} news") for name in ("draft", "planned", "withdrawn", "before")}
    texts = {kind: word("public", kind) for kind in ARTICLE_KINDS}
    lead = f"Først {secrets['before']}"
    out = world.article(office, f"Nyt om {texts['news']}", lead=lead, body="Kort.", typed={"lead": lead})
    lead, body = texts["news lead"], texts["news body"]
    with world.writing() as session:
        entry = ArticleEntry(title=out.title, lead=lead, body=body, typed={"lead": lead, "body": body})
        publishing.change(session, office, ArticleKind.NEWS, out.id, entry, number=1)
    town.articles["out"] = out
    _publish_more(town)
    for name in ("draft", "planned", "withdrawn"):
        text, tomorrow = secrets[name], world.clock() + timedelta(days=1)
        town.articles[name] = world.article(
            office,
            f"Nyt: {text}",
            lead=text,
            body=text,
            publish=name != "draft",
            publish_at=tomorrow if name == "planned" else None,
        )
    world.work()  # the index has it before it is withdrawn
    with world.writing() as session:
        publishing.withdraw(session, office, ArticleKind.NEWS, town.articles["withdrawn"].id)
    town.canaries += [Canary(text, frozenset({SECRETARIAT})) for text in secrets.values()]


def _publish_more(town: Town) -> None:
    """An event to which the member of A comes, whose address online only those who have a seat see; a publication."""
    office, world, address = town.people[SECRETARIAT], town.world, word("event", "online")
    town.event = world.event(office, facts={"online": f"https://{address}.example"}, capacity=1)
    with world.writing() as session:
        events.sign_up(session, town.people[MEMBER_A], town.event.id)
        events.sign_up(session, town.people[PARTNER], town.event.id)
    document = world.document(office, "Et magasin", audience=Audience.PUBLIC)
    about = {"facts": {"year": "2025"}, "documents": (document.id,)}
    town.publication = world.article(office, "Magasinet", kind=ArticleKind.PUBLICATION, **about)
    town.canaries.append(Canary(address, frozenset({MEMBER_A, SECRETARIAT})))


def _tell_a_method(town: Town, audience: str, writer: Actor, chosen: Audience) -> None:
    """A method that was changed once, and another one that is a draft still."""
    before, keyword = word(audience, "method before"), ("landsbyer",)
    method = town.world.method(
        writer,
        f"Metode {word(audience, 'method')}",
        f"Kort: {word(audience, 'gist')}",
        audience=chosen,
        steps=f"Først {before}",
        keywords=keyword,
    )
    with town.world.writing() as session:
        entry = Entry(
            title=method.title,
            summary=method.summary,
            texts={"steps": f"Så {word(audience, 'steps')} {COMMON}"},
            audience=chosen,
            topics=("tomme-boliger",),
            keywords=keyword,
        )
        methods.change(session, writer, method.id, entry, number=1)
    town.methods[audience] = method
    if audience != "own office":
        town.cards[audience] = _tell_experience(town, method, writer, chosen, word(audience, "failed"))
    secret = word(audience, "draft method")
    town.drafts[audience] = town.world.method(writer, secret, secret, audience=chosen, share=False, steps=secret)
    own = frozenset({SECRETARIAT} if audience == "own office" else ())
    town.canaries += [Canary(before, READERS[audience]), Canary(secret, own)]


def _tell_experience(town: Town, method: MethodView, writer: Actor, chosen: Audience, failed: str) -> int:
    texts = {"failed": f"Det gik ikke: {failed} {COMMON}"}
    with town.world.writing() as session:
        card = NewCard(stage=Stage.DROPPED, place=f"Sted {failed}", texts=texts, audience=chosen)
        number = experiences.add(session, writer, method.id, card)
        experiences.wish(session, writer, method.id, wants=True)
        return number


def _attach(town: Town, writer: Actor, audience: str) -> tuple[int, str]:
    """A file for a post, and its path."""
    name = f"{word(audience, 'attached')}.txt"
    number = town.world.upload(writer, name, f"Indeni: {word(audience, 'within')} {COMMON}\n".encode())
    return number, f"/filer/{number}/{name}"


def _merge(town: Town, audience: str, writer: Actor, chosen: Audience) -> None:
    """Another thread is merged into the question; its title is for those who may read that."""
    old = town.world.thread(writer, f"Også om {word(audience, 'old')}", "Hvad gør I?", chosen)
    moderator = replace(writer, roles=frozenset({Role.MODERATOR}))
    with town.world.writing() as session:
        merging.merge(session, moderator, old.id, town.threads[audience].id, f"Det samme: {word(audience, 'why')}")
    town.merged[audience] = old
    opened = READERS[audience] | ({ADVISER} if audience == "own A" else set())
    town.canaries.append(Canary(word(audience, "old"), opened))  # at the head of the thread that it was merged into
    town.canaries.append(Canary(word(audience, "why"), READERS[audience] & SIGNED_IN))  # the log is for members


def _collect(town: Town, audience: str, writer: Actor, chosen: Audience) -> None:
    """A collection of what is for the same readers, and another one that is its owner's alone."""
    things = (
        ("thread", town.threads[audience].id),
        ("method", town.methods[audience].id),
        ("document", town.documents[audience].id),
        *([("plan", town.plans[audience].id)] if audience in town.plans else ()),
    )
    said = Said(word(audience, "collection"), f"Først {word(audience, 'foreword')}", chosen.value)
    secret = word(audience, "private collection")
    with town.world.writing() as session:
        town.collections[audience] = number = collections.make(session, writer, said)
        lying = [items.add(session, writer, number, NAMED[kind], thing) for kind, thing in things]
        items.introduce(session, writer, number, lying[0], f"Se {word(audience, 'beside')}", version=1)
        town.items[audience] = lying[0]
        town.private[audience] = collections.make(session, writer, Said(secret, secret))
        items.add(session, writer, town.private[audience], NAMED["thread"], town.threads[audience].id)
    own = frozenset({SECRETARIAT} if audience == "own office" else ())
    town.canaries.append(Canary(secret, own))


def _lay_what_few_may_read(town: Town, writer: Actor) -> None:
    """A thread, a method and a document of B's own in a collection that the whole network reads."""
    aside = word("own B", "aside")
    with town.world.writing() as session:
        number = collections.make(session, writer, Said("Alt om landsbyer", "Til alle.", "network"))
        for kind, thing in (
            ("thread", town.threads["own B"].id),
            ("method", town.methods["own B"].id),
            ("document", town.documents["own B"].id),
            ("plan", town.plans["own B"].id),
            ("thread", town.threads["public"].id),
        ):
            item = items.add(session, writer, number, NAMED[kind], thing)
            if thing != town.threads["public"].id or kind != "thread":
                items.introduce(session, writer, number, item, f"Om {aside}", version=1)
    town.canaries.append(Canary(aside, READERS["own B"]))


def _keep_for_oneself(town: Town, writers: Mapping[str, tuple[Actor, Audience]]) -> None:
    """Experience of B's own with the method that everybody may read."""
    _lay_what_few_may_read(town, writers["own B"][0])
    own = word("own B", "own experience")
    _tell_experience(town, town.methods["public"], writers["own B"][0], Audience.OWN, own)
    town.canaries.append(Canary(own, READERS["own B"]))
    reader = town.people[MEMBER_A]
    with town.world.writing() as session:
        town.own_collection = collections.make(session, reader, Said("Min egen", "", "network"))
        items.add(session, reader, town.own_collection, NAMED["thread"], town.threads["network"].id)
        following.follow(session, reader, town.collections["network"], follows=True)
    town.own_card = _tell_experience(town, town.methods["own A"], reader, Audience.OWN, "Regnen.")
    with town.world.writing() as session:
        tell(session, [reader.id or 0], NoticeKind.REVIEW_DUE, "1", method_id=town.methods["own A"].id)
    own = town.world.thread(reader, "Hvad gjorde I her?", "Vi gjorde det.", Audience.OWN)
    with town.world.writing() as session:
        resolve(session, reader, own.id, resolved=True)
        made = sources.method_of_thread(session, writers["own A"][0], own.id)
        sources.ask_authors(session, writers["own A"][0], made)
    town.resolved = own.id
    (town.source,) = town.world.read(select(MethodSource.id))
    (town.notice, *_) = town.world.read(select(Notice.id).where(Notice.account_id == reader.id))


def _sing(town: Town, writer: Actor) -> None:
    thread = town.world.thread(writer, "Vi øver flerstemmigt", "Et vers ad gangen.", Audience.OWN)
    for number in range(CHORUS_REPLIES):
        town.world.reply(writer, thread, f"{CHORUS} vers {number} {COMMON}")


def _hide_a_name(town: Town) -> None:
    """A question and a best reply that was corrected, by somebody who hides their name; none is a walker's own."""
    world = town.world
    for code in ("0773", "0810", "0813", "0825"):  # so that five municipalities are of their kind
        world.member(code)
    masked = world.member("0849", MASKED_NAME)
    address = _address(town, masked, MASKED_ADDRESS)
    topic = world.topic()
    with world.writing() as session:
        town.masked_thread = forum.start_thread(
            session,
            masked,
            topic=topic,
            kind=ThreadKind.QUESTION,
            title="Hvem har opgivet en plan?",
            body=f"Vi har. {COMMON}",
            audience=Audience.PUBLIC,
            hide_name=True,
        )
        town.masked_reply = forum.reply(session, masked, town.threads["public"].id, "Vi gav op.", hide_name=True)
        forum.mark_best(session, town.people[SECRETARIAT], town.masked_reply, best=True)
        for number, text in enumerate(("Kort: opgivet.", "Kort: opgivet to steder.")):
            summaries.write(session, masked, town.masked_thread.id, body=text, number=number)
        editing.edit(session, masked, town.masked_reply, body="Vi gav op til sidst.", version=1)
        moderation.report(session, town.people[MEMBER_A], town.masked_reply, ReportReason.OTHER, "")
    _call(town, masked)
    town.canaries += [Canary(text, SIGNED_IN) for text in (MASKED_NAME, address)]  # in the directory; see leaks.py


def _call(town: Town, masked: Actor) -> None:
    """A call of the network's with one answer."""
    topic, column, deadline = town.world.topic(), word("call", "column"), date(2026, 12, 24)
    with town.world.writing() as session:
        town.call = forum.start_thread(
            session,
            town.world.member(TOENDER),
            topic=topic,
            kind=ThreadKind.CALL,
            title="Hvad kostede jeres planer?",
            body="Vi samler.",
            audience=Audience.NETWORK,
            deadline=deadline,
        )
        calls.open_call(session, town.call, calls.NewCall(deadline, (column,), ("service",), ("Landkommuner",)))
        body = f"# {column}\n\n{word('call', 'cell')}"
        forum.reply(session, masked, town.call.id, body, hide_name=True)
    town.canaries += [Canary(word("call", kind), SIGNED_IN) for kind in ("column", "cell")]


def _begin(town: Town) -> None:
    """Drafts of two members, with words that not even their colleagues or the secretariat may see."""
    for role in (MEMBER_A, PARTNER):
        text = word(role, "draft")
        place = Place(town.threads["network"].id)
        with town.world.writing() as session:
            drafts.save(session, town.people[role], place, {"body": f"Begyndt {text}"}, drafts.DraftKey())
            fields = {"title": f"Ny {text}", "body": "Begyndt"}
            drafts.save(session, town.people[role], Place(), fields, drafts.DraftKey())
        town.canaries.append(Canary(text, frozenset({role})))


def _moderate(town: Town) -> None:
    """Something is reported; a reply and a thread are hidden, and their author answers."""
    world, author, moderator = town.world, town.people[HIDDEN_AUTHOR], town.people[MODERATOR]
    town.hidden_reply = world.reply(author, town.threads["public"], f"Om naboen: {word('hidden', 'before')}")
    attached, town.hidden_file = _attach(town, author, "hidden")
    with world.writing() as session:
        body = f"Om naboen: {word('hidden', 'reply')} {COMMON}"
        editing.edit(session, author, town.hidden_reply, body=body, version=1, attachments=(attached,))
    title, body = f"Hvad med {word('hidden', 'title')}?", f"Se her: {word('hidden', 'body')} {COMMON}"
    town.hidden_thread = world.thread(author, title, body)
    inside = world.reply(town.people[MEMBER_A], town.hidden_thread, f"Nej: {word('hidden', 'inside')} {COMMON}")
    town.hidden_posts = (inside - 1, inside)
    with world.writing() as session:
        summaries.write(session, author, town.hidden_thread.id, body=f"Kort: {word('hidden', 'summary')}", number=0)
    world.work()  # the index has it before it is hidden
    with world.writing() as session:
        note = word("report", "note")
        moderation.report(session, town.people[MEMBER_A], town.replies["network"], ReportReason.OTHER, note)
        moderation.hide(session, moderator, town.hidden_reply, "Det er personligt.")
        moderation.hide(session, moderator, town.hidden_posts[0], word("hidden", "reason"))
        for post, kind in ((town.hidden_reply, "answer"), (town.hidden_posts[0], "reply to it")):
            moderation.answer(session, author, post, word("hidden", kind))
    town.canaries += [
        Canary(word("report", "note"), MODERATING),
        *(Canary(word("hidden", kind), SEES_HIDDEN) for kind in ("reason", "answer", "reply to it")),
    ]


def _send_mails(town: Town) -> None:
    """One of each mail; the links of three of them stay open."""
    world, inviter = town.world, town.people[COORDINATOR]
    invited, member = "qxinviteretzw@lolland.example", town.people[MEMBER_A]
    email, lolland = world.email_of(member), world.organisation(LOLLAND)
    with world.writing() as session:
        accounts.invite(session, inviter, lolland, invited, "Ny Kollega")
        token = accounts.new_token(session, member.id or 0, TokenPurpose.CHANGE_ADDRESS, "ny@lolland.example")
        accounts.outbox.record(session, accounts.Queue.MAIL, "address.requested", token.id)
        accounts.outbox.record(session, accounts.Queue.MAIL, "password.changed", member.id or 0)
        accounts.request_reset(session, email)
    world.work()
    town.canaries.append(Canary(invited, frozenset({COORDINATOR, SECRETARIAT})))
    town.invitation = world.link_in_mail(invited)
    town.address = world.link_in_mail("ny@lolland.example")
    town.reset = world.link_in_mail(email)
    secret = world.app.config["SETTINGS"].secret
    town.stop = unsubscribe_url(stop_token(secret, member.id or 0))
