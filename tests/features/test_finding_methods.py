"""Methods and what was tried of them, found as everything else is."""

from network.core.access import Audience
from network.features.experiences import service as experiences
from network.features.experiences.models import Stage
from network.features.experiences.service import NewCard
from network.features.methods import withdrawing
from network.features.methods.models import MethodKind
from tests.features.test_finding import titles
from tests.world import LEMVIG, LOLLAND, TOENDER, World


def tell(world: World, method_id: int, code: str, failed: str, audience: Audience = Audience.NETWORK) -> int:
    with world.writing() as session:
        card = NewCard(stage=Stage.DROPPED, texts={"failed": failed}, audience=audience)
        return experiences.add(session, world.member(code), method_id, card)


def test_a_method_is_one_result_with_what_was_tried_of_it_under_it(world: World) -> None:
    method = world.method(world.member(LEMVIG), "Tur langs kajen", "Vi går ud og ser.")
    card = tell(world, method.id, TOENDER, "Kajen var lukket.")
    tell(world, method.id, LEMVIG, "Kajen var vores egen.", Audience.OWN)
    world.work()
    page = world.client(world.member(LOLLAND)).page("/soeg?q=kajen")
    assert "1 resultat" in page
    (within,) = page.elements("ul", class_="within")
    assert [a.get("href") for a in within.iter("a")] == [f"/erfaringer/{card}?q=kajen"]
    assert "Erfaring med en metode – Tønder Kommune" in "".join(within.itertext())
    assert "vores egen" not in page
    assert titles(world.client(), "/soeg?q=kajen") == []


def test_methods_are_narrowed_to_by_tab_kind_topic_and_field(world: World) -> None:
    author = world.member(LEMVIG, "Inger Klitmose")
    world.method(author, "Kajvandring", "Langs kajen.", topics=("tomme-boliger", "mobilitet"))
    world.method(author, "Kajskema", "Et skema om kajen.", kind=MethodKind.TOOL)
    world.thread(author, "Kajen i byen")
    world.work()
    client = world.client(world.member(LOLLAND))
    assert sorted(titles(client, "/soeg?q=kajen&type=metoder")) == ["Kajskema", "Kajvandring"]
    for narrowed in ("&slags=redskab", " type:redskab", "&emne=tomme-boliger&slags=redskab"):
        assert titles(client, f"/soeg?q=kajen{narrowed}") == ["Kajskema"]
    for narrowed in ("&emne=mobilitet", "&slags=metode", " type:metode", " emne:mobilitet"):
        assert titles(client, f"/soeg?q=kajen{narrowed}") == ["Kajvandring"]
    assert len(titles(client, "/soeg?q=kajen forfatter:klitmose kommune:lemvig&type=metoder")) == 2
    assert [link for link in client.page("/soeg?q=kajen").links("Redskab") if "slags=redskab" in link]


def test_programs_and_suggestions_know_methods(world: World) -> None:
    world.method(world.member(LEMVIG), "Kajvandring", audience=Audience.PUBLIC)
    world.method(world.member(LEMVIG), "Kajvandring for os selv", audience=Audience.OWN)
    world.work()
    (found,) = world.client().get("/api/v1/search?q=kajvandring&kind=metode").json["results"]
    assert (found["kind"], found["title"]) == ("method", "Kajvandring")
    (suggested,) = world.client().get("/soeg/forslag?q=kajv").json["suggestions"]
    assert (suggested["title"], suggested["context"]) == ("Kajvandring", "Lemvig Kommune")


def test_what_is_like_a_method_is_shown_until_it_is_withdrawn(world: World) -> None:
    author = world.member(LEMVIG)
    method = world.method(author, "Nedrivning af tomme huse", audience=Audience.PUBLIC)
    other = world.method(author, "Nedrivning med tomme huse i ring", audience=Audience.PUBLIC)
    world.method(author, "Nedrivning af tomme huse for os selv", audience=Audience.OWN)
    world.thread(author, "Tomme huse og nedrivning", audience=Audience.PUBLIC)
    world.work()
    visitor = world.client()
    address = f"/metoder/{method.id}/lignende"
    assert visitor.page(method.url).links("Lignende") == [address]
    assert sorted(titles(visitor, address)) == ["Nedrivning med tomme huse i ring", "Tomme huse og nedrivning"]
    with world.writing() as session:
        withdrawing.withdraw(session, author, other.id, "Den holder ikke.")
    assert titles(visitor, address) == ["Tomme huse og nedrivning"]  # also before the index knows of it
    world.work()
    assert titles(visitor, address) == ["Tomme huse og nedrivning"]


def test_the_words_for_a_topic_find_its_methods_below_those_that_hold_the_word(world: World) -> None:
    author = world.member(LEMVIG)
    world.method(author, "Køreplanen på bestilling", "Vi kører, når nogen ringer.", topics=("mobilitet",))
    world.method(author, "Busruter på skoleskemaet", "Busruter om morgenen.", topics=("tomme-boliger",))
    world.work()
    found = titles(world.client(author), "/soeg?q=busruter&type=metoder")
    assert found == ["Busruter på skoleskemaet", "Køreplanen på bestilling"]
