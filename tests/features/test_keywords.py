"""Keywords come from a list that the secretariat keeps and members propose to."""

import pytest
from sqlalchemy import select

from network.core.access import Actor, Audience
from network.core.audit import AuditEntry
from network.core.errors import Forbidden, Invalid, NotFound
from network.features.keywords import service
from network.features.keywords.models import Keyword, KeywordState, ThreadKeyword
from network.features.threads.models import Thread
from tests.features.test_thread_lists import titles, url_of
from tests.pages.client import Page, fields_of
from tests.rules.test_statements import counted
from tests.world import LEMVIG, World

LIST = "/sekretariat/noegleord"


@pytest.fixture
def office(world: World) -> Actor:
    """The secretariat, with three keywords on its list."""
    secretariat = world.secretariat()
    with world.writing() as session:
        for title in ("Økonomi", "Nedrivning", "Bosætning"):
            service.add(session, secretariat, title)
    return secretariat


def choose(world: World, actor: Actor, thread: Thread, *slugs: str, proposed: str = "") -> None:
    with world.writing() as session:
        service.choose(session, actor, thread.id, slugs, proposed)


def id_of(world: World, slug: str) -> int:
    return int(world.read(select(Keyword.id).where(Keyword.slug == slug))[0])


def test_who_asks_ticks_some_and_they_lead_to_the_other_threads_that_have_them(world: World, office: Actor) -> None:
    member = world.member()
    client = world.client(member)
    asked = {"title": "Hvad koster en nedrivning?", "body": "Vi har tre huse.", "topic": "tomme-boliger"}
    sent = client.submit("/traade/ny?slags=spoergsmaal", **asked, keywords=["oekonomi", "nedrivning"])
    assert sent.status_code == 303
    page = client.page(sent.location)
    assert page.links("Nedrivning") == ["/traade/?noegleord=nedrivning"]
    assert page.links("Økonomi") == ["/traade/?noegleord=oekonomi"]
    world.thread(member, "Noget helt andet")
    assert titles(client, "/traade/?noegleord=nedrivning") == ["Hvad koster en nedrivning?"]
    assert "Nedrivning, Økonomi" in client.page("/traade/").main
    world.work()
    assert client.page("/soeg?q=økonomi").links("Hvad koster en nedrivning?")
    assert client.get("/traade/?noegleord=findes-ikke").status_code == 404


def test_they_are_changed_with_the_first_post_and_kept_while_it_is_written(world: World, office: Actor) -> None:
    member = world.member()
    thread = world.thread(member)
    choose(world, member, thread, "oekonomi")
    client = world.client(member)
    edit = f"/indlaeg/{thread.id}/ret"
    tag = client.get(url_of(thread)).headers["ETag"]
    assert fields_of(client.page(edit).form(edit))["keywords"] == "oekonomi"
    assert client.submit(edit, keywords=["bosaetning"]).status_code == 303
    assert client.get(url_of(thread), headers={"If-None-Match": tag}).status_code == 200
    assert client.page(url_of(thread)).links("Bosætning")
    assert not client.page(url_of(thread)).links("Økonomi")
    client.submit(
        "/traade/ny?slags=spoergsmaal", "/traade/ny", title="x", keywords=["nedrivning"], new_keyword="Fjernvarme"
    )
    returned = Page(
        client.submit(
            "/traade/ny?slags=spoergsmaal", title="x", body="", keywords=["nedrivning"], new_keyword="Fjernvarme"
        )
    )
    fields = fields_of(returned.form("/traade/ny"))
    assert (fields["keywords"], fields["new_keyword"]) == ("nedrivning", "Fjernvarme")
    saved = client.post("/kladder/gem", data=fields | {"place": "thread:new", "body": "Begyndt."})
    assert saved.status_code == 303
    fields = fields_of(client.page("/traade/ny?slags=spoergsmaal").form("/traade/ny"))
    assert (fields["keywords"], fields["new_keyword"]) == ("nedrivning", "Fjernvarme")


def test_a_new_one_waits_for_the_secretariat_before_others_see_it(world: World, office: Actor) -> None:
    member = world.member(name="Mette Holm")
    thread = world.thread(member)
    choose(world, member, thread, "oekonomi", proposed="Fjernvarme")
    client = world.client(member)
    assert "Fjernvarme" not in client.page(url_of(thread)).main
    assert "Fjernvarme" not in client.page("/traade/").main
    assert client.get("/traade/?noegleord=fjernvarme").status_code == 404
    world.work()
    assert not client.page("/soeg?q=fjernvarme").links("Hvad koster")
    secretariat = world.client(office)
    shown = secretariat.page(LIST).main
    assert shown.index("Fjernvarme") < shown.index("Bosætning")
    assert "Mette Holm" in shown
    other = world.thread(world.member(LEMVIG))
    choose(world, world.secretariat(), other, proposed="fjernvarme")  # proposed once more is the same
    action = f"{LIST}/{id_of(world, 'fjernvarme')}/tilstand"
    assert secretariat.submit(LIST, action).location == LIST
    assert client.page(url_of(thread)).links("Fjernvarme") == ["/traade/?noegleord=fjernvarme"]
    assert len(titles(client, "/traade/?noegleord=fjernvarme")) == 2
    world.work()
    assert client.page("/soeg?q=fjernvarme").links("Hvad koster")


