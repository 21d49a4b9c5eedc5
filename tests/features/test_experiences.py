"""How a method went elsewhere: told by municipality, found by what went wrong, and sought by who wants to try it."""

import re

import pytest
from sqlalchemy import delete, select

from network.core.access import Actor, Audience
from network.features.accounts.models import Account
from network.features.experiences import service
from network.features.experiences.models import Again, ExperienceCard, MethodWish, Origin, Stage
from network.features.experiences.reach import narrower
from network.features.experiences.service import NewCard
from network.features.methods import keeping, withdrawing
from network.features.methods.models import Method
from network.features.methods.queries import MethodView
from network.features.notices.models import Notice
from tests.pages.client import fields_of
from tests.world import LEMVIG, LOLLAND, TOENDER, World

TOLD = {"stage": "carried_out", "worked": "Naboerne kom.", "failed": "Ejerne svarede ikke på brevene."}


def test_another_municipality_tells_how_it_went_and_is_found_by_what_failed(world: World) -> None:
    method = world.method(world.member(LOLLAND))
    teller = world.client(world.member(LEMVIG))
    more = {"year": "2025", "place": "Klinkby", "cost": "25.000 kr", "hours": "60", "again": "with_changes"}
    answer = teller.submit(f"/metoder/{method.id}/erfaring", **TOLD, **more, copied_from="lolland", origin="copied")
    assert answer.status_code == 303
    card = teller.page(answer.location)
    for text in (
        "Ejerne svarede ikke",
        "Klinkby",
        "25.000",
        "60",
        "2025",
        "Ja, men på en anden måde",
        "Lolland Kommune",
    ):
        assert text in card
    world.work()
    reader = world.client(world.member(TOENDER))
    found = reader.page("/soeg?q=svarede breve&type=metoder")
    assert found.links(method.title) == [f"{answer.location}?q=svarede+breve"]
    shown = reader.page(method.url)
    for text in ("Lemvig Kommune, Klinkby", "Virkede ikke: Ejerne svarede ikke på brevene.", "1 gennemført"):
        assert text in shown
    assert "25.000" in reader.page(f"{method.url}?vis=tabel")


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(world: World) -> None:
    method = world.method(world.member())
    client, path = world.client(world.member(LEMVIG)), f"/metoder/{method.id}/erfaring"
    for wrong, message in (
        ({"stage": ""}, "Skriv, hvor langt I er."),
        ({"failed": "", "worked": ""}, "Skriv, hvad der virkede"),
        ({"year": "25"}, "Skriv året med fire cifre"),
        ({"year": "næste år"}, "Skriv året med fire cifre"),
        ({"cost": "mange"}, "Skriv et helt tal"),
        ({"hours": "99999999999"}, "Skriv et helt tal"),
        ({"contact": "Ring til 010180-1234"}, "CPR"),
        ({"worked": "x" * 5001}, "Højst 5.000 tegn"),
        ({"copied_from": "findes-ikke"}, "Vælg"),
    ):
        answer = client.submit(path, **(TOLD | {"otherwise": "Ringe i stedet."} | wrong))
        assert answer.status_code == 422, wrong
        assert message in answer.text, wrong
        assert "Ringe i stedet." in answer.text
    assert world.read(select(ExperienceCard.id)) == []


def test_the_same_form_sent_twice_is_one_card(world: World) -> None:
    method = world.method(world.member())
    client, path = world.client(world.member(LEMVIG)), f"/metoder/{method.id}/erfaring"
    form = fields_of(client.page(path).form(path)) | TOLD
    assert client.post(path, data=form).location == client.post(path, data=form).location
    assert len(world.read(select(ExperienceCard.id))) == 1


def test_it_can_be_copied_from_a_municipality_and_from_nobody_else(world: World) -> None:
    method = world.method(world.member())
    client, path = world.client(world.member(LEMVIG)), f"/metoder/{method.id}/erfaring"
    chooser = next(field for field in client.page(path).tree.iter("select") if field.get("name") == "copied_from")
    offered = {option.get("value") for option in chooser.iter("option")}
    assert "lolland" in offered
    assert "sekretariatet" not in offered
    assert client.submit(path, **TOLD, origin="copied", copied_from="sekretariatet").status_code == 422


