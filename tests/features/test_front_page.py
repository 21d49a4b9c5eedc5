"""What editors choose for the front page, and who sees what of it."""

from sqlalchemy import select

from network.core.access import Audience, Role
from network.features.publishing.models import ArticleKind
from network.features.start.models import FrontBlock
from tests.pages.client import Page
from tests.world import LEMVIG, LOLLAND, World

NAMES = ("Nyheder", "Projekter støttet gennem kampagnen", "Relaterede projekter")


def _filled(world: World) -> None:
    office = world.secretariat()
    world.article(office, "Nyt fra kampagnen")
    world.article(office, "Et fremmed projekt", kind=ArticleKind.PROJECT)
    world.article(office, "En kladde", publish=False)
    world.plan(world.member(LOLLAND), "En åben plan", audience=Audience.PUBLIC)
    world.plan(world.member(LOLLAND), "En plan for netværket")


def _blocks(page: Page) -> list[str]:
    return [found for heading in page.elements("h2") if (found := "".join(heading.itertext()).strip()) in NAMES]


def test_visitors_see_what_is_public_with_ways_on_to_all_of_it(world: World) -> None:
    _filled(world)
    page = world.client().page("/")
    assert _blocks(page) == list(NAMES)
    for title in ("Nyt fra kampagnen", "Et fremmed projekt", "En åben plan"):
        assert title in page.main
    for title in ("En kladde", "En plan for netværket"):
        assert title not in page.main
    for path in ("/nyheder/", "/projekter/", "/strategiplaner/"):
        assert page.elements("a", href=path)
    assert page.links("Bliv med i netværket") == ["/bliv-med"]
    assert page.links("Del en metode") == []
    assert "Venter på svar" not in page.main  # there is nothing that they may read
    member = world.client(world.member(LEMVIG)).page("/")
    assert "En plan for netværket" in member.main
    assert member.links("Bliv med i netværket") == []
    assert member.links("Del en metode") == ["/metoder/ny"]


def test_editors_choose_and_order_the_blocks(world: World) -> None:
    _filled(world)
    editor = world.client(world.member(LEMVIG, roles=(Role.EDITOR,)))
    assert editor.page("/").elements("a", href="/forside")
    chosen = {"place_project": "1", "place_news": "2", "show_news": "y", "show_project": "y"}
    form = editor.page("/forside").form("/forside")
    assert len(form.findall(".//{*}select")) == 5
    token = {"csrf_token": form.find(".//{*}input[@name='csrf_token']").get("value")}
    assert editor.post("/forside", data=token | chosen | {"place_event": "17"}).status_code == 422
    places = {"place_event": "3", "place_plan": "4", "place_publication": "5"}
    assert editor.post("/forside", data=token | chosen | places).status_code == 303
    assert _blocks(world.client().page("/")) == ["Relaterede projekter", "Nyheder"]
    assert editor.post("/forside", data=token | places | {"place_news": "1", "place_project": "2"}).status_code == 303
    assert _blocks(world.client().page("/")) == []
    assert set(world.read(select(FrontBlock.place))) == {None}


def test_others_cannot_arrange_it(world: World) -> None:
    member = world.client(world.member())
    assert member.get("/forside").status_code == 403
    assert not member.page("/").elements("a", href="/forside")
    assert world.client().get("/forside").status_code == 303