def test_a_proposal_that_is_declined_is_gone(world: World, office: Actor) -> None:
    member = world.member()
    thread = world.thread(member)
    choose(world, member, thread, proposed="Hr. Sommers hus")
    number = id_of(world, "hr-sommers-hus")
    client = world.client(office)
    token = client.csrf()
    sent = {"csrf_token": token, "act": "decline"}
    assert client.post(f"{LIST}/{number}/tilstand", data=sent).status_code == 303
    assert world.read(select(ThreadKeyword.keyword_id)) == []
    assert client.post(f"{LIST}/{number}/tilstand", data=sent).status_code == 404
    assert client.post(f"{LIST}/{id_of(world, 'oekonomi')}/tilstand", data=sent).status_code == 404


def test_another_title_leaves_addresses_alone(world: World, office: Actor) -> None:
    member = world.member()
    thread = world.thread(member)
    choose(world, member, thread, "nedrivning")
    number, client = id_of(world, "nedrivning"), world.client(office)
    assert client.submit(f"{LIST}/{number}", f"{LIST}/{number}/omdoeb", title="x").status_code == 422
    assert (
        client.submit(f"{LIST}/{number}", f"{LIST}/{number}/omdoeb", title="Nedrivning og rydning").status_code == 303
    )
    reader = world.client(member)
    assert reader.page(url_of(thread)).links("Nedrivning og rydning") == ["/traade/?noegleord=nedrivning"]
    assert len(titles(reader, "/traade/?noegleord=nedrivning")) == 1


def test_two_become_one_and_the_old_address_leads_to_it(world: World, office: Actor) -> None:
    member = world.member()
    one, both = world.thread(member, "Med den ene"), world.thread(member, "Med dem begge")
    choose(world, member, one, "bosaetning")
    choose(world, member, both, "bosaetning", "oekonomi")
    number, client = id_of(world, "bosaetning"), world.client(office)
    assert client.submit(f"{LIST}/{number}", f"{LIST}/{number}/saml", into="").status_code == 422
    assert client.submit(f"{LIST}/{number}", f"{LIST}/{number}/saml", into="oekonomi").status_code == 303
    reader = world.client(member)
    assert set(titles(reader, "/traade/?noegleord=bosaetning")) == {"Med den ene", "Med dem begge"}
    assert not reader.page(url_of(both)).links("Bosætning")
    assert client.get(f"{LIST}/{number}").status_code == 404
    choose(world, member, one, proposed="Bosætning")
    assert len(world.read(select(ThreadKeyword.keyword_id).where(ThreadKeyword.thread_id == one.id))) == 1
    with pytest.raises(Invalid), world.writing() as session:
        service.add(session, office, "bosætning")


def test_what_is_retired_stays_where_it_is_and_is_offered_no_more(world: World, office: Actor) -> None:
    member = world.member()
    thread, other = world.thread(member), world.thread(member)
    choose(world, member, thread, "oekonomi")
    with world.writing() as session:
        service.set_state(session, office, id_of(world, "oekonomi"), KeywordState.RETIRED)
    client = world.client(member)
    assert client.page(url_of(thread)).links("Økonomi")
    assert len(titles(client, "/traade/?noegleord=oekonomi")) == 1
    assert client.page("/traade/ny?slags=spoergsmaal").elements("input", value="oekonomi") == []
    choose(world, member, thread, "nedrivning")
    assert client.page(url_of(thread)).links("Økonomi")
    for slugs, proposed in ((["oekonomi"], ""), ([], "Økonomi")):
        with pytest.raises(Invalid):
            choose(world, member, other, *slugs, proposed=proposed)
    with world.writing() as session:
        service.add(session, office, "Økonomi")
    choose(world, member, other, "oekonomi")


def test_five_are_enough_and_only_those_of_the_list_are_taken(world: World, office: Actor) -> None:
    with world.writing() as session:
        for title in ("Skoler", "Havne", "Turisme"):
            service.add(session, office, title)
    member = world.member()
    asked = {"title": "Hvad koster en nedrivning?", "body": "Vi har tre huse.", "topic": "tomme-boliger"}
    client = world.client(member)
    everything = ["skoler", "havne", "turisme", "oekonomi", "nedrivning", "bosaetning"]
    for more in (
        {"keywords": everything},
        {"keywords": ["findes-ikke"]},
        {"new_keyword": "?"},
        {"new_keyword": "x" * 41},
    ):
        answer = client.submit("/traade/ny?slags=spoergsmaal", **asked, **more)
        assert answer.status_code == 422, more
        assert "Vi har tre huse." in answer.text
    assert "højst have 5 nøgleord" in client.submit("/traade/ny?slags=spoergsmaal", **asked, keywords=everything).text
    assert client.submit("/traade/ny?slags=spoergsmaal", **asked, new_keyword="010190-1234").status_code == 422
    assert world.read(select(Thread.id)) == []


def test_only_who_may_edit_the_thread_chooses_and_only_the_secretariat_keeps_the_list(
    world: World, office: Actor
) -> None:
    member = world.member()
    with pytest.raises(Forbidden):
        choose(world, world.member(LEMVIG), world.thread(member), "oekonomi")
    with pytest.raises(NotFound):
        choose(world, world.member(LEMVIG), world.thread(member, audience=Audience.OWN), "oekonomi")
    with pytest.raises(Forbidden), world.writing() as session:
        service.add(session, member, "Skoler")
    assert set(world.read(select(AuditEntry.act))) == {"keyword-add"}


def test_keywords_cost_no_statement_more(world: World, office: Actor) -> None:
    member = world.member()
    thread = world.thread(member)
    client = world.client(member)

    def selects(path: str) -> int:
        client.get(path)
        with counted(world) as kinds:
            client.get(path)
        return kinds["SELECT"]

    before = selects(url_of(thread)), selects("/traade/")
    choose(world, member, thread, "oekonomi", "nedrivning", "bosaetning")
    assert (selects(url_of(thread)), selects("/traade/")) == before
