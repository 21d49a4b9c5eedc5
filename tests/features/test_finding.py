"""What a colleague would have found: grouped, narrowed, spelled right, kept – and nothing that is not one's own."""

from urllib.parse import quote

import pytest
from sqlalchemy import select

from network.core.access import Audience
from network.features.accounts import service as accounts
from network.features.anonymity.service import FEWEST
from network.features.members import service as members
from network.features.members.models import ReachBy
from network.features.search import synonyms
from network.features.search.models import MissedSearch, SavedSearch, SynonymGroup
from network.features.search.queries import IN_FULL
from network.features.thanks import service as thanks
from network.features.threads import service as forum
from network.features.threads.models import ThreadKind
from tests.pages.client import CheckedClient
from tests.world import LEMVIG, LOLLAND, TOENDER, World


def titles(client: CheckedClient, address: str) -> list[str]:
    return ["".join(one.itertext()).strip() for one in client.page(address).elements("h2", class_="row-title")]


def test_a_thread_is_one_result_with_its_best_posts_under_it(world: World) -> None:
    thread = world.thread(world.member(), "Hvad koster en nedrivning?", "Vi har tre huse.")
    helper = world.member(LEMVIG, "Inger Klitmose")
    replies = [world.reply(helper, thread, f"Nedrivning nummer {number}.") for number in range(5)]
    world.work()
    page = world.client(world.member()).page("/soeg?q=nedrivning")
    assert "1 resultat" in page
    within = page.elements("ul", class_="within")
    assert len(within) == 1
    links = [a.get("href") for a in within[0].iter("a")]
    assert len(links) == 2
    assert all(any(f"/indlaeg/{reply}?q=nedrivning#" in link for reply in replies) for link in links)
    assert "3 steder mere i tråden" in page


def test_the_first_results_are_shown_in_full_and_the_others_briefly(world: World) -> None:
    asker = world.member()
    for number in range(IN_FULL + 2):
        thread = world.thread(asker, f"Nedrivning i by {number}", "En nedrivning.")
        for reply in range(2):
            world.reply(asker, thread, f"Svar {reply} om nedrivning.")
    world.work()
    page = world.client(asker).page("/soeg?q=nedrivning")
    under = [len([*one.iter("a")]) for one in page.elements("ul", class_="within")]
    assert under == [2] * IN_FULL + [1, 1]
    assert page.text.count("1 sted mere i tråden") == 2


def test_what_is_about_a_topic_stands_before_those_who_know_it(world: World) -> None:
    knows = world.member(LEMVIG, "Inger Klitmose")
    with world.writing() as session:
        members.describe(session, knows, phone="", ask_about="", reach_by=ReachBy.ANY, competences=["landsbyfornyelse"])
    text = "Kommunen købte syv huse på tvangsauktion. " * 20 + "Det blev til landsbyfornyelse."
    world.thread(knows, "Syv huse, vi købte", text, topic="mobilitet")
    world.work()
    found = titles(world.client(world.member()), "/soeg?q=landsbyfornyelse")
    assert found.index("Syv huse, vi købte") < found.index("Inger Klitmose")


def test_results_are_narrowed_by_facets_that_stand_in_the_address(world: World) -> None:
    lolland, lemvig = world.member(LOLLAND), world.member(LEMVIG)
    world.thread(lolland, "Kajen i byen", kind=ThreadKind.QUESTION)
    world.thread(lemvig, "Kajen ved fjorden", kind=ThreadKind.EXPERIENCE)
    world.thread(lemvig, "Kajen og havnen", kind=ThreadKind.EXPERIENCE, topic="mobilitet")
    world.document(lemvig, "Kajrapport", b"Om kajen.", "kaj.txt")
    world.work()
    client = world.client(lolland)
    page = client.page("/soeg?q=kajen")
    facets = {nav.get("aria-label"): "".join(nav.itertext()).split() for nav in page.elements("nav", class_="facet")}
    assert {"Type", "Emne", "Kommune"} <= set(facets)
    assert facets["Kommune"][-4:] == ["Lemvig", "3", "Lolland", "1"]
    assert sorted(titles(client, "/soeg?q=kajen&kommune=lemvig&slags=erfaring")) == [
        "Kajen og havnen",
        "Kajen ved fjorden",
    ]
    assert titles(client, "/soeg?q=kajen&kommune=lemvig&slags=erfaring&emne=mobilitet") == ["Kajen og havnen"]
    assert titles(client, "/soeg?q=kajen&fil=tekst") == ["Kajrapport"]
    chosen = client.page("/soeg?q=kajen&emne=mobilitet")
    assert [link for link in chosen.links("Emne: Mobilitet og afstand") if "emne" not in link]
    assert len(titles(client, "/soeg?q=kajen&emne=findes-ikke&aar=abc&side=-1&orden=x")) == 4


