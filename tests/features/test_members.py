"""Members say what they know about and how to reach them; names lead to it."""

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from network.core.access import Actor, Audience, Role
from network.core.addresses import member_url
from network.core.audit import AuditEntry
from network.features.accounts import service as accounts
from network.features.accounts.models import Account
from network.features.members.contact import phone_url
from network.features.members.models import Competence
from network.features.threads import service as forum
from tests.pages.client import CheckedClient, Page, fields_of
from tests.world import LEMVIG, LOLLAND, TOENDER, World

PROFILE = "/konto/profil"


def url_of(actor: Actor) -> str:
    return member_url(actor.id or 0, actor.name)


def save(client: CheckedClient, **changes: object) -> Page:
    """Fill in one's own profile; returns the page that follows."""
    answer = client.submit(PROFILE, **changes)
    return client.page(answer.location) if answer.status_code == 303 else Page(answer)


def language_of(page: Page) -> str:
    language: str = page.tree.get("lang")
    return language


def choose(client: CheckedClient, language: str, page: str) -> TestResponse:
    """Press a language at the foot of a page, which the browser names."""
    fields = {"csrf_token": client.csrf(), "language": language}
    return client.post("/konto/sprog", data=fields, headers={"Referer": page} if page else {})


def test_the_language_chosen_at_the_foot_of_a_page_is_saved_and_that_page_comes_back(world: World) -> None:
    mette = world.member(LOLLAND, "Mette Holm")
    client = world.client(mette)
    assert fields_of(client.page("/").form("/konto/sprog")).keys() == {"csrf_token"}  # no address on any page
    assert choose(client, "en", "http://localhost/traade/?vis=mine&sprog=da").location == "/traade/?vis=mine"
    assert language_of(client.page("/traade/?vis=mine")) == "en"
    assert language_of(world.client(mette).page("/")) == "en"  # on another device
    assert choose(client, "tysk", "http://localhost/").status_code == 404
    assert world.read(select(Account.language).where(Account.id == mette.id)) == ["en"]


@pytest.mark.parametrize(
    "page",
    [
        "",
        "http://localhost/findes/ikke",
        "http://localhost/konto/mails",
        "https://elsewhere.example/traade/",
        "://",
        "http://localhost//elsewhere.example",
    ],
)
def test_the_choice_of_language_leads_to_the_front_page_where_no_page_can_be_opened(world: World, page: str) -> None:
    client = world.client(world.member(LOLLAND))
    assert choose(client, "en", page).location == "/"


@pytest.fixture
def mette(world: World) -> Actor:
    return world.member(LOLLAND, "Mette Holm Åkær")


# The profile


def test_a_member_says_what_she_knows_about_and_how_to_reach_her(world: World, mette: Actor) -> None:
    page = save(
        world.client(mette),
        title="udviklingskonsulent",
        phone="54 67 00 00",
        reach_by="phone",
        ask_about="Kondemnering og bosætningskampagner",
        competences=["tomme-boliger", "mobilitet"],
    )
    assert "Din profil er gemt." in page
    shown = world.client(world.member(LEMVIG)).page(url_of(mette))
    assert shown.heading == "Mette Holm Åkær"
    for words in ("udviklingskonsulent, Lolland Kommune", "Kondemnering og bosætningskampagner", "Ring helst."):
        assert words in shown.main
    assert shown.links("54 67 00 00") == ["tel:+4554670000"]
    assert shown.links(world.email_of(mette)) == [f"mailto:{world.email_of(mette)}"]
    assert shown.links("Tomme og forfaldne boliger") == ["/emner/tomme-boliger"]
    assert not shown.links("Ret profil")


def test_what_was_saved_stands_in_the_form_and_can_be_taken_back(world: World, mette: Actor) -> None:
    client = world.client(mette)
    save(client, phone="54670000", ask_about="Skoler", competences=["service", "tomme-boliger"])
    form = client.page(PROFILE).form(PROFILE)
    assert fields_of(form)["phone"] == "54670000"
    checked = {box.get("value") for box in form.iter("input") if box.get("checked") is not None}
    assert {"service", "tomme-boliger"} <= checked
    fields = fields_of(form) | {"phone": "", "ask_about": ""}
    fields.pop("competences")
    assert client.post(PROFILE, data=fields).status_code == 303
    assert world.read(select(Competence.topic_id)) == []
    assert "Ingen kan se endnu, hvad du ved noget om." in client.page(url_of(mette))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"phone": "ring til mig"}, "Skriv et telefonnummer med 8 cifre"),
        ({"phone": "1234"}, "Skriv et telefonnummer med 8 cifre"),
        ({"phone": "54 67 00 00; rm -rf"}, "Skriv et telefonnummer med 8 cifre"),
        ({"phone": "٣" * 8}, "Skriv et telefonnummer med 8 cifre"),
        ({"phone": "", "reach_by": "phone"}, "Skriv det nummer, du gerne vil ringes op på."),
        ({"reach_by": "brevdue"}, "Vælg en af mulighederne på listen."),
        ({"ask_about": "x" * 201}, "Højst 200 tegn."),
        ({"ask_about": "Sagen om 010190-1234"}, "CPR"),
        ({"competences": ["findes-ikke"]}, "Vælg en af mulighederne på listen."),
        ({"name": ""}, "Skriv dit navn."),
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_typed_is_lost(
    world: World, mette: Actor, wrong: dict[str, object], message: str
) -> None:
    given = {"title": "Min nye titel", "phone": "54 67 00 00", "competences": ["service"], "reach_by": "mail"}
    answer = world.client(mette).submit(PROFILE, **(given | wrong))
    page = Page(answer)
    assert page.status == 422
    assert message in page
    kept = fields_of(page.form(PROFILE))
    assert kept["title"] == "Min nye titel"
    assert all(kept[name] == value for name, value in wrong.items() if name in ("phone", "ask_about", "name"))
    assert world.read(select(Account.title).where(Account.id == mette.id)) == ["planlægger"]