def test_only_municipalities_tell_and_want(world: World) -> None:
    method = world.method(world.member())
    for actor in (world.member("realfonden"), world.secretariat()):
        client = world.client(actor)
        assert client.get(f"/metoder/{method.id}/erfaring").status_code == 403
        answer = client.post(f"/metoder/{method.id}/proev", data={"csrf_token": client.csrf(), "wants": "1"})
        assert answer.status_code == 403
        assert client.page(method.url).links("Fortæl, hvordan det gik hos jer") == []


def _card(world: World, actor: Actor, method: MethodView, **given: object) -> int:
    texts = {name: str(given.pop(name)) for name in ("worked", "failed") if name in given}
    new = {"stage": Stage.CARRIED_OUT, "texts": {"failed": "Det regnede."} | texts} | given
    with world.writing() as session:
        return service.add(session, actor, method.id, NewCard(**new))  # type: ignore[arg-type]


# Who reads


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        (Audience.PUBLIC, {"visitor", "partner", "other", "colleague"}),
        (Audience.NETWORK, {"partner", "other", "colleague"}),
        (Audience.MUNICIPALITIES, {"other", "colleague"}),
        (Audience.OWN, {"colleague"}),
    ],
)
def test_a_card_is_read_counted_and_found_by_its_audience_alone(
    world: World, audience: Audience, readers: set[str]
) -> None:
    method = world.method(world.member(TOENDER), audience=Audience.PUBLIC)
    card = _card(world, world.member(LEMVIG), method, audience=audience, year=1999)
    world.work()
    people = {
        "visitor": world.client(),
        "partner": world.client(world.member("realfonden")),
        "other": world.client(world.member(LOLLAND)),
        "colleague": world.client(world.member(LEMVIG)),
    }
    for name, client in people.items():
        reads = name in readers
        assert (client.get(f"/erfaringer/{card}").status_code == 200) is reads
        page = client.page(method.url)
        assert ("1 gennemført" in page) is reads
        assert ("1999" in page) is reads
        assert ("Lemvig" in client.page("/soeg?q=regnede").main) is reads


def test_a_card_has_no_more_readers_than_its_method(world: World) -> None:
    method = world.method(world.member(LOLLAND), audience=Audience.MUNICIPALITIES)
    client = world.client(world.member(LEMVIG))
    path = f"/metoder/{method.id}/erfaring"
    offered = {e.get("value") for e in client.page(path).elements("input", name="audience")}
    assert offered == {"municipalities", "own"}
    assert client.submit(path, **TOLD, audience="public").status_code == 422
    assert client.submit(path, **TOLD, audience="own").status_code == 303


def test_when_a_method_gets_fewer_readers_its_cards_do_too(world: World) -> None:
    owner, teller = world.member(LOLLAND), world.member(LEMVIG)
    method = world.method(owner, audience=Audience.PUBLIC)
    card = _card(world, teller, method, audience=Audience.PUBLIC)
    world.work()
    assert "regnede" in world.client().page("/soeg?q=regnede").main
    answer = world.client(owner).submit(f"/metoder/{method.id}/ret", audience="municipalities")
    assert answer.status_code == 303
    world.work()
    assert "Lemvig" not in world.client().page("/soeg?q=regnede").main
    assert world.client().get(f"/erfaringer/{card}").status_code == 404
    assert world.client(teller).get(f"/erfaringer/{card}").status_code == 200


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("public", "network", "network"),
        ("network", "public", "network"),
        ("municipalities", "network", "municipalities"),
        ("own:1", "municipalities", "own:1"),
        ("municipalities", "own:1", "own:1"),
        ("own:1", "own:1", "own:1"),
        ("own:1", "own:2", None),
    ],
)
def test_those_who_are_in_both_audiences(one: str, other: str, both: str | None) -> None:
    assert narrower(one, other) == both


# Looking for those like mine


def test_those_like_mine_come_first_with_the_reasons(world: World) -> None:
    method = world.method(world.member("0101"))
    for code in ("0101", "0360", "0376", "0665"):  # Copenhagen; Lolland; Guldborgsund; Lemvig
        _card(world, world.member(code), method)
    page = world.client(world.member(LOLLAND)).page(method.url).text
    order = [page.rindex(name) for name in ("Guldborgsund Kommune", "Lemvig Kommune", "Københavns Kommune")]
    assert order == sorted(order)
    assert "samme slags kommune som jeres · i jeres region" in page
    assert "samme slags" not in world.client(world.member("realfonden")).page(method.url).text


