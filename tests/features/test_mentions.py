"""Naming members with @: who is told, who is not, and that the writer knows."""

from email.message import EmailMessage

import pytest
from sqlalchemy import select, update

from network.core.access import Actor, Audience
from network.features.accounts.models import Account, AccountState
from network.features.editing import service as editing
from network.features.mentions.names import named_in
from network.features.moderation import service as moderation
from network.features.notifications.models import Notification
from network.features.threads.models import Thread
from tests.pages.client import CheckedClient, Page
from tests.world import LEMVIG, LOLLAND, World


def told(world: World, actor: Actor) -> list[str]:
    return world.read(select(Notification.kind).where(Notification.account_id == actor.id))


def mails_to(world: World, actor: Actor) -> list[EmailMessage]:
    return [mail for mail in world.mails() if world.email_of(actor) in str(mail["To"])]


def send(client: CheckedClient, thread: Thread, body: str, **more: str) -> Page:
    """The page that follows."""
    answer = client.submit(f"/traade/{thread.id}-{thread.slug}", f"/traade/{thread.id}/svar", body=body, **more)
    return client.page(answer.location) if answer.status_code == 303 else Page(answer)


def test_a_member_who_is_named_is_told_and_gets_one_mail(world: World) -> None:
    author, mette = world.member(LEMVIG, "Per Bo"), world.member(LOLLAND, "Mette Ærø Holm")
    thread = world.thread(world.member(), "Hvem har bygget dige?")
    page = send(world.client(author), thread, "Det ved @mette ærø holm, tror jeg.")
    assert "Der er sendt besked til Mette Ærø Holm (Lolland)" in page.text
    world.work()
    world.work()
    assert told(world, mette) == ["mention"]
    [mail] = mails_to(world, mette)
    assert mail["Subject"] == "Du er nævnt i: Hvem har bygget dige?"
    assert "Per Bo, Lemvig Kommune, nævner dig i tråden" in mail.get_content()
    assert "/afmeld/" in mail["List-Unsubscribe"]
    assert mail["In-Reply-To"] or mail["References"]
    page = world.client(mette).page("/notifikationer/")
    assert page.links("Du er nævnt i ”Hvem har bygget dige?”")


def test_whoever_follows_the_thread_or_started_it_is_told_once(world: World) -> None:
    starter, follower = world.member(name="Anne Starter"), world.member(name="Bo Følger")
    thread = world.thread(starter)
    world.follow(follower, thread)
    world.reply(world.member(), thread, "Spørg @Anne Starter og @Bo Følger. Altså @Bo Følger!")
    world.work()
    assert told(world, starter) == told(world, follower) == ["mention"]
    assert [mail["Subject"][:14] for mail in mails_to(world, starter)] == ["Du er nævnt i:"]
    assert len(mails_to(world, follower)) == 1


def test_a_correction_tells_only_those_who_are_new_in_it(world: World) -> None:
    author, anne, bo, starter = (world.member(name=name) for name in ("Per Sen", "Anne Ib", "Bo Ib", "Eva Start"))
    thread = world.thread(starter)
    post = world.reply(author, thread, "Hej @Anne Ib")
    world.work()
    world.client(anne).page(f"/traade/{thread.id}-{thread.slug}")
    client = world.client(author)
    answer = client.submit(f"/indlaeg/{post}/ret", body="Hej @Anne Ib, @Bo Ib og @Eva Start")
    assert answer.status_code == 303
    world.work()
    assert told(world, anne) == told(world, bo) == ["mention"]
    assert told(world, starter) == ["reply"]
    assert [len(mails_to(world, actor)) for actor in (anne, bo, starter)] == [1, 1, 1]


def test_who_may_not_read_is_not_told_and_the_writer_knows_before_and_after(world: World) -> None:
    author, partner = world.member(LOLLAND), world.member("realfonden", "Fie Fond")
    thread = world.thread(author, audience=Audience.MUNICIPALITIES)
    client = world.client(author)
    words = "Fie Fond (Realfonden) må ikke læse tråden og får ikke besked."
    assert words in send(client, thread, "Hvad siger @Fie Fond?", preview="1").main
    after = send(client, thread, "Hvad siger @Fie Fond?").text
    assert words not in after  # it has happened: said as what it came to
    assert "Der er ikke sendt besked til Fie Fond (Realfonden), som ikke må læse tråden." in after
    world.work()
    assert told(world, partner) == []
    assert mails_to(world, partner) == []


def test_the_preview_says_who_will_be_told(world: World) -> None:
    author = world.member()
    world.member(LEMVIG, "Anne Ib")
    thread = world.thread(author)
    client = world.client(author)
    assert "Får besked: Anne Ib (Lemvig)" in send(client, thread, "Hej @Anne Ib.", preview="1").main
    fields = {"title": "Hvem ved noget?", "body": "@Anne Ib?", "topic": "tomme-boliger", "preview": "1"}
    assert "Får besked: Anne Ib (Lemvig)" in Page(client.submit("/traade/ny?slags=spoergsmaal", **fields)).main
    assert "må ikke læse" in Page(client.submit("/traade/ny?slags=spoergsmaal", **(fields | {"audience": "own"}))).main
    edit = f"/indlaeg/{world.reply(author, thread)}/ret"
    assert "Får besked: Anne Ib" in Page(client.submit(edit, body="@Anne Ib", preview="1")).main
    assert told(world, author) == []


