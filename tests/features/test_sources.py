"""From a thread to a method – with its authors' yes – and asking about a method."""

import pytest
from sqlalchemy import select

from network.core.access import Actor, Audience
from network.features.merging import service as merging
from network.features.methods import service as methods
from network.features.methods.entry import entry_of
from network.features.methods.models import Method, MethodVersion
from network.features.notices.models import Notice
from network.features.resolving.service import resolve
from network.features.sources import service
from network.features.sources.models import MethodSource, MethodThread
from network.features.summaries import service as summaries
from network.features.threads import service as forum
from network.features.threads.models import Thread, ThreadKind
from tests.world import LEMVIG, LOLLAND, TOENDER, World

ASKED, BEST = "Vi har tre huse, som ingen vil eje.", "Ring til ejeren en søndag formiddag, det virker."


def _resolved(
    world: World, asker: Actor, replier: Actor, audience: Audience = Audience.MUNICIPALITIES, *, hide_name: bool = False
) -> Thread:
    about = world.topic()
    with world.writing() as session:
        thread = forum.start_thread(
            session,
            asker,
            topic=about,
            kind=ThreadKind.QUESTION,
            title="Hvad gør man ved huse uden ejer?",
            body=ASKED,
            audience=audience,
        )
        post = forum.reply(session, replier, thread.id, BEST, hide_name=hide_name)
        forum.mark_best(session, asker, post, best=True)
        resolve(session, asker, thread.id, resolved=True)
        return thread


def _make(world: World, actor: Actor, thread: Thread) -> int:
    client = world.client(actor)
    path = f"/traade/{thread.id}-{thread.slug}"
    answer = client.submit(path, f"/traade/{thread.id}/metode")
    assert answer.status_code == 303
    return int(answer.location.split("/")[2])


def test_one_press_makes_a_draft_of_a_resolved_thread(world: World) -> None:
    asker, replier = world.member(LOLLAND, "Anna Ask"), world.member(LEMVIG, "Rie Raad")
    thread = _resolved(world, asker, replier)
    with world.writing() as session:
        summaries.write(session, asker, thread.id, body="Ring før du skriver.", number=0)
    method_id = _make(world, asker, thread)
    assert _make(world, asker, thread) == method_id
    client = world.client(asker)
    form = client.page(f"/metoder/{method_id}/ret")
    for text in (ASKED, BEST, "Ring før du skriver."):
        assert text in form.html
    (slug,) = world.read(select(Method.slug))
    shown = client.page(f"/metoder/{method_id}-{slug}")
    for text in ("Kladde", "Rie Raad, Lemvig Kommune", thread.title, "er ikke spurgt"):
        assert text in shown
    assert client.page(f"/traade/{thread.id}-{thread.slug}").links(thread.title) == []
    assert client.submit(f"/metoder/{method_id}/ret").status_code == 303
    reader = world.client(world.member(TOENDER))
    assert "Er blevet til metoden" in reader.page(f"/traade/{thread.id}-{thread.slug}")
    assert "Rie Raad, Lemvig Kommune" in reader.page(f"/metoder/{method_id}-{slug}")


def test_only_what_is_resolved_and_ones_to_read_becomes_a_method(world: World) -> None:
    asker = world.member()
    thread, own = world.thread(asker), world.thread(asker, audience=Audience.OWN)
    client = world.client(world.member(LEMVIG))
    token = {"csrf_token": client.csrf(), "submission": "abcdefgh"}
    assert client.post(f"/traade/{thread.id}/metode", data=token).status_code == 403
    assert client.post(f"/traade/{own.id}/metode", data=token).status_code == 404
    assert world.read(select(Method.id)) == []


def _share(world: World, actor: Actor, method_id: int, audience: str, **texts: str) -> int:
    return world.client(actor).submit(f"/metoder/{method_id}/ret", audience=audience, **texts).status_code