@pytest.mark.parametrize("parameter", ["emne", "kommune", "slags", "aar"])
def test_a_thousand_values_in_the_address_are_no_error(world: World, parameter: str) -> None:
    world.thread(world.member(), "Kajen", audience=Audience.PUBLIC)
    world.work()
    tail = "".join(f"&{parameter}=v{number}" for number in range(1000))
    assert world.client().get(f"/soeg?q=kajen{tail}").status_code == 200


def test_topics_municipalities_and_people_are_found_people_by_members_alone(world: World) -> None:
    knows = world.member(LEMVIG, "Inger Klitmose")
    with world.writing() as session:
        members.describe(
            session, knows, phone="", ask_about="havnebade", reach_by=ReachBy.ANY, competences=["mobilitet"]
        )
    world.worker.rebuild_index()
    member, visitor = world.client(world.member()), world.client()
    assert titles(visitor, "/soeg?q=mobilitet") == ["Mobilitet og afstand"]
    assert titles(visitor, "/soeg?q=busruter") == ["Mobilitet og afstand"]
    assert titles(visitor, "/soeg?q=Ringkjøbing-Skjern+OR+Ringkøbing-Skjern") == ["Ringkøbing-Skjern Kommune"]
    for words in ("havnebade", "inger klitmose", "forfatter:klitmose", "type:person busruter"):
        assert titles(visitor, f"/soeg?q={words}") == []
        assert titles(member, f"/soeg?q={words}") == ["Inger Klitmose"]
        assert "Klitmose" not in visitor.get(f"/soeg/forslag?q={words}").text
    assert titles(member, "/soeg?q=havnebade&type=personer") == ["Inger Klitmose"]


def test_somebody_whose_access_is_closed_is_no_longer_found(world: World) -> None:
    gone, secretariat = world.member(LEMVIG, "Inger Klitmose"), world.secretariat()
    world.worker.rebuild_index()
    client = world.client(world.member())
    assert titles(client, "/soeg?q=klitmose") == ["Inger Klitmose"]
    with world.writing() as session:
        accounts.suspend(session, secretariat, gone.id or 0, "Fratrådt")
    assert titles(client, "/soeg?q=klitmose") == []  # also before the index knows of it
    world.work()
    assert titles(client, "/soeg?q=klitmose") == []


def test_a_hidden_name_counts_under_no_municipality_and_is_named_by_none(world: World) -> None:
    for code in ("0360", "0665", "0550", "0741", "0825", "0773", "0787", "0820")[: FEWEST + 3]:
        world.member(code)
    hidden, reader = world.member("0849", "Skjulte Navn"), world.client(world.member())
    about = world.topic()
    with world.writing() as session:
        forum.start_thread(
            session, hidden, topic=about, kind=ThreadKind.QUESTION, title="Kajen", body="Hemmeligt.",
            audience=Audience.NETWORK, hide_name=True,
        )  # fmt: skip
    world.work()
    page = reader.page("/soeg?q=kajen")
    assert "1 resultat" in page
    assert "Jammerbugt" not in page
    assert "Kommune" not in {nav.get("aria-label") for nav in page.elements("nav", class_="facet")}
    for words in ("kajen kommune:jammerbugt", "kajen forfatter:navn", "kajen&kommune=jammerbugt"):
        assert titles(reader, f"/soeg?q={words}") == []


def test_a_misspelt_word_is_put_right_with_a_word_that_this_member_may_read(world: World) -> None:
    for number in range(2):
        world.thread(world.member(LEMVIG), f"Nedrivning i by {number}", audience=Audience.NETWORK)
        world.thread(world.member(LEMVIG), f"Kartoffelfest {number}", audience=Audience.OWN)
    world.work()
    member, visitor = world.client(world.member(LOLLAND)), world.client()
    page = member.page("/soeg?q=nedrvning")
    assert "Der er ingen resultater for ”nedrvning”. Her er resultaterne for nedrivning." in page.main
    assert page.links("nedrivning") == ["/soeg?q=nedrivning"]
    assert sorted(titles(member, "/soeg?q=nedrvning")) == ["Nedrivning i by 0", "Nedrivning i by 1"]
    assert page.marked() == ["Nedrivning", "Nedrivning"]
    assert (
        "Her er resultaterne for kartoffelfest" in world.client(world.member(LEMVIG)).page("/soeg?q=kartofelfest").main
    )
    for client, words in ((visitor, "nedrvning"), (member, "kartofelfest"), (member, "nedrivning")):
        assert "resultaterne for" not in client.page(f"/soeg?q={words}").main
        assert "Mente du" not in client.page(f"/soeg?q={words}").main
    assert world.read(select(MissedSearch.words)) == ["kartofelfest"]  # a slip lacks no synonym; what is hidden does