def test_of_two_with_one_name_the_place_says_which(world: World) -> None:
    author, one, other = world.member(), world.member(LOLLAND, "Anne Ib"), world.member(LEMVIG, "Anne Ib")
    thread = world.thread(author)
    client = world.client(author)
    assert "Flere medlemmer hedder Anne Ib" in send(client, thread, "Hej @Anne Ib", preview="1").main
    after = send(client, thread, "Hej @Anne Ib").text
    assert "Ingen med navnet Anne Ib har fået besked. Ret indlægget, og skriv stedet med" in after
    send(client, thread, "Hej @Anne Ib (Lemvig)")
    world.work()
    assert told(world, one) == []
    assert told(world, other) == ["mention"]


def test_twenty_are_told_and_three_hundred_are_too_many(world: World) -> None:
    author, people = world.member(), [world.member(name=f"Nummer Navn{chr(97 + n)}") for n in range(21)]
    thread = world.thread(author)
    client = world.client(author)
    body = " ".join(f"@{actor.name}" for actor in people)
    assert "Teksten nævner 21 personer med @. Højst 20" in send(client, thread, body).main
    page = send(client, thread, " ".join(f"@Ukendt Navn{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(300)))
    assert "Teksten nævner 300 personer med @" in page.main
    assert page.status == 422
    assert send(client, thread, body.rpartition(" @")[0]).status == 200
    world.work()
    assert len(world.read(select(Notification.id).where(Notification.kind == "mention"))) == 20


def test_nobody_is_told_of_themselves_of_a_hidden_post_or_after_leaving(world: World) -> None:
    author, gone, anne = world.member(name="Per Sen"), world.member(name="Gitte Gået"), world.member(name="Anne Ib")
    thread = world.thread(world.member())
    with world.writing() as session:
        session.execute(update(Account).where(Account.id == gone.id).values(state=AccountState.SUSPENDED))
    post = world.reply(author, thread, "@Per Sen, @Gitte Gået og @Anne Ib")
    with world.writing() as session:
        moderation.hide(session, world.secretariat(), post, "Et navn.")
    world.work()
    assert told(world, author) == told(world, gone) == told(world, anne) == []
    assert mails_to(world, anne) == mails_to(world, gone) == []


def test_who_has_stopped_the_mails_is_told_under_the_bell_alone(world: World) -> None:
    anne, thread = world.member(name="Anne Ib"), world.thread(world.member())
    world.client(anne).submit("/konto/", "/konto/mails")
    world.reply(world.member(), thread, "@Anne Ib")
    world.work()
    assert told(world, anne) == ["mention"]
    assert mails_to(world, anne) == []


def test_an_old_post_that_names_somebody_today_is_mailed_and_an_old_mention_is_not(world: World) -> None:
    author, anne, bo = world.member(), world.member(name="Anne Ib"), world.member(name="Bo Ib")
    thread = world.thread(world.member())
    post = world.reply(author, thread, "Det må vi finde ud af.")
    world.reply(author, thread, "Måske @Bo Ib?")
    world.later(days=6)
    with world.writing() as session:
        editing.edit(session, author, post, body="Det ved @Anne Ib.", version=1)
    world.work()
    assert len(mails_to(world, anne)) == 1
    assert mails_to(world, bo) == []
    assert told(world, bo) == ["mention"]


def test_a_correction_that_names_nobody_mails_nobody(world: World) -> None:
    anne, author = world.member(name="Anne Ib"), world.member()
    thread = world.thread(author, body="Hej @Anne Ib", audience=Audience.OWN)
    world.work()
    assert len(mails_to(world, anne)) == 1
    with world.writing() as session:
        editing.edit(session, author, 1, body="Rettet", version=1, title=thread.title, topic=world.topic())
    world.work()
    assert len(mails_to(world, anne)) == 1


@pytest.mark.parametrize(
    "markdown",
    ["mail@anneib.dk", "> Hej @Anne Ib", "`@Anne Ib`", "```\n@Anne Ib\n```", "@ Anne", "@123", "/@Anne"],
)
def test_what_is_no_name_is_left_alone(markdown: str) -> None:
    assert named_in(markdown) == []


def test_the_list_offers_those_whom_the_audience_includes(world: World) -> None:
    author = world.member(LOLLAND)
    for place, name in (
        (LOLLAND, "Mette Holm"),
        (LEMVIG, "Mette Holm"),
        (LEMVIG, "Jens Mettesen"),
        ("fonden", "Mette Fond"),
    ):
        world.member(place, name)
    network, own = world.thread(author), world.thread(author, audience=Audience.OWN)
    municipal = world.thread(author, audience=Audience.MUNICIPALITIES)
    client = world.client(author)

    def texts(begun: str, **where: str) -> list[str]:
        fields = {"csrf_token": client.csrf(), "begyndt": begun} | where
        return [person["text"] for person in client.post("/omtale", data=fields).json["people"]]

    both = ["@Mette Holm (Lolland)", "@Mette Holm (Lemvig)"]
    assert texts("mette", traad=str(network.id)) == ["@Jens Mettesen", "@Mette Fond", *both]
    assert texts("Mette", traad=str(municipal.id)) == ["@Jens Mettesen", *both]
    assert texts("mette h", publikum="own") == texts("METTE", traad=str(own.id)) == both[:1]
    assert texts("%", traad=str(network.id)) == texts("", traad=str(network.id)) == texts("_ette", publikum="own") == []
    stranger = world.client(world.member(LEMVIG))
    for where in ({"traad": str(own.id)}, {"traad": "x"}, {"publikum": "alle"}, {}):
        fields = {"csrf_token": stranger.csrf(), "begyndt": "m"} | where
        assert stranger.post("/omtale", data=fields).status_code == 404