def test_nobody_knows_about_everything(world: World, mette: Actor) -> None:
    client = world.client(mette)
    boxes = [box.get("value") for box in client.page(PROFILE).elements("input", name="competences")]
    assert len(boxes) > 11
    page = save(client, competences=boxes[:11])
    assert (page.status, "Vælg højst 10" in page) == (422, True)
    assert save(client, competences=boxes[:10]).status == 200


def test_a_number_that_is_no_cpr_number_goes_through_when_she_says_so(world: World, mette: Actor) -> None:
    save(world.client(mette), ask_about="Sag 010190-1234", not_cpr="1")
    assert "Sag 010190-1234" in world.client(mette).page(url_of(mette))
    assert "not-a-cpr-number" in world.read(select(AuditEntry.act))


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("54 67 00 00", "tel:+4554670000"),
        ("+45 54670000", "tel:+4554670000"),
        ("0045 54 67 00 00", "tel:+4554670000"),
        ("+299 34 50 00", "tel:+299345000"),
        ("0000 0012", "tel:+4500000012"),
        ("", None),
    ],
)
def test_a_phone_dials_what_was_typed(typed: str, dialled: str | None) -> None:
    assert phone_url(typed) == dialled


def test_a_profile_is_for_members(world: World, mette: Actor) -> None:
    answer = world.client().get(url_of(mette))
    assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/log-ind")


def test_a_name_that_has_changed_leads_on_from_the_old_address(world: World, mette: Actor) -> None:
    old = url_of(mette)
    client = world.client(mette)
    save(client, name="Mette Holm Hansen")
    assert client.get(old).location == f"/medlemmer/{mette.id}-mette-holm-hansen"


def test_somebody_whose_access_is_closed_is_reached_by_nobody(world: World, mette: Actor) -> None:
    save(world.client(mette), phone="54670000", ask_about="Alt om skoler")
    with world.writing() as session:
        accounts.suspend(session, world.secretariat(), mette.id or 0, "Er rejst.")
    page = world.client(world.member(LEMVIG)).page(url_of(mette))
    assert "kan ikke længere kontaktes gennem netværket" in page
    assert "Alt om skoler" not in page
    assert not page.links("54670000")
    assert not page.links(world.email_of(mette))


# Best replies


def test_the_best_replies_she_gave_stand_there_newest_first_for_whoever_may_read_them(
    world: World, mette: Actor
) -> None:
    asker = world.member(LOLLAND)
    for number, audience in enumerate((Audience.NETWORK, Audience.OWN, Audience.NETWORK)):
        thread = world.thread(asker, f"Spørgsmål nummer {number}", audience=audience)
        post = world.reply(mette, thread, f"Svar nummer {number}")
        with world.writing() as session:
            forum.mark_best(session, asker, post, best=True)
        world.later(days=1)
    world.reply(mette, world.thread(asker, "Uden mærke"), "Bare et svar")

    def titles(actor: Actor) -> list[str]:
        found = world.client(actor).page(url_of(mette)).elements("h3", class_="row-title")
        return ["".join(title.itertext()).strip() for title in found]

    assert titles(asker) == ["Spørgsmål nummer 2", "Spørgsmål nummer 1", "Spørgsmål nummer 0"]
    assert titles(world.member(LEMVIG)) == ["Spørgsmål nummer 2", "Spørgsmål nummer 0"]


def test_many_best_replies_are_read_in_pages(world: World, mette: Actor) -> None:
    asker = world.member(LOLLAND)
    for number in range(11):
        post = world.reply(mette, world.thread(asker, f"Spørgsmål nummer {number}"))
        with world.writing() as session:
            forum.mark_best(session, asker, post, best=True)
    client = world.client(asker)
    (following,) = client.page(url_of(mette)).links("Næste")
    assert len(client.page(following).links("Spørgsmål nummer")) == 1


# Where names lead to it


