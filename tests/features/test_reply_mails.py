"""Whoever started a thread gets each reply by mail, until they say stop."""

from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, update

from network.core import outbox
from network.core.access import Actor, Audience, OrganisationKind
from network.core.outbox import Queue
from network.features.accounts.models import Account, AccountState
from network.features.municipalities.models import Organisation
from network.features.notifications import mails
from network.features.notifications.models import Event
from network.features.threads import service as forum
from network.features.threads.models import Post
from tests.world import LEMVIG, LOLLAND, World

TITLE = "Hvad koster en nedrivning?"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def only(world: World) -> EmailMessage:
    (mail,) = world.mails()
    return mail


def stop_path(mail: EmailMessage) -> str:
    return urlsplit(mail["List-Unsubscribe"].strip("<>")).path


def asked_and_answered(world: World, body: str = "Hos os kostede det 85.000 kr.") -> tuple[Actor, Actor, int]:
    asker, helper = world.member(LOLLAND, "Mette Holm"), world.member(LEMVIG, "Inger Klitmose")
    reply = world.reply(helper, world.thread(asker, TITLE), body)
    world.work()
    return asker, helper, reply


def test_a_reply_comes_by_mail_with_who_says_it_and_where_it_stands(world: World) -> None:
    asker, _helper, reply = asked_and_answered(world)
    mail = only(world)
    assert mail["To"] == world.email_of(asker)
    assert mail["Subject"] == f"Svar på: {TITLE}"
    text = mail.get_content()
    assert "Inger Klitmose, Lemvig Kommune, har svaret" in text
    assert "Hos os kostede det 85.000 kr." in text
    base_url = world.app.config["SETTINGS"].base_url
    assert f"{base_url}/indlaeg/{reply}#indlaeg-{reply}" in text.splitlines()
    assert mail["List-Unsubscribe"].strip("<>") in text.splitlines()


def test_a_long_reply_is_cut_at_a_word_after_six_hundred_characters(world: World) -> None:
    asked_and_answered(world, "Nedrivning er dyrt. " * 60 + "Til sidst.")
    text = only(world).get_content()
    begun = text[text.index("Nedrivning er dyrt.") : text.index(" …")]
    assert 560 < len(begun) <= 600
    assert begun.endswith(("Nedrivning", "er", "dyrt."))
    assert "Til sidst." not in text


@pytest.mark.parametrize("text", ["", "kort", "x" * 600, "x" * 601, "ord " * 200, "y" * 10 + " " + "x" * 2000])
def test_an_excerpt_is_a_beginning_that_is_never_too_long(text: str) -> None:
    cut = mails.excerpt(text)
    assert len(cut) <= 602
    assert text.startswith(cut.removesuffix(" …"))
    assert (cut == text) == (len(text) <= 600)


def test_the_mails_of_a_thread_stand_together_and_each_has_a_name_of_its_own(world: World) -> None:
    asker, helper, _reply = asked_and_answered(world)
    thread_id = world.read(select(Post.thread_id))[0]
    with world.writing() as session:
        forum.reply(session, helper, thread_id, "Og asbesten kommer oven i.")
    other = world.thread(asker, "Hvem driver skolen nu?")
    world.reply(helper, other)
    world.work()
    first, second, third = world.mails()
    assert first["In-Reply-To"] == first["References"] == second["In-Reply-To"] != third["In-Reply-To"]
    assert len({mail["Message-ID"] for mail in world.mails()}) == 3
    assert not any("=?" in str(mail[name]) for mail in world.mails() for name in ("References", "List-Unsubscribe"))


def test_a_reply_is_mailed_once_however_often_its_event_is_seen(world: World) -> None:
    _asker, _helper, reply = asked_and_answered(world)
    name = only(world)["Message-ID"]
    with world.writing() as session:
        outbox.record(session, Queue.MAIL, Event.REPLIED, reply)
    world.work()
    assert only(world)["Message-ID"] == name  # what arrives twice is one mail to whoever receives it


def test_ones_own_reply_is_not_mailed(world: World) -> None:
    asker = world.member()
    world.reply(asker, world.thread(asker))
    world.work()
    assert world.mails() == []