def test_no_word_of_a_closed_thread_is_shown_to_more_without_its_authors_yes(world: World) -> None:
    asker, replier = world.member(LOLLAND), world.member(LEMVIG)
    method_id = _make(world, asker, _resolved(world, asker, replier))
    for audience in ("public", "network"):
        assert _share(world, asker, method_id, audience) == 422
    assert _share(world, asker, method_id, "municipalities") == 303
    assert _share(world, asker, method_id, "public") == 422
    (slug,) = world.read(select(Method.slug))
    path = f"/metoder/{method_id}-{slug}"
    assert world.client(asker).submit(path, f"/metoder/{method_id}/spoerg-om-lov").status_code == 303
    asked = world.client(replier)
    assert "spørger, om en metode må bruge det, du skrev i en tråd" in asked.page("/notifikationer/")
    (url,) = [link for link in asked.page("/notifikationer/").links("Hvad gør man") if "samtykke" in link]
    assert BEST in asked.page(url)
    assert world.client(asker).get(url).status_code == 404
    assert _share(world, asker, method_id, "public") == 422
    form = asked.page(url).elements("form", action=url)[0]
    assert form is not None
    token = asked.csrf()
    assert asked.post(url, data={"csrf_token": token, "agrees": "1"}).status_code == 303
    assert "Du sagde ja" in asked.page(url)
    assert _share(world, asker, method_id, "public") == 303
    shown = world.client().page(path)
    assert "Ring til ejeren en søndag formiddag" in shown
    assert "Lemvig Kommune" in shown
    (source,) = world.read(select(MethodSource).where(MethodSource.author_id == replier.id))
    assert (source.answer, source.answered_at is not None) == ("yes", True)


def test_authors_are_asked_once_and_the_page_says_that_it_waits(world: World) -> None:
    asker, replier = world.member(LOLLAND), world.member(LEMVIG)
    method_id = _make(world, asker, _resolved(world, asker, replier))
    client, path = world.client(asker), f"/metoder/{method_id}-{world.read(select(Method.slug))[0]}"
    before = client.page(path)
    ask = f"/metoder/{method_id}/spoerg-om-lov"
    assert before.elements("form", action=ask)
    assert client.submit(path, ask).status_code == 303
    after = client.page(path)
    assert not after.elements("form", action=ask)
    assert "De er spurgt. Du får besked under klokken, når de svarer." in after
    assert "Lemvig Kommune er spurgt" in " ".join(after.main.split())


def test_one_may_always_say_it_in_ones_own_words(world: World) -> None:
    asker, replier = world.member(LOLLAND), world.member(LEMVIG)
    method_id = _make(world, asker, _resolved(world, asker, replier))
    assert _share(world, asker, method_id, "public", steps="Tag en snak i weekenden.") == 303
    shown = world.client().page(f"/metoder/{method_id}/historik")
    assert "søndag" not in shown
    assert (
        "Lemvig Kommune" not in world.client().page(f"/metoder/{method_id}-{world.read(select(Method.slug))[0]}").main
    )
    assert _share(world, asker, method_id, "public", steps=f"Ja: {BEST}") == 422


def test_an_old_version_is_not_brought_back_before_more_readers(world: World) -> None:
    asker, replier = world.member(LOLLAND), world.member(LEMVIG)
    method_id = _make(world, asker, _resolved(world, asker, replier))
    assert _share(world, asker, method_id, "public", steps="Tag en snak i weekenden.") == 303
    client = world.client(asker)
    answer = client.post(f"/metoder/{method_id}/gendan", data={"csrf_token": client.csrf(), "number": "1"})
    assert answer.status_code == 422
    assert len(world.read(select(MethodVersion.id))) == 2


def test_a_no_after_a_yes_takes_the_method_back(world: World) -> None:
    asker, replier = world.member(LOLLAND), world.member(LEMVIG)
    method_id = _make(world, asker, _resolved(world, asker, replier))
    with world.writing() as session:
        service.ask_authors(session, asker, method_id)
    (source,) = world.read(select(MethodSource.id).where(MethodSource.author_id == replier.id))
    with world.writing() as session:
        service.answer(session, replier, source, agrees=True)
    assert _share(world, asker, method_id, "public") == 303
    world.work()
    with world.writing() as session:
        service.answer(session, replier, source, agrees=False)
    world.work()
    visitor = world.client()
    assert visitor.get(f"/metoder/{method_id}-{world.read(select(Method.slug))[0]}").status_code == 404
    assert "søndag" not in visitor.page("/soeg?q=søndag").main.replace("q=søndag", "").partition("resultat")[2]
    assert "answered" in world.read(select(Notice.kind).where(Notice.account_id == asker.id))
    draft = world.client(asker).page(f"/metoder/{method_id}-{world.read(select(Method.slug))[0]}")
    assert "Nogen har sagt nej til, at deres ord står i metoden" in draft


def test_the_authors_of_a_summary_are_asked_too(world: World) -> None:
    asker, replier = world.member(LOLLAND), world.member(LEMVIG)
    thread = _resolved(world, asker, replier)
    with world.writing() as session:
        summaries.write(session, replier, thread.id, body="Man skal ringe først og skrive siden hen.", number=0)
    method_id = _make(world, asker, thread)
    own_words = {"steps": "Tag en snak.", "summary": "Man skal ringe først og skrive siden hen."}
    assert _share(world, asker, method_id, "public", **own_words) == 422
    assert _share(world, asker, method_id, "public", **(own_words | {"summary": "Begynd med telefonen."})) == 303