def test_where_something_is_found_what_may_have_been_meant_is_asked(world: World) -> None:
    for title in ("Nedrivning i by 1", "Nedrivning i by 2", "Kajen"):
        world.thread(world.member(LEMVIG), title)
    world.work()
    client = world.client(world.member())
    page = client.page("/soeg?q=kaj+OR+nedrvning")
    assert page.links("kaj OR nedrivning") == ["/soeg?q=kaj+OR+nedrivning"]
    assert "Mente du kaj OR nedrivning?" in page.main
    assert titles(client, "/soeg?q=kaj+OR+nedrvning") == ["Kajen"]


def test_what_was_meant_is_written_as_it_was_typed_but_for_the_slip(world: World) -> None:
    for number in range(2):
        world.thread(world.member(LEMVIG), f"To kampagner om bosætning {number}")
    world.work()
    page = world.client(world.member()).page("/soeg?q=kampange")
    assert page.links("kampagne")[0] == "/soeg?q=kampagne"


def test_a_slip_in_the_name_of_a_municipality_leads_to_its_page(world: World) -> None:
    world.worker.rebuild_index()
    for typed, name in (("Vordinborg", "Vordingborg"), ("rnaders", "Randers"), ("hjøring", "Hjørring")):
        assert titles(world.client(), f"/soeg?q={typed}")[0] == f"{name} Kommune"


def test_a_slip_that_is_put_right_keeps_what_narrows_the_results(world: World) -> None:
    world.thread(world.member(LEMVIG), "Nedrivning i by")
    world.thread(world.member(LOLLAND), "Nedrivning på landet")
    world.work()
    member = world.client(world.member())
    assert titles(member, "/soeg?q=nedrvning&kommune=lemvig") == ["Nedrivning i by"]
    assert member.page("/soeg?q=nedrvning&kommune=lemvig").links("nedrivning") == ["/soeg?q=nedrivning&kommune=lemvig"]


def test_where_little_is_found_the_wider_net_comes_before_asking_with_the_words_carried_over(world: World) -> None:
    world.thread(world.member(LEMVIG), "Fornyelse i Vester Ulslev")
    world.work()
    words = 'emne:boliger fornyelse "af rønner" -asbest kommune:"Lolland"'
    page = world.client(world.member()).page(f"/soeg?q={quote(words)}")
    assert page.main.index("Det, der ligner mest") < page.main.index("Spørg de andre")
    (ask,) = page.links("Spørg de andre")
    assert ask == "/traade/ny?slags=spoergsmaal&titel=fornyelse+af+r%C3%B8nner"
    asking = world.client(world.member()).page(ask)
    assert asking.elements("input", name="title")[0].get("value") == "fornyelse af rønner"


def test_what_is_narrowed_to_nothing_can_be_sought_without_that(world: World) -> None:
    world.thread(world.member(LEMVIG), "Nedrivning i by")
    world.work()
    page = world.client(world.member()).page("/soeg?q=nedrivning&kommune=lolland&aar=2001")
    assert page.links("Søg uden afgrænsning") == ["/soeg?q=nedrivning"]


def test_signs_without_words_are_not_counted_as_sought_in_vain(world: World) -> None:
    client = world.client(world.member())
    for words in ("*", "-kaj", "fra:2001 til:2002", "?!"):
        assert client.get("/soeg", query_string={"q": words}).status_code == 200
    assert world.read(select(MissedSearch.words)) == []


def test_what_is_typed_is_suggested_from_titles_that_may_be_read(world: World) -> None:
    world.thread(world.member(LEMVIG), "Landsbypedeller på deltid", audience=Audience.PUBLIC)
    world.thread(world.member(LEMVIG), "Landsbypedeller i løndom", audience=Audience.OWN)
    world.work()
    (found,) = world.client().get("/soeg/forslag?q=landsbyp").json["suggestions"]
    assert (found["kind"], found["title"]) == ("thread", "Landsbypedeller på deltid")
    assert len(world.client(world.member(LEMVIG)).get("/soeg/forslag?q=landsbyp").json["suggestions"]) == 2
    assert world.client().get("/soeg/forslag?q=p").json["suggestions"] == []
    assert world.client().get("/soeg/forslag").json["suggestions"] == []