def test_nobody_but_who_asked_gets_a_mail(world: World) -> None:
    asker, first, second = world.member(), world.member(LEMVIG), world.member(LEMVIG)
    thread = world.thread(asker)
    world.reply(first, thread)
    world.reply(second, thread)
    world.work()
    assert [mail["To"] for mail in world.mails()] == [world.email_of(asker)] * 2


def test_a_reply_from_long_ago_is_not_mailed(world: World) -> None:
    world.reply(world.member(LEMVIG), world.thread(world.member()))
    world.later(days=6)
    world.work()
    assert world.mails() == []


def test_who_may_no_longer_read_the_thread_gets_no_mail_of_it(world: World) -> None:
    asker = world.member(LOLLAND)
    world.reply(world.member(LEMVIG), world.thread(asker, audience=Audience.MUNICIPALITIES))
    with world.writing() as session:
        side = update(Organisation).where(Organisation.id == asker.organisation_id)
        session.execute(side.values(kind=OrganisationKind.PARTNER))
    world.work()
    assert world.mails() == []


@pytest.mark.parametrize("change", [{"state": AccountState.SUSPENDED}, {"password_hash": None}])
def test_an_account_that_nobody_uses_gets_no_mail(world: World, change: dict[str, str | None]) -> None:
    asker = world.member(LOLLAND)
    world.reply(world.member(LEMVIG), world.thread(asker))
    with world.writing() as session:
        session.execute(update(Account).where(Account.id == asker.id).values(change))
    world.work()
    assert world.mails() == []


def test_a_title_adds_no_header(world: World) -> None:
    asker = world.member(LOLLAND)
    world.reply(world.member(LEMVIG), world.thread(asker, "En titel\r\nBcc: alle@andre.example"))
    world.work()
    assert only(world)["Bcc"] is None
    assert only(world)["Subject"] == "Svar på: En titel Bcc: alle@andre.example"


# Stopping


def test_a_mail_program_stops_the_mails_with_one_post(world: World) -> None:
    asker, helper, _reply = asked_and_answered(world)
    mail = only(world)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    visitor = world.client()
    for _ in range(2):
        assert visitor.post(stop_path(mail), data=ONE_CLICK).status_code == 200
    world.reply(helper, world.thread(asker))
    world.work()
    assert len(world.mails()) == 1


def test_the_link_in_the_mail_asks_first_and_stops_by_its_button(world: World) -> None:
    asker, helper, _reply = asked_and_answered(world)
    visitor, path = world.client(), stop_path(only(world))
    assert "Stop mails om svar og arrangementer?" in visitor.page(path)
    assert world.read(select(Account.reply_mail_stopped_at).where(Account.id == asker.id)) == [None]
    assert "Ikke flere mails om svar og arrangementer" in visitor.submit(path).text
    world.reply(helper, world.thread(asker))
    world.work()
    assert len(world.mails()) == 1


def test_the_account_page_turns_the_mails_on_again_and_off(world: World) -> None:
    asker, helper, _reply = asked_and_answered(world)
    world.client().post(stop_path(only(world)), data=ONE_CLICK)
    client = world.client(asker)
    assert "Du får ikke en mail, når nogen svarer" in client.page("/konto/")
    assert client.submit("/konto/", "/konto/mails").location == "/konto/"
    assert "Du får en mail, når nogen svarer" in client.page("/konto/")
    thread = world.thread(asker)
    world.reply(helper, thread)
    world.work()
    assert len(world.mails()) == 2
    client.submit("/konto/", "/konto/mails")
    world.reply(helper, thread)
    world.work()
    assert len(world.mails()) == 2


def test_a_link_stops_the_mails_of_its_own_account_only(world: World) -> None:
    asked_and_answered(world)
    other = world.member(LOLLAND)
    path = stop_path(only(world))
    forged = path.replace(path.rpartition("/")[2].partition("-")[0], str(other.id), 1)
    assert world.client().post(forged, data=ONE_CLICK).status_code == 404
    assert world.client().get(forged).status_code == 404