def test_names_in_a_thread_lead_to_the_profile_for_members(world: World, mette: Actor) -> None:
    asker = world.member(TOENDER)
    thread = world.thread(asker, audience=Audience.PUBLIC)
    post = world.reply(mette, thread)
    with world.writing() as session:
        forum.mark_best(session, asker, post, best=True)
    path = f"/traade/{thread.id}-{thread.slug}"
    assert world.client(asker).page(path).links("Mette Holm Åkær") == [url_of(mette)] * 2
    visitor = world.client().page(path)
    assert "Mette Holm Åkær" in visitor
    assert visitor.links("Mette Holm Åkær") == []


def test_a_municipalitys_page_says_whom_to_call_and_what_is_new_there(world: World, mette: Actor) -> None:
    coordinator = world.member(LOLLAND, "Karen Koordinator", (Role.COORDINATOR,))
    save(world.client(coordinator), phone="54 67 00 01")
    world.thread(mette, "Lollands eget spørgsmål", audience=Audience.OWN)
    world.thread(mette, "Lollands åbne spørgsmål", audience=Audience.PUBLIC)
    world.document(mette, "Lollands drejebog", audience=Audience.PUBLIC)
    page = world.client(world.member(LEMVIG)).page("/kommuner/lolland")
    assert page.links("Karen Koordinator") == [url_of(coordinator)] * 2
    assert page.links("54 67 00 01") == ["tel:+4554670001"] * 2
    assert page.links("Mette Holm Åkær") == [url_of(mette)]
    assert page.links("Lollands åbne spørgsmål")
    assert page.links("Lollands drejebog")
    assert not page.links("Lollands eget spørgsmål")
    visitor = world.client().page("/kommuner/lolland")
    assert visitor.links("Lollands åbne spørgsmål")
    assert "Karen" not in visitor
    assert "54 67 00 01" not in visitor


def test_the_library_shows_what_one_municipality_has_shared(world: World, mette: Actor) -> None:
    world.document(mette, "Lollands drejebog")
    world.document(world.member(LEMVIG), "Lemvigs drejebog")
    page = world.client(mette).page("/bibliotek/?kommune=lolland")
    assert (bool(page.links("Lollands drejebog")), bool(page.links("Lemvigs drejebog"))) == (True, False)
    assert "Lolland Kommune" in page.main


# Moderators


def test_the_secretariat_makes_a_moderator_and_takes_it_back(world: World, mette: Actor) -> None:
    secretariat, hers = world.client(world.secretariat()), world.client(mette)
    action = f"/sekretariat/medlemmer/{mette.id}/moderator"
    assert hers.get("/gennemsyn/").status_code == 403
    answer = secretariat.submit(url_of(mette), action)
    assert answer.location == url_of(mette)
    assert "Mette Holm Åkær er nu moderator." in secretariat.page(url_of(mette))
    assert hers.get("/gennemsyn/").status_code == 200
    secretariat.submit(url_of(mette), action)
    assert hers.get("/gennemsyn/").status_code == 403
    assert world.read(select(AuditEntry.act).where(AuditEntry.subject == f"account:{mette.id}")) == [
        "appoint-moderator",
        "dismiss-moderator",
    ]


def test_the_secretariat_makes_an_editor_and_takes_it_back(world: World, mette: Actor) -> None:
    secretariat, hers = world.client(world.secretariat()), world.client(mette)
    action = f"/sekretariat/medlemmer/{mette.id}/redaktoer"
    assert hers.get("/nyheder/ny").status_code == 403
    assert secretariat.submit(url_of(mette), action).location == url_of(mette)
    assert "Mette Holm Åkær er nu redaktør." in secretariat.page(url_of(mette))
    assert "Redaktør" in hers.page(url_of(mette))
    assert hers.get("/nyheder/ny").status_code == 200
    secretariat.submit(url_of(mette), action)
    assert hers.get("/nyheder/ny").status_code == 403


def test_a_moderators_other_roles_stay(world: World) -> None:
    coordinator = world.member(LOLLAND, roles=(Role.COORDINATOR,))
    secretariat = world.client(world.secretariat())
    action = f"/sekretariat/medlemmer/{coordinator.id}/moderator"
    for moderator, roles in (("1", "coordinator moderator"), ("1", "coordinator moderator"), ("0", "coordinator")):
        secretariat.post(action, data={"csrf_token": secretariat.csrf(), "moderator": moderator})
        assert world.read(select(Account.roles).where(Account.id == coordinator.id)) == [roles]
    assert len(world.read(select(AuditEntry.act).where(AuditEntry.act.contains("moderator")))) == 2


def test_somebody_whose_access_is_closed_is_made_no_moderator(world: World, mette: Actor) -> None:
    sofie = world.secretariat()
    with world.writing() as session:
        accounts.suspend(session, sofie, mette.id or 0, "Er rejst.")
    client = world.client(sofie)
    form = {"csrf_token": client.csrf(), "moderator": "1"}
    assert client.post(f"/sekretariat/medlemmer/{mette.id}/moderator", data=form).status_code == 403