def test_the_secretariats_synonyms_work_from_the_next_search_on(world: World) -> None:
    world.thread(world.member(), "Opgradering af midtbyen", audience=Audience.PUBLIC)
    world.work()
    secretariat, visitor = world.client(world.secretariat()), world.client()
    assert titles(visitor, "/soeg?q=ansigtsløftning") == []
    page = "/sekretariat/synonymer"
    assert secretariat.submit(page, words="ansigtsløftning").status_code == 422
    assert secretariat.submit(page, words="ansigtsløftning, opgradering af midtbyen").status_code == 303
    assert titles(visitor, "/soeg?q=ansigtsløftningen") == ["Opgradering af midtbyen"]
    (group,) = world.read(select(SynonymGroup.id))
    edit = f"{page}/{group}"
    assert secretariat.submit(edit, words="ansigtsløftning, noget andet").status_code == 303
    assert titles(visitor, "/soeg?q=ansigtsløftning") == []
    assert secretariat.post(edit, data={"act": "remove", "csrf_token": secretariat.csrf()}).status_code == 303
    assert world.read(select(SynonymGroup.id)) == []
    assert world.client(world.member()).get(page).status_code == 403


def test_what_was_sought_in_vain_is_counted_for_the_secretariat_without_names(world: World) -> None:
    client = world.client(world.member(name="Nysgerrig Person"))
    for words in ("Havfruer", "havfruer", "0101801234", "ring til mig@example.dk", "x" * 200):
        client.get("/soeg", query_string={"q": words})
    world.client().get("/soeg?q=besøgende")
    assert world.read_rows(select(MissedSearch.words, MissedSearch.count)) == [("havfruer", 2)]
    secretariat = world.client(world.secretariat())
    page = secretariat.page("/sekretariat/synonymer")
    assert "havfruer" in page.main
    assert "Nysgerrig" not in page
    (link,) = page.links("Skriv et synonym til ”havfruer”")
    assert secretariat.page(link).elements("input", name="words")[0].get("value").startswith("havfruer")
    assert secretariat.submit("/sekretariat/synonymer", "/sekretariat/synonymer/forgaeves").status_code == 303
    assert world.read(select(MissedSearch.words)) == []


def test_ones_own_recent_searches_can_be_cleared_and_are_nobody_elses(world: World) -> None:
    client, other = world.client(world.member()), world.client(world.member())
    for words in ("havn", "kaj", "havn"):
        client.get(f"/soeg?q={words}")
    page = client.page("/soeg")
    assert [page.links(words) for words in ("havn", "kaj")] == [["/soeg?q=havn"], ["/soeg?q=kaj"]]
    assert "Dine seneste søgninger" not in other.page("/soeg").main
    client.submit("/soeg", "/soeg/seneste/ryd")
    assert "Dine seneste søgninger" not in client.page("/soeg").main


def test_new_posts_for_a_saved_search_are_told_of_under_the_bell_once(world: World) -> None:
    reader, writer = world.member(LOLLAND), world.member(LEMVIG)
    old = world.thread(writer, "Kajen før")
    world.work()
    client = world.client(reader)
    client.submit("/soeg?q=kajen&slags=spoergsmaal", "/soeg/gem")
    client.submit("/soeg?q=kajen&slags=spoergsmaal", "/soeg/gem")
    assert world.read(select(SavedSearch.words)) == ["kajen"]
    world.later(hours=1)
    new = world.thread(writer, "Kajen nu")
    world.thread(writer, "Kajen for os selv", audience=Audience.OWN)
    world.thread(writer, "Kajen erfaret", kind=ThreadKind.EXPERIENCE)
    world.thread(reader, "Min egen kaj")
    world.later(hours=1)
    world.work()
    for _ in range(2):
        world.worker.look()
    page = client.page("/notifikationer/")
    assert "Nyt til en søgning, du har gemt: ”Kajen nu”" in page.main
    assert "Kajen erfaret" not in page.main
    assert "for os selv" not in page.main
    assert "Kajen før" not in page.main
    assert "Vis 1" not in client.page("/soeg/gemte").main
    assert "Se 1 nyt resultat" in client.page("/soeg/gemte").main
    (saved,) = world.read(select(SavedSearch.id))
    assert world.client(writer).post(f"/soeg/gemte/{saved}").status_code in (400, 403, 404)
    opened = client.submit("/soeg/gemte", f"/soeg/gemte/{saved}")
    assert opened.location == "/soeg?q=kajen&slags=spoergsmaal&orden=nyeste"
    assert "Se 1 nyt resultat" not in client.page("/soeg/gemte").main
    assert old.id != new.id