def test_cards_are_filtered_by_kind_of_municipality_year_and_stage(world: World) -> None:
    method = world.method(world.member(), audience=Audience.PUBLIC)
    public = {"audience": Audience.PUBLIC}
    _card(world, world.member("0101"), method, year=2020, failed="Qxhovedstad", **public)
    _card(world, world.member(LEMVIG), method, year=2024, stage=Stage.DROPPED, failed="Qxland", **public)
    client = world.client()
    for query, shown in (
        ("slags=landkommuner", "Qxland"),
        ("aar=2020", "Qxhovedstad"),
        ("stadie=droppet&vis=tabel", "Qxland"),
    ):
        page = client.page(f"{method.url}?{query}")
        assert {text for text in ("Qxland", "Qxhovedstad") if text in page} == {shown}, query
    assert "Intet passer" in client.page(f"{method.url}?aar=1999")
    for query in ("slags=x", "aar=x", "stadie=x", "vis=x", "efter=x"):
        assert client.get(f"{method.url}?{query}").status_code == 404, query


def test_two_hundred_cards_are_read_page_by_page_each_once(world: World) -> None:
    method, teller = world.method(world.member()), world.member(LEMVIG)
    for number in range(120):
        _card(world, teller, method, place=f"Sted {number:03}")
    client, url, seen = world.client(world.member(LOLLAND)), method.url, []
    while url:
        page = client.page(url)
        seen += re.findall(r"Sted (\d{3})", page.text)
        url = (page.links("Næste") or [""])[0]
    assert sorted(seen) == [f"{number:03}" for number in range(120)]


# Changing


def test_a_card_is_changed_by_its_author_and_removed(world: World) -> None:
    method, author = world.method(world.member()), world.member(LEMVIG)
    card = _card(world, author, method, year=2020, cost=0)
    client, path = world.client(author), f"/erfaringer/{card}/ret"
    form = fields_of(client.page(path).form(path))
    assert (form["year"], form["cost"], form["failed"]) == ("2020", "0", "Det regnede.")
    assert client.submit(path, failed="Det sneede.").status_code == 303
    late = client.post(path, data=form | {"failed": "Det haglede."})
    assert late.status_code == 409
    assert "Det sneede." in late.text
    assert "Det haglede." in late.text
    for actor in (world.member(LEMVIG), world.member(LOLLAND), world.secretariat()):
        assert world.client(actor).get(path).status_code == 403
    world.work()
    assert "Kortet og dets filer forsvinder for alle og kan ikke hentes tilbage." in client.page(f"/erfaringer/{card}")
    assert client.submit(f"/erfaringer/{card}", f"/erfaringer/{card}/slet").status_code == 303
    world.work()
    assert client.get(f"/erfaringer/{card}").status_code == 404
    assert "Lemvig" not in client.page("/soeg?q=sneede").main


def test_an_erased_author_leaves_the_card_to_the_municipality(world: World) -> None:
    method, author, colleague = world.method(world.member()), world.member(LEMVIG), world.member(LEMVIG)
    card = _card(world, author, method)
    with world.writing() as session:
        session.execute(delete(Account).where(Account.id == author.id))
    client = world.client(colleague)
    assert "Tidligere medlem" in client.page(f"/erfaringer/{card}")
    assert client.submit(f"/erfaringer/{card}/ret", failed="Det sneede.").status_code == 303


def test_stage_origin_and_again_are_kept(world: World) -> None:
    method = world.method(world.member())
    _card(world, world.member(LEMVIG), method, origin=Origin.FIRST, again=Again.NO)
    shown = world.client(world.member(TOENDER)).page(method.url)
    assert "den første af sin slags" in shown
    assert "Igen? Nej" in shown


# Wanting to try