def test_who_hides_their_name_is_credited_as_they_stand_in_the_thread(world: World) -> None:
    for code in ("0773", "0810", "0813", "0825"):
        world.member(code)
    asker, hidden = world.member(LOLLAND), world.member("0849", "Hanne Hemmelig")
    method_id = _make(world, asker, _resolved(world, asker, hidden, hide_name=True))
    (slug,) = world.read(select(Method.slug))
    shown = world.client(asker).page(f"/metoder/{method_id}-{slug}")
    assert "en landkommune i Region Nordjylland" in shown
    assert "Hanne Hemmelig" not in shown


def test_an_adviser_is_not_told_of_a_method_that_was_made_of_their_words(world: World) -> None:
    asker = world.member(LOLLAND)
    thread = world.thread(asker, "Huse uden ejer", ASKED, Audience.OWN)
    adviser = world.adviser(thread, by=asker)
    with world.writing() as session:
        post = forum.reply(session, adviser, thread.id, BEST)
        forum.mark_best(session, asker, post, best=True)
        resolve(session, asker, thread.id, resolved=True)
    method_id = _make(world, asker, thread)
    with world.writing() as session:
        assert service.ask_authors(session, asker, method_id) == 0
    world.work()
    assert "en metode" not in world.client(adviser).page("/notifikationer/").main
    assert world.read(select(Notice.id).where(Notice.account_id == adviser.id)) == []
    assert _share(world, asker, method_id, "public") == 422


# Asking about a method


def test_a_question_about_a_method_stands_at_both(world: World) -> None:
    owner, asker = world.member(LOLLAND), world.member(LEMVIG)
    method = world.method(owner)
    client = world.client(asker)
    (start,) = client.page(method.url).links("Spørg om denne metode")
    assert client.page(start).links(method.title) == [method.url]
    assert client.page(start).elements("option", value="tomme-boliger", selected="")
    asked = client.submit(start, "/traade/ny", title="Virker det også om vinteren?", body="Vi har sne.")
    assert asked.status_code == 303
    assert "Spørger om metoden" in client.page(asked.location)
    assert client.page(asked.location).links(method.title) == [method.url]
    page = world.client(owner).page(method.url)
    assert page.links("Virker det også om vinteren?") == [asked.location]
    assert "Ikke afklaret" in page
    assert "Nogen har spurgt om din metode" in world.client(owner).page("/notifikationer/")


@pytest.mark.parametrize("about", ["999999", "x", "", "own"])
def test_a_question_about_a_method_that_is_not_ones_to_read_is_a_question(world: World, about: str) -> None:
    secret = world.method(world.member(LOLLAND), audience=Audience.OWN)
    client = world.client(world.member(LEMVIG))
    number = str(secret.id) if about == "own" else about
    fields = {"title": "Virker det om vinteren?", "body": "Vi har sne.", "topic": "tomme-boliger"}
    assert client.submit(f"/traade/ny?slags=spoergsmaal&metode={number}", "/traade/ny", **fields).status_code == 303
    assert world.read(select(MethodThread.thread_id)) == []


def test_a_thread_that_is_merged_takes_its_question_along(world: World) -> None:
    owner, asker, moderator = world.member(LOLLAND), world.member(LEMVIG), world.secretariat()
    method = world.method(owner)
    old, new = world.thread(asker), world.thread(asker, "Den anden om det samme")
    with world.writing() as session:
        service.bind_question(session, asker, old.id, method.id)
        merging.merge(session, moderator, old.id, new.id, "Det samme.")
    assert "Den anden om det samme" in world.client(owner).page(method.url)
    assert "Spørger om metoden" in world.client(owner).page(f"/traade/{new.id}-{new.slug}")


def test_a_thread_says_nothing_of_a_method_that_is_not_for_its_reader(world: World) -> None:
    owner = world.member(LOLLAND)
    method = world.method(owner, audience=Audience.MUNICIPALITIES)
    thread = world.thread(owner, audience=Audience.PUBLIC)
    with world.writing() as session:
        service.bind_question(session, owner, thread.id, method.id)
    assert "Spørger om metoden" not in world.client().page(f"/traade/{thread.id}-{thread.slug}")


def test_an_entry_is_the_same_after_being_kept(world: World) -> None:
    method = world.method(world.member(), steps="Ring.")
    (fields,) = world.read(select(MethodVersion.fields).where(MethodVersion.method_id == method.id))
    assert entry_of(fields).fields() == fields
    assert methods.KIND == "method"
