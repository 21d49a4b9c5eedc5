"""Sharing a method: at any stage, with whom one likes, and so that it can be found and put right."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import delete, select, update

from network.core.access import Actor, Audience, Role
from network.features.accounts.models import Account, AccountState
from network.features.keywords import service as keywords
from network.features.keywords.models import Keyword
from network.features.methods import keeping, service
from network.features.methods.entry import Entry
from network.features.methods.models import CostBand, Method, MethodVersion
from network.features.methods.queries import MethodView
from network.features.notices.models import Notice, NoticeKind
from tests.pages.client import CheckedClient, fields_of
from tests.world import LEMVIG, LOLLAND, TOENDER, World

FEW = {
    "title": "Landsbyernes egen tælling af tomme huse",
    "summary": "Hver landsby tæller selv sine tomme huse en lørdag i marts.",
    "topic": "tomme-boliger",
}


def _share(client: CheckedClient, **fields: str) -> str:
    answer = client.submit("/metoder/ny", **(FEW | fields))
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def _own(world: World) -> list[str]:
    return world.read(select(Method.title).order_by(Method.id))


def test_five_fields_are_enough_to_share_a_method(world: World) -> None:
    author, other = world.client(world.member(LOLLAND)), world.client(world.member(LEMVIG))
    path = _share(author)
    shown = other.page(path)
    assert shown.heading == FEW["title"]
    assert FEW["summary"] in shown
    assert "Lolland Kommune" in shown
    assert "Mangler: problemet, hvornår den bruges, trinene, tid, pris, faldgruber, kontakt" in shown
    assert FEW["title"] in other.page("/metoder/")
    assert FEW["title"] in other.page("/emner/tomme-boliger")


def test_every_field_stands_on_its_page_and_in_the_search(world: World) -> None:
    words = {name: f"Qx{name.replace('_', '')}" for name in service_texts()}
    path = _share(world.client(world.member()), cost_band=CostBand.UNDER_25, **words)
    world.work()
    reader = world.client(world.member(LEMVIG))
    shown = reader.page(path)
    assert "Op til 25.000 kr." in shown
    for word in words.values():
        assert word in shown
        assert FEW["title"] in reader.page(f"/soeg?q={word.lower()}").main
    assert FEW["title"] in reader.page("/soeg?q=tælling&type=metoder").main


def service_texts() -> tuple[str, ...]:
    from network.features.methods.fields import TEXTS

    return TEXTS


def test_a_draft_may_lack_everything_but_a_word_and_nobody_else_sees_it(world: World) -> None:
    owner = world.member()
    client = world.client(owner)
    nothing = client.submit("/metoder/ny", keep="1")
    assert nothing.status_code == 422
    saved = client.submit("/metoder/ny", steps="1. Ring til lokalrådet.", keep="1")
    assert saved.status_code == 303
    assert "Kladde" in client.page(saved.location)
    assert "Metode uden titel" in client.page("/metoder/?vis=mine")
    for stranger in (world.client(), world.client(world.member(LOLLAND)), world.client(world.secretariat())):
        assert stranger.get(saved.location).status_code == 404
        assert "Metode uden titel" not in stranger.page("/metoder/")
    world.work()
    assert "lokalrådet" not in client.page("/soeg?q=lokalrådet").main
    number = world.read(select(Method.id))[0]
    shared = client.submit(f"/metoder/{number}/ret", **FEW)
    assert shared.status_code == 303
    assert world.client(world.member(LEMVIG)).get(shared.location).status_code == 200


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(world: World) -> None:
    client = world.client(world.member())
    for lacking, message in (("title", "titel"), ("summary", "hvad det er"), ("topic", "Vælg et emne")):
        answer = client.submit("/metoder/ny", **(FEW | {lacking: "", "steps": "Et langt afsnit, jeg skrev."}))
        assert answer.status_code == 422
        assert message in answer.text
        assert "Et langt afsnit, jeg skrev." in answer.text
    too_long = client.submit("/metoder/ny", **(FEW | {"summary": "x" * 281}))
    assert too_long.status_code == 422
    assert "Højst 280 tegn; der er 281" in too_long.text
    person = client.submit("/metoder/ny", **(FEW | {"contact": "Ring til 010180-1234"}))
    assert person.status_code == 422
    assert _own(world) == []


def test_sharing_a_method_begins_on_the_front_page(world: World) -> None:
    (start,) = world.client(world.member()).page("/").links("Del en metode")
    assert start == "/metoder/ny"


def test_what_was_chosen_stays_chosen_at_an_address_with_an_earlier_title(world: World) -> None:
    method = world.method(world.member())
    answer = world.client(world.member()).get(f"/metoder/{method.id}-et-andet-navn?aar=2024&vis=tabel")
    assert (answer.status_code, answer.location) == (301, f"{method.url}?aar=2024&vis=tabel")


def test_all_that_is_missing_is_said_at_once(world: World) -> None:
    client = world.client(world.member())
    answer = client.submit("/metoder/ny", title="Et navn", steps="En gang om ugen.")
    assert answer.status_code == 422
    assert "Skriv i en sætning eller to, hvad det er." in answer.text
    assert "Vælg et emne." in answer.text
    assert "Skriv en titel" not in answer.text


def test_what_it_takes_is_a_panel_only_when_something_is_known(world: World) -> None:
    client = world.client(world.member(LOLLAND))
    assert "Hvad det kræver" not in client.page(_share(client))
    assert "Hvad det kræver" in client.page(_share(client, time="To dage."))


def test_the_same_form_sent_twice_is_one_method(world: World) -> None:
    client = world.client(world.member())
    form = fields_of(client.page("/metoder/ny").form("/metoder/ny")) | FEW
    first, second = client.post("/metoder/ny", data=form), client.post("/metoder/ny", data=form)
    assert first.location == second.location
    assert len(_own(world)) == 1


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        (Audience.PUBLIC, {"visitor", "partner", "other", "colleague"}),
        (Audience.NETWORK, {"partner", "other", "colleague"}),
        (Audience.MUNICIPALITIES, {"other", "colleague"}),
        (Audience.OWN, {"colleague"}),
    ],
)
def test_a_method_is_read_found_and_listed_by_its_audience_alone(
    world: World, audience: Audience, readers: set[str]
) -> None:
    method = world.method(world.member(), audience=audience)
    world.work()
    people = {
        "visitor": world.client(),
        "partner": world.client(world.member("realfonden")),
        "other": world.client(world.member(LEMVIG)),
        "colleague": world.client(world.member(LOLLAND)),
    }
    for name, client in people.items():
        reads = name in readers
        assert (client.get(method.url).status_code == 200) is reads
        assert (client.get(f"/metoder/{method.id}/historik").status_code == 200) is reads
        assert (method.title in client.page("/metoder/")) is reads
        assert (method.title in client.page("/soeg?q=naboer").main) is reads


def test_lists_are_filtered_by_topic_price_kind_keyword_and_municipality(world: World) -> None:
    author, secretariat = world.member(), world.secretariat()
    with world.writing() as session:
        keywords.add(session, secretariat, "Landsbyer")
        keywords.add(session, secretariat, "Små byer")
    world.method(author, "Den billige metode", cost_band=CostBand.NONE, keywords=("landsbyer",))
    world.method(world.member(LEMVIG), "Den dyre metode", cost_band=CostBand.OVER_500, topics=("service",))
    client = world.client()
    client = world.client(author)
    for query in ("pris=egne-timer", "emne=tomme-boliger", "noegleord=landsbyer", "kommune=lolland"):
        page = client.page(f"/metoder/?{query}")
        assert "Den billige metode" in page, query
        assert "Den dyre metode" not in page, query
    assert "Ingen metode passer" in client.page("/metoder/?type=redskab")
    with world.writing() as session:
        old = session.scalars(select(Keyword.id).where(Keyword.slug == "landsbyer")).one()
        keywords.merge(session, secretariat, old, "smaa-byer")
    assert "Den billige metode" in client.page("/metoder/?noegleord=landsbyer")


def test_the_list_goes_on_by_cursor(world: World) -> None:
    author = world.member()
    for number in range(52):
        world.method(author, f"Metode nummer {number:02}")
        world.later(minutes=1)
    client = world.client(author)
    first = client.page("/metoder/")
    assert len(first.elements("li", class_="row")) == 50
    (url,) = first.links("Næste")
    assert [text in client.page(url) for text in ("Metode nummer 01", "Metode nummer 02")] == [True, False]


# Changing


def _change(world: World, actor: Actor, method: MethodView, *, number: int = 1, **texts: str) -> None:
    with world.writing() as session:
        entry = Entry(title=method.title, summary=method.summary, topics=("tomme-boliger",), texts=texts)
        service.change(session, actor, method.id, entry, number=number)


def test_every_version_stays_and_can_be_brought_back(world: World) -> None:
    owner = world.member()
    method = world.method(owner, steps="Ring først.")
    _change(world, owner, method, steps="Skriv først.")
    client, reader = world.client(owner), world.client(world.member(LEMVIG))
    history = reader.page(f"/metoder/{method.id}/historik")
    assert "[slettet:] Ring" in history, history.main
    assert "[tilføjet:] Skriv" in history
    assert not [form for form in history.elements("form") if "gendan" in (form.get("action") or "")]
    answer = client.submit(f"/metoder/{method.id}/historik", f"/metoder/{method.id}/gendan")
    assert answer.status_code == 303
    assert "Ring først." in reader.page(method.url)
    assert len(world.read(select(MethodVersion.id))) == 3


def test_what_a_draft_said_is_in_nobodys_history_but_its_keepers(world: World) -> None:
    owner = world.member()
    draft = world.method(owner, steps="Chefen er imod.", share=False)
    world.client(owner).submit(f"/metoder/{draft.id}/ret", steps="Ring først.")
    path = f"/metoder/{draft.id}/historik"
    assert "imod" in world.client(owner).page(path)
    assert "imod" not in world.client(world.member(LOLLAND)).page(path)


def test_what_was_written_for_fewer_is_in_nobodys_history_when_more_may_read(world: World) -> None:
    owner = world.member()
    method = world.method(owner, audience=Audience.OWN, steps="Ejeren er umulig.")
    world.client(owner).submit(f"/metoder/{method.id}/ret", steps="Ring til ejeren.", audience="public")
    assert "umulig" not in world.client().page(f"/metoder/{method.id}/historik")
    assert world.client().get(method.url).status_code == 200


def test_two_who_change_the_same_method_lose_nothing(world: World) -> None:
    owner, friend = world.member(), world.member(LEMVIG)
    method = world.method(owner, steps="Ring først.", time="To uger.")
    with world.writing() as session:
        keeping.choose_keepers(session, owner, method.id, [world.email_of(friend)])
    mine, path = world.client(owner), f"/metoder/{method.id}/ret"
    form = fields_of(mine.page(path).form(path))
    changed = world.client(friend).submit(path, steps="Skriv først.", pitfalls="Ferien.")
    assert changed.status_code == 303
    answer = mine.post(path, data=form | {"steps": "Mød op først.", "time": "Tre uger."})
    assert answer.status_code == 409
    assert "Skriv først." in answer.text
    page = fields_of(_form(answer, path))
    assert (page["steps"], page["time"], page["pitfalls"]) == ("Mød op først.", "Tre uger.", "Ferien.")
    assert mine.post(path, data=page).status_code == 303
    shown = world.client().page(method.url) if method.audience == "public" else mine.page(method.url)
    for text in ("Mød op først.", "Tre uger.", "Ferien."):
        assert text in shown
    assert "Skriv" in mine.page(f"/metoder/{method.id}/historik")


def test_the_line_ends_of_browsers_are_no_change(world: World) -> None:
    owner = world.member()
    method = world.method(owner, steps="Ring først.\nSkriv så.", time="To uger.")
    client, path = world.client(owner), f"/metoder/{method.id}/ret"
    sent = client.submit(path, steps="Ring først.\r\nSkriv så.", time="Tre uger.")
    assert sent.status_code == 303
    newest, *_older = client.page(f"/metoder/{method.id}/historik").main.split("Version 1")
    assert "Tre" in newest
    assert "Ring først" not in newest


def _form(answer: object, path: str) -> object:
    from tests.pages.client import Page

    return Page(answer).form(path)  # type: ignore[arg-type]


def test_others_cannot_change_it(world: World) -> None:
    method = world.method(world.member())
    for actor in (world.member(LOLLAND), world.member(LEMVIG), world.secretariat()):
        client = world.client(actor)
        assert client.get(f"/metoder/{method.id}/ret").status_code == 403
        assert client.get(f"/metoder/{method.id}/ejere").status_code == 403


# Keeping


def test_an_editor_reviews_it_and_a_later_change_shows(world: World) -> None:
    owner, editor = world.member(), world.member(LEMVIG, roles=(Role.EDITOR,))
    method = world.method(owner)
    client = world.client(editor)
    assert client.submit(method.url, f"/metoder/{method.id}/godkend").status_code == 303
    assert "Gennemset" in world.client(owner).page("/metoder/")
    told = "En redaktør har læst din metode og markeret den som gennemset"
    assert told in world.client(owner).page("/notifikationer/")
    assert told not in client.page("/notifikationer/")
    _change(world, owner, method, steps="Noget andet.")
    assert "Den er rettet, siden redaktøren læste den." in client.page(method.url)
    token = client.csrf()
    assert world.client(owner).page(method.url).links("Markér som gennemset") == []
    refused = world.client(owner).post(f"/metoder/{method.id}/godkend", data={"csrf_token": token, "good": "1"})
    assert refused.status_code in (400, 403)


def test_what_nobody_has_looked_through_for_a_year_says_so_and_sinks(world: World) -> None:
    owner = world.member()
    old = world.method(owner, "Den gamle metode")
    world.method(owner, "Den nye metode")
    with world.writing() as session:
        long_ago = {"looked_through_at": datetime(2025, 11, 20, tzinfo=UTC), "review_due": date(2026, 11, 20)}
        session.execute(update(Method).where(Method.id == old.id).values(**long_ago))
    client = world.client(owner)
    shown = client.page(old.url)
    assert "Ikke gennemgået siden 20. november 2025" in shown, shown.main
    assert _titles(client) == ["Den nye metode", "Den gamle metode"]
    world.later(minutes=1)
    assert client.submit(old.url, f"/metoder/{old.id}/gennemgaaet").status_code == 303
    assert "Ikke gennemgået" not in client.page(old.url)
    assert _titles(client) == ["Den gamle metode", "Den nye metode"]


def _titles(client: CheckedClient) -> list[str]:
    text = client.page("/metoder/").text
    return sorted(("Den gamle metode", "Den nye metode"), key=text.index)


def test_its_keepers_are_asked_once_when_the_year_has_passed(world: World) -> None:
    owner, friend = world.member(), world.member(LEMVIG)
    method = world.method(owner)
    with world.writing() as session:
        keeping.choose_keepers(session, owner, method.id, [world.email_of(friend)])
    world.worker.remind()
    due = select(Notice.account_id).where(Notice.kind == NoticeKind.REVIEW_DUE)
    assert world.read(due) == []
    with world.writing() as session:
        session.execute(update(Method).values(review_due=date(2026, 11, 23)))
    for _ in range(2):
        world.worker.remind()
    assert sorted(world.read(due)) == sorted([owner.id, friend.id])
    client = world.client(owner)
    assert "Holder den stadig?" in client.page("/notifikationer/")
    with world.writing() as session:
        keeping.still_holds(session, owner, method.id)
    world.worker.remind()
    assert len(world.read(due)) == 2


def test_a_colleague_takes_over_when_the_owner_has_left(world: World) -> None:
    owner, colleague, stranger = world.member(), world.member(LOLLAND), world.member(LEMVIG)
    method = world.method(owner)
    client = world.client(colleague)
    assert "holdt op" not in client.page(method.url)
    with world.writing() as session:
        session.execute(update(Account).where(Account.id == owner.id).values(state=AccountState.SUSPENDED))
    shown = world.client(stranger).page(method.url)
    assert "Overtag metoden" not in shown
    assert "som er holdt op" in shown
    assert client.submit(method.url, f"/metoder/{method.id}/overtag").status_code == 303
    assert world.read(select(Method.owner_id)) == [colleague.id]
    assert client.get(f"/metoder/{method.id}/ret").status_code == 200


def test_an_erased_owner_leaves_the_method_to_the_municipality(world: World) -> None:
    owner, colleague = world.member(), world.member(LOLLAND)
    method = world.method(owner)
    _change(world, owner, method, steps="Ring først.")
    with world.writing() as session:
        session.execute(delete(Account).where(Account.id == owner.id))
    client = world.client(colleague)
    shown = client.page(method.url)
    assert "Tidligere medlem" in shown
    assert "Lolland Kommune" in shown
    assert "Tidligere medlem" in client.page(f"/metoder/{method.id}/historik")
    assert client.submit(method.url, f"/metoder/{method.id}/overtag").status_code == 303


def test_only_members_keep_a_method_and_an_unknown_address_is_named(world: World) -> None:
    owner, friend = world.member(), world.member(TOENDER, "Gitte Friis")
    method = world.method(owner, audience=Audience.OWN)
    client, path = world.client(owner), f"/metoder/{method.id}/ejere"
    assert "ingen@lolland.example" in client.submit(path, keepers="ingen@lolland.example").text
    for _again in range(2):
        assert client.submit(path, keepers=world.email_of(friend)).status_code == 303
    assert "Gitte Friis" in client.page(method.url)
    told = world.client(friend).page("/notifikationer/").main
    assert told.count("Lolland Kommune har bedt dig passe en metode sammen med dem") == 1
    assert world.client(friend).get(f"/metoder/{method.id}/ret").status_code == 200


def test_a_draft_can_be_deleted_and_what_is_shared_cannot(world: World) -> None:
    owner = world.member()
    draft, shared = world.method(owner, share=False), world.method(owner)
    client = world.client(owner)
    assert client.submit(draft.url, f"/metoder/{draft.id}/slet").status_code == 303
    assert client.post(f"/metoder/{shared.id}/slet", data={"csrf_token": client.csrf()}).status_code == 403
    assert world.read(select(Method.id)) == [shared.id]


# Documents


def test_a_method_begins_with_a_document_and_shows_it_to_those_who_may_read_it(world: World) -> None:
    owner = world.member()
    document = world.document(owner, "Drejebog for tælling", audience=Audience.MUNICIPALITIES)
    client = world.client(owner)
    path = f"/dokumenter/{document.id}-{document.slug}"
    (start,) = client.page(path).links("Del det som en metode")
    fields = {"summary": FEW["summary"], "topic": "tomme-boliger", "audience": "network"}
    answer = client.submit(start, "/metoder/ny", **fields)
    assert answer.status_code == 303
    assert "Drejebog for tælling" in world.client(world.member(LEMVIG)).page(answer.location).main
    assert world.client(world.member("realfonden")).page(answer.location).links("Drejebog for tælling") == []


def test_a_document_that_is_not_ones_to_read_cannot_be_laid_there(world: World) -> None:
    document = world.document(world.member(LEMVIG), audience=Audience.OWN)
    answer = world.client(world.member(LOLLAND)).submit("/metoder/ny", **FEW, documents=str(document.id))
    assert answer.status_code == 422


def test_methods_are_offered_before_one_asks(world: World) -> None:
    owner = world.member()
    world.method(owner, "Kortlægning af tomme huse med naboer")
    world.work()
    shown = world.client(world.member(LEMVIG)).page("/soeg/lignende?titel=Hvordan kortlægger I tomme huse?")
    assert "Kortlægning af tomme huse med naboer" in shown