def test_the_interface_for_programs_gives_what_the_page_gives(world: World) -> None:
    world.thread(world.member(LEMVIG), "Kajen åben", "Om kajen.", audience=Audience.PUBLIC)
    world.thread(world.member(LEMVIG), "Kajen lukket", audience=Audience.OWN)
    world.work()
    answer = world.client().get("/api/v1/search?q=kajen&kind=spoergsmaal&topic=tomme-boliger&municipality=lemvig").json
    assert answer["total"] == 1
    (result,) = answer["results"]
    assert (result["kind"], result["title"]) == ("thread", "Kajen åben")
    assert result["hits"][0]["snippet"] == "Om kajen."
    assert answer["facets"]["municipality"] == [{"value": "lemvig", "label": "Lemvig", "count": 1}]
    assert answer["next"] is None
    assert world.client().get("/api/v1/search").json["total"] == 0
    assert world.client().get("/api/v1/search?q=kajen&after=x&sort=y&topic=z").json["total"] == 1


def test_what_is_like_a_thread_or_document_is_shown(world: World) -> None:
    author = world.member(LEMVIG)
    thread = world.thread(author, "Nedrivning af tomme huse")
    world.thread(author, "Nedrivning og tomme huse i byen")
    world.thread(author, "Nedrivning af tomme huse hos os", audience=Audience.OWN)
    document = world.document(author, "Tomme huse til nedrivning")
    world.work()
    client = world.client(world.member(LOLLAND))
    alike = titles(client, client.page(f"/traade/{thread.id}-{thread.slug}").links("Lignende")[0])
    assert sorted(alike) == ["Nedrivning og tomme huse i byen", "Tomme huse til nedrivning"]
    assert "Nedrivning af tomme huse" in titles(client, f"/dokumenter/{document.id}/lignende")


def test_what_is_like_something_is_of_its_topic_first_and_never_other_peoples_own(world: World) -> None:
    author = world.member(LEMVIG)
    thread = world.thread(author, "Priser på nedrivning", "Asbest og entreprenør i udbuddet.")
    alike = world.thread(author, "Asbest hos en entreprenør", "Om nedrivning.")
    world.thread(author, "Entreprenør og asbest i færgen", "Entreprenør, asbest, udbud.", topic="mobilitet")
    world.thread(author, "Asbest og nedrivning for os selv", "Entreprenør.", audience=Audience.OWN)
    world.thread(author, "Noget helt andet", "Om kaffe.")
    world.work()
    client = world.client(world.member(LOLLAND))
    assert titles(client, f"/traade/{thread.id}/lignende") == [alike.title, "Entreprenør og asbest i færgen"]


def test_synonyms_count_before_asking_and_for_what_is_alike(world: World) -> None:
    with world.writing() as session:
        synonyms.add(session, world.secretariat(), "bolværk, kajanlæg", None)
    thread = world.thread(world.member(), "Nyt bolværk")
    for number in range(2):
        world.thread(world.member(), f"Et kajanlæg {number}", topic="mobilitet")
    world.work()
    client = world.client(world.member())
    assert "Et <mark>kajanlæg</mark>" in client.get("/soeg/lignende?titel=Bolværk").text
    world.thread(world.member(), "Bolværk igen")
    world.work()
    assert "Et kajanlæg 1" in titles(client, f"/traade/{thread.id}/lignende")


def test_the_form_says_the_same_as_the_words(world: World) -> None:
    client = world.client()
    composed = client.get(
        "/soeg/udvidet?alle=plan+pris&saetning=tomme+huse&en_af=havn+kaj&uden=asbest&forfatter=Inger+Holm"
        "&fra=2024&emne=mobilitet"
    )
    page = client.page(composed.location)
    typed = page.elements("input", id="page-search")[0].get("value")
    assert typed == 'plan pris "tomme huse" havn OR kaj -asbest forfatter:"Inger Holm" fra:"2024"'
    assert "emne=mobilitet" in composed.location
    assert client.get("/soeg/udvidet").status_code == 302


def test_what_helped_others_can_come_first(world: World) -> None:
    first = world.thread(world.member(), "Kajen kajen kajen")
    second = world.thread(world.member(), "En kaj blandt meget andet i en lang titel")
    with world.writing() as session:
        helped = forum.reply(session, world.member(LEMVIG), second.id, "Kajen.")
    with world.writing() as session:
        thanks.thank(session, world.member(TOENDER), helped)
    world.work()
    client = world.client(world.member())
    assert titles(client, "/soeg?q=kaj")[0] == first.title
    assert titles(client, "/soeg?q=kaj&orden=nyttigste")[0] == second.title
