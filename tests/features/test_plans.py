"""Strategy plans: written at any stage by the municipality itself, found by who may read them, and shown along time."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from network.core.access import Actor, Audience, Role
from network.features.accounts.service import suspend
from network.features.merging import service as merging
from network.features.plans.entry import Step, current_phase, first_month
from network.features.plans.models import UNDATED, Phase, Plan, PlanDocument, PlanThread, Progress
from network.features.plans.months import parsed_month
from network.features.topics import service as topics
from tests.pages.client import CheckedClient, Page, fields_of
from tests.world import LEMVIG, LOLLAND, TOENDER, World

FEW = {
    "title": "Kyst og bagland knyttes sammen",
    "summary": "Tre byer langs kysten deler havn, skole og turister.",
    "topics": "tomme-boliger",
}
PATH = "/strategiplaner/ny"


def _share(client: CheckedClient, **fields: str) -> str:
    answer = client.submit(PATH, **(FEW | fields))
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def _titles(world: World) -> list[str]:
    return world.read(select(Plan.title).order_by(Plan.id))


def test_a_title_a_sentence_and_a_topic_are_enough_to_share_a_plan(world: World) -> None:
    author, other = world.client(world.member(LOLLAND)), world.client(world.member(LEMVIG))
    path = _share(author)
    shown = other.page(path)
    assert shown.heading == FEW["title"]
    assert FEW["summary"] in shown
    assert "Lolland Kommune" in shown
    for place in ("/strategiplaner/", "/emner/tomme-boliger", "/kommuner/lolland", "/strategiplaner/?vis=tidslinje"):
        assert FEW["title"] in other.page(place), place


def test_every_field_stands_on_its_page_and_in_the_search(world: World) -> None:
    words = {name: f"Qx{name}" for name in ("challenge", "potentials", "results", "lessons", "contact", "advisers")}
    phase = {
        "phase_analysis_progress": "done",
        "phase_analysis_begins": "maj 2025",
        "phase_analysis_ends": "05-2026",
    }
    path = _share(world.client(world.member()), grant="350.000 kr.", **words, **phase)
    world.work()
    reader = world.client(world.member(LEMVIG))
    shown = reader.page(path)
    assert "350.000 kr." in shown
    assert "Analyse" in shown
    assert "maj 2025 – maj 2026" in shown
    for word in words.values():
        assert word in shown
        assert FEW["title"] in reader.page(f"/soeg?q={word.lower()}").main
    assert FEW["title"] in reader.page("/soeg?q=turister&type=planer").main
    assert FEW["title"] in reader.page("/soeg?q=kondemnering").main  # a word for its topic


def test_a_draft_is_the_municipalitys_own_and_lacks_what_it_likes(world: World) -> None:
    begun = world.client(world.member(LOLLAND))
    assert begun.submit(PATH, keep="1").status_code == 422
    saved = begun.submit(PATH, challenge="Hver syvende butik er tom.", keep="1")
    assert saved.status_code == 303
    colleague = world.client(world.member(LOLLAND))
    assert "Kladde" in colleague.page(saved.location)
    assert "Plan uden titel" in colleague.page("/strategiplaner/?vis=vores")
    assert "Plan uden titel" not in colleague.page("/strategiplaner/")
    for stranger in (world.client(), world.client(world.member(LEMVIG)), world.client(world.secretariat())):
        assert stranger.get(saved.location).status_code == 404
    world.work()
    assert "Plan uden titel" not in colleague.page("/soeg?q=butik").main
    (number,) = world.read(select(Plan.id))
    shared = colleague.submit(f"/strategiplaner/{number}/ret", **FEW)
    assert shared.status_code == 303
    assert "Hver syvende butik er tom." in world.client(world.member(LEMVIG)).page(shared.location)


def test_a_draft_can_be_deleted_and_a_shared_plan_cannot(world: World) -> None:
    author = world.member(LOLLAND)
    draft, shared = world.plan(author, "Et første udkast", share=False), world.plan(author, "Den færdige")
    client = world.client(author)
    assert client.submit(draft.url, f"/strategiplaner/{draft.id}/slet").status_code == 303
    token = {"csrf_token": fields_of(client.page(PATH).form(PATH))["csrf_token"]}
    assert client.post(f"/strategiplaner/{shared.id}/slet", data=token).status_code == 403
    assert _titles(world) == ["Den færdige"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"title": ""}, "Skriv planens titel"),
        ({"summary": ""}, "hvad det er"),
        ({"summary": "x" * 281}, "Højst 280 tegn; der er 281"),
        ({"topics": []}, "Vælg et emne"),
        ({"topics": "findes-ikke"}, "Vælg et emne"),
        ({"grant": "mange penge"}, "Skriv et helt tal"),
        ({"grant": "500.001"}, "Kampagnen giver højst 500.000 kroner"),
        ({"phase_dialogue_begins": "til foråret"}, "Skriv måned og år"),
        ({"phase_dialogue_begins": "13-2026"}, "Skriv måned og år"),
        ({"phase_dialogue_begins": "05-2026", "phase_dialogue_ends": "04-2026"}, "Fasen slutter, før den begynder"),
        ({"methods": "En metode, der ikke findes"}, "Der er ingen metode, der hedder"),
        ({"threads": "/traade/999999-x"}, "Der er ingen tråd, der hedder"),
        ({"documents_analysis": "Det forsvundne notat"}, "Der er intet dokument i biblioteket"),
        ({"documents_analysis": "\n".join(f"/dokumenter/{number}" for number in range(21))}, "Højst 20 linjer"),
        ({"contact": "Ring til 010180-1234"}, "CPR-nummer"),
        ({"lessons": "x" * 10_001}, "Højst 10.000 tegn"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    world: World, wrong: dict[str, str], message: str
) -> None:
    answer = world.client(world.member()).submit(PATH, **(FEW | {"results": "Et langt afsnit, jeg skrev."} | wrong))
    assert answer.status_code == 422
    assert message.lower() in answer.text.lower()
    assert "Et langt afsnit, jeg skrev." in answer.text
    assert _titles(world) == []


def test_the_same_form_sent_twice_is_one_plan(world: World) -> None:
    client = world.client(world.member())
    form = fields_of(client.page(PATH).form(PATH)) | FEW
    first, second = client.post(PATH, data=form), client.post(PATH, data=form)
    assert first.location == second.location
    assert len(_titles(world)) == 1


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        (Audience.PUBLIC, {"visitor", "partner", "other", "colleague"}),
        (Audience.NETWORK, {"partner", "other", "colleague"}),
        (Audience.MUNICIPALITIES, {"other", "colleague"}),
        (Audience.OWN, {"colleague"}),
    ],
)
def test_a_plan_is_read_found_and_listed_by_its_audience_alone(
    world: World, audience: Audience, readers: set[str]
) -> None:
    plan = world.plan(world.member(LOLLAND), audience=audience)
    world.work()
    people = {
        "visitor": world.client(),
        "partner": world.client(world.member("realfonden")),
        "other": world.client(world.member(LEMVIG)),
        "colleague": world.client(world.member(LOLLAND)),
    }
    for name, client in people.items():
        reads = name in readers
        assert (client.get(plan.url).status_code == 200) is reads, name
        for place in (
            "/strategiplaner/",
            "/strategiplaner/?vis=tidslinje",
            "/emner/tomme-boliger",
            "/kommuner/lolland",
        ):
            assert (plan.title in client.page(place)) is reads, (name, place)
        assert (plan.title in client.page("/soeg?q=baglandet").main) is reads, name


def test_the_municipalitys_members_and_the_secretariat_change_it_and_nobody_else(world: World) -> None:
    plan = world.plan(world.member(LOLLAND))
    path = f"/strategiplaner/{plan.id}/ret"
    for actor, allowed in (
        (world.member(LOLLAND), True),
        (world.secretariat(), True),
        (world.member(LEMVIG, roles=(Role.COORDINATOR,)), False),
        (world.member("realfonden"), False),
        (world.member(TOENDER, roles=(Role.MODERATOR,)), False),
    ):
        client = world.client(actor)
        assert client.get(path).status_code == (200 if allowed else 403)
        assert ("Ret" in client.page(plan.url).main) is allowed
    for actor in (world.secretariat(), world.member("realfonden")):
        assert world.client(actor).get(PATH).status_code == 403
    office = world.client(world.secretariat())
    assert office.submit(path, results="Sekretariatet har rettet.").status_code == 303
    form = fields_of(office.page(path).form(path))
    assert office.post(path, data=form | {"audience": "own"}).status_code == 422  # it would be another's own


def test_two_who_change_a_plan_at_once_lose_nothing(world: World) -> None:
    plan = world.plan(world.member(LOLLAND), texts={"results": "Intet endnu."})
    path = f"/strategiplaner/{plan.id}/ret"
    first, second = world.client(world.member(LOLLAND)), world.client(world.secretariat())
    of_first, of_second = (fields_of(client.page(path).form(path)) for client in (first, second))
    changed = {"results": "Tolv huse er væk.", "lessons": "Begynd med ejerne."}
    assert first.post(path, data=of_first | changed).status_code == 303
    mine = {"results": "Elleve huse er væk.", "challenge": "For mange huse.", "phase_analysis_begins": "01-2026"}
    answer = second.post(path, data=of_second | mine)
    assert answer.status_code == 409
    for text in ("Tolv huse er væk.", "Elleve huse er væk.", "For mange huse.", "Begynd med ejerne.", "01-2026"):
        assert text in answer.text
    again = fields_of(Page(answer).form(path))
    assert second.post(path, data=again).status_code == 303
    shown = first.page(plan.url)
    for text in ("Elleve huse er væk.", "For mange huse.", "Begynd med ejerne.", "januar 2026"):
        assert text in shown


def _bound(world: World, author: Actor) -> dict[str, str]:
    document = world.document(author, "Analyse af butikkerne")
    method = world.method(author, "Butikkerne tælles")
    thread = world.thread(author, "Hvem har flyttet hovedgaden?")
    return {
        "documents_analysis": document.title.upper(),
        "methods": f"http://localhost{method.url}",
        "threads": f"{thread.title} – /traade/{thread.id}-{thread.slug}",
    }


def test_the_history_shows_what_changed_to_those_who_may_change_it(world: World) -> None:
    author = world.member(LOLLAND, "Inger Klitmose")
    client = world.client(author)
    plan = world.plan(author, "Kysten og baglandet", audience=Audience.PUBLIC)
    path = f"/strategiplaner/{plan.id}/historik"
    assert not client.page(plan.url).links("Historik")
    changed = {"title": "Kysten og oplandet", "lessons": "Spørg før.", "grant": "200.000"}
    shown = client.submit(f"/strategiplaner/{plan.id}/ret", **changed).location
    page = client.page(client.page(shown).links("Historik")[0])
    for words in ("Version 2", "Inger Klitmose", "baglandet [slut]", "oplandet [slut]", "Ændret: Tilskud"):
        assert words in page.main, words
    assert "Kysten og baglandet" in client.page(f"{path}?foer=2").main
    assert "Version 2" not in client.page(f"{path}?foer=2").main
    assert "Version 2" in world.client(world.secretariat()).page(path)
    for reader, status in ((world.client(), 303), (world.client(world.member(LEMVIG)), 403)):
        assert reader.get(path).status_code == status


def test_documents_methods_and_threads_are_named_by_title_or_address_and_linked_both_ways(world: World) -> None:
    author = world.member(LOLLAND)
    path = _share(world.client(author), **_bound(world, author))
    reader = world.client(world.member(LEMVIG))
    shown = reader.page(path)
    for title in ("Analyse af butikkerne", "Butikkerne tælles", "Hvem har flyttet hovedgaden?"):
        assert title in shown.main
    assert "Strategiplaner, der bruger den" in reader.page("/metoder/1-butikkerne-taelles")
    assert FEW["title"] in reader.page("/metoder/1-butikkerne-taelles")
    client = world.client(author)
    again = f"{path.partition('-')[0]}/ret"
    assert client.submit(again).status_code == 303  # as the form stands: nothing is lost
    for title in ("Analyse af butikkerne", "Butikkerne tælles", "Hvem har flyttet hovedgaden?"):
        assert title in reader.page(path).main
    assert client.submit(again, documents_analysis="", methods="", threads="").status_code == 303
    assert "Butikkerne tælles" not in reader.page(path).main


def test_what_belongs_to_a_plan_is_shown_to_those_who_may_read_it_and_survives_others_editing(world: World) -> None:
    author = world.member(LOLLAND)
    document = world.document(author, "Internt notat", audience=Audience.OWN)
    thread = world.thread(author, "Internt spørgsmål", audience=Audience.OWN)
    path = _share(
        world.client(author), documents_strategy=document.title, threads=thread.title, audience=Audience.PUBLIC.value
    )
    for outsider in (world.client(), world.client(world.member(LEMVIG)), world.client(world.secretariat())):
        assert "Internt" not in outsider.page(path)
    office, edit = world.client(world.secretariat()), f"{path.partition('-')[0]}/ret"
    assert "Internt" not in office.page(edit)
    assert office.submit(edit, lessons="Skriv det ned.").status_code == 303
    assert "Internt notat" in world.client(author).page(path)
    form = world.client(author).page(edit)
    assert "Internt notat" in form
    assert "Internt spørgsmål" in form
    refused = world.client(world.member(LEMVIG)).submit(PATH, **FEW, documents_strategy=document.title)
    assert refused.status_code == 422


def test_lists_are_filtered_and_ordered(world: World) -> None:
    under_way = {Phase.ANALYSIS: Step(Progress.UNDER_WAY, "2024-01", "2027-01")}
    world.plan(world.member(LEMVIG), "Havnen", steps=under_way, topics=("service",))
    world.later(days=1)
    world.plan(world.member("0851"), "Aalborgs planer", audience=Audience.NETWORK)
    world.later(days=1)
    world.plan(world.member(TOENDER), "Marsken")
    client = world.client(world.member(LOLLAND))

    def listed(query: str) -> list[str]:
        text = client.page(f"/strategiplaner/?{query}").main
        return sorted((t for t in ("Havnen", "Aalborgs planer", "Marsken") if t in text), key=text.index)

    assert listed("") == ["Marsken", "Aalborgs planer", "Havnen"]
    assert listed("orden=kommune") == ["Havnen", "Marsken", "Aalborgs planer"]
    assert listed("vis=tidslinje") == ["Havnen", "Aalborgs planer", "Marsken"]
    for query in ("fase=analyse", "emne=service", "kommune=lemvig"):
        assert listed(query) == ["Havnen"], query
    assert "Ingen planer passer" in client.page("/strategiplaner/?fase=vedtagelse")
    for query in ("fase=x", "emne=x", "kommune=x", "vis=x", "orden=x", "efter=x", "orden=kommune&efter=x"):
        assert client.get(f"/strategiplaner/?{query}").status_code == 404, query


@pytest.mark.parametrize("query", ["", "orden=kommune", "vis=tidslinje"])
def test_every_plan_of_a_long_list_is_shown_once(world: World, query: str) -> None:
    author = world.member(LOLLAND)
    for number in range(52):
        world.plan(author, f"Plan nr. {number:02}")
    client, path, found = world.client(author), f"/strategiplaner/?{query}", []
    while path:
        page = client.page(path)
        found += re.findall(r"Plan nr\. \d\d", page.main)
        nexts = page.elements("a", rel="next")
        path = nexts[0].get("href") if nexts else ""
    assert sorted(found) == [f"Plan nr. {number:02}" for number in range(52)]


def test_a_timeline_says_in_words_what_its_bars_show(world: World) -> None:
    world.clock.now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    steps = {
        Phase.ANALYSIS: Step(Progress.DONE, "2025-03", "2025-09"),
        Phase.STRATEGY: Step(Progress.UNDER_WAY, "2026-02"),
        Phase.CARRYING_OUT: Step(Progress.AHEAD, "2027-01", "2029-12"),
    }
    world.plan(world.member(), steps=steps, audience=Audience.PUBLIC)
    page = world.client().page("/strategiplaner/?vis=tidslinje")
    for words in (
        "marts 2025 – september 2025",
        "februar 2026 – …",
        "januar 2027 – december 2029",
        "Nu:",
        "Strategien",
    ):
        assert words in page
    bars = [
        (bar.get("x"), bar.get("width"), bar.get("class"))
        for bar in page.elements("{http://www.w3.org/2000/svg}rect", height="6")
    ]
    assert bars == [("2", "7", "done"), ("13", "10", "under-way"), ("24", "36", "ahead")]
    assert "Der er ikke skrevet måneder" not in page


def test_a_plan_whose_municipality_has_left_is_still_read_and_changed_by_the_secretariat(world: World) -> None:
    author, office = world.member(LOLLAND), world.client(world.secretariat())
    plan = world.plan(author, "Kysten og baglandet", audience=Audience.PUBLIC)
    office.submit("/sekretariat/kommuner", municipality="lolland", participation="none")
    with world.writing() as session:
        suspend(session, world.secretariat(), author.id or 0, "Kommunen er trådt ud.")
    world.work()
    visitor = world.client()
    assert visitor.page(plan.url).status == 200
    assert visitor.page("/strategiplaner/").links("Kysten og baglandet")
    assert visitor.page("/soeg?q=baglandet").links("Kysten og baglandet")
    assert visitor.page(plan.url).links("Lolland Kommune") == ["/kommuner/lolland"]
    assert visitor.get("/kommuner/kort?vis=planer").status_code == 200
    assert office.submit(f"/strategiplaner/{plan.id}/ret", lessons="De er trådt ud.").status_code == 303


def test_a_plan_that_nobody_may_read_is_told_of_nowhere(world: World) -> None:
    world.plan(world.member(LOLLAND), audience=Audience.OWN)
    visitor = world.client()
    for place in ("/emner/tomme-boliger", "/kommuner/lolland"):
        assert "<h2>Strategiplaner</h2>" not in visitor.page(place).main
    assert "Ingen planer her" in visitor.page("/strategiplaner/")
    assert visitor.get("/strategiplaner/?vis=vores").status_code == 303


def test_threads_that_are_merged_and_topics_that_are_renamed_take_the_plan_along(world: World) -> None:
    author, office = world.member(LOLLAND), world.secretariat()
    old, new = world.thread(author, "Det samme igen"), world.thread(author, "Det hele om hovedgaden")
    plan = world.plan(author, threads=(old.id,))
    with world.writing() as session:
        merging.merge(session, office, old.id, new.id, "Det samme.")
        topics.edit(
            session,
            office,
            "tomme-boliger",
            title="Forladte huse",
            group="udfordring",
            description="",
            synonyms="ruiner",
            responsible="",
        )
    world.work()
    assert world.read(select(PlanThread.thread_id)) == [new.id]
    reader = world.client(world.member(LEMVIG))
    assert "Det hele om hovedgaden" in reader.page(plan.url)
    assert plan.title in reader.page("/soeg?q=ruiner").main


def test_a_document_stands_in_one_phase(world: World) -> None:
    author = world.member()
    document = world.document(author)
    named = {"documents_analysis": document.title, "documents_strategy": document.title}
    _share(world.client(author), **named)
    assert world.read_rows(select(PlanDocument.document_id, PlanDocument.phase)) == [(document.id, "analysis")]


@pytest.mark.parametrize(
    ("text", "begins", "ends"),
    [
        ("5-2026", "2026-05", "2026-05"),
        ("05/2026", "2026-05", "2026-05"),
        ("Maj 2026", "2026-05", "2026-05"),
        ("sept. 2026", "2026-09", "2026-09"),
        ("2026-05", "2026-05", "2026-05"),
        ("2026", "2026-01", "2026-12"),
        ("0-2026", None, None),
        ("13-2026", None, None),
        ("5-1066", None, None),
        ("²-2026", None, None),
        ("٣-2026", None, None),
        ("i morgen", None, None),
    ],
)
def test_months_are_read_as_planners_write_them(text: str, begins: str | None, ends: str | None) -> None:
    assert (parsed_month(text), parsed_month(text, ends=True)) == (begins, ends)


def test_a_plan_is_in_the_last_phase_that_is_under_way_or_was_done() -> None:
    done, busy = Step(Progress.DONE, "2025-01"), Step(Progress.UNDER_WAY)
    assert current_phase({}) is None
    assert current_phase({Phase.ANALYSIS: done}) is Phase.ANALYSIS
    assert current_phase({Phase.PREPARING: busy, Phase.ANALYSIS: done, Phase.STRATEGY: Step()}) is Phase.PREPARING
    assert first_month({}) == UNDATED
    assert first_month({Phase.ANALYSIS: done, Phase.STRATEGY: busy}) == "2025-01"