def test_a_municipality_that_wants_to_try_meets_those_who_have(world: World) -> None:
    owner, teller = world.member(LOLLAND), world.member(LEMVIG)
    method = world.method(owner)
    _card(world, teller, method)
    _card(world, world.member(TOENDER), method, stage=Stage.CONSIDERING)
    curious = world.member("0151", "Nis Nysgerrig")
    client = world.client(curious)
    for _ in range(2):
        client.submit(method.url, f"/metoder/{method.id}/proev")
        break
    token = client.csrf()
    again = client.post(f"/metoder/{method.id}/proev", data={"csrf_token": token, "wants": "1"})
    assert again.status_code == 303
    assert len(world.read(select(MethodWish.method_id))) == 1
    assert sorted(world.read(select(Notice.account_id).where(Notice.kind == "wish"))) == sorted([owner.id, teller.id])
    told = world.client(teller)
    bell = told.page("/notifikationer/")
    assert "Ballerup Kommune vil gerne prøve en metode, du kender" in bell
    assert "1 ulæst notifikation" in bell
    number = world.read(select(Notice.id).where(Notice.account_id == teller.id))[0]
    opened = told.submit("/notifikationer/", f"/notifikationer/{number}")
    assert opened.location.startswith(method.url)
    assert "1 ulæst" not in told.page("/")
    assert "Nis Nysgerrig" in told.page(method.url)
    assert "Nis Nysgerrig" not in world.client().get(method.url).text
    client.submit(method.url, f"/metoder/{method.id}/proev")
    assert world.read(select(MethodWish.method_id)) == []


def test_a_notice_is_its_readers_own(world: World) -> None:
    owner = world.member()
    method = world.method(owner)
    _card(world, world.member(LEMVIG), method)
    number = world.read(select(Notice.id))[0]
    stranger = world.client(world.member(TOENDER))
    assert stranger.post(f"/notifikationer/{number}", data={"csrf_token": stranger.csrf()}).status_code == 404
    client = world.client(owner)
    assert "har fortalt, hvordan det gik med din metode" in client.page("/notifikationer/")
    client.submit("/notifikationer/", "/notifikationer/laest")
    assert "ulæst" not in client.page("/")


def test_a_keeper_is_not_told_of_what_they_may_not_read(world: World) -> None:
    partner = world.member("realfonden")
    method = world.method(partner, audience=Audience.NETWORK)
    _card(world, world.member(LEMVIG), method, audience=Audience.MUNICIPALITIES)
    assert "Lemvig" not in world.client(partner).page("/notifikationer/")
    assert "ulæst" not in world.client(partner).page("/")


# Withdrawing


def test_a_method_nobody_has_built_on_becomes_a_draft_again(world: World) -> None:
    owner = world.member()
    method = world.method(owner)
    client = world.client(owner)
    assert client.submit(f"/metoder/{method.id}/traek-tilbage", reason="").status_code == 422
    assert client.submit(f"/metoder/{method.id}/traek-tilbage", reason="Forældet.").status_code == 303
    world.work()
    assert world.client(world.member(LEMVIG)).get(method.url).status_code == 404
    assert "Kladde" in client.page(method.url)


def test_a_method_that_others_built_on_stays_for_them_with_the_reason(world: World) -> None:
    owner, teller = world.member(), world.member(LEMVIG)
    method = world.method(owner)
    card = _card(world, teller, method)
    world.client(owner).submit(f"/metoder/{method.id}/traek-tilbage", reason="Loven er lavet om.")
    world.work()
    client = world.client(teller)
    assert "Loven er lavet om." in client.page(method.url)
    assert method.title not in client.page("/metoder/")
    assert client.page("/soeg?q=naboer&type=metoder").links(method.title) in ([], [f"/erfaringer/{card}?q=naboer"])
    assert "trukket den tilbage" in client.page(f"/erfaringer/{card}")
    assert "har trukket en metode tilbage, som I har bygget på" in client.page("/notifikationer/")
    assert client.get(f"/metoder/{method.id}/erfaring").status_code == 403
    with world.writing() as session:
        keeping.share_again(session, owner, method.id)
    assert method.title in client.page("/metoder/")


def test_who_does_not_keep_it_cannot_withdraw_it(world: World) -> None:
    method = world.method(world.member())
    for actor in (world.member(LOLLAND), world.secretariat()):
        assert world.client(actor).get(f"/metoder/{method.id}/traek-tilbage").status_code == 403
    with world.writing() as session:
        withdrawing.withdraw(session, _owner(world, method), method.id, "Nej.")
    assert world.read(select(Method.state)) == ["draft"]


def _owner(world: World, method: MethodView) -> Actor:
    from network.features.accounts.queries import actor_by_account

    with world.writing() as session:
        return actor_by_account(session, method.owner_id or 0)
