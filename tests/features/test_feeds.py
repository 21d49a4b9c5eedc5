"""What programs read: feeds, the sitemap, and what a page says of itself: what is public, and no more."""

import tracemalloc
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from sqlalchemy import insert, select

from network.core.access import Audience
from network.features.publishing.models import Article, ArticleKind
from tests.world import LOLLAND, World

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def _parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 -- our own


def _titles(world: World, path: str = "/feed") -> list[str]:
    root = _parsed(world.client().get(path).text)
    return [entry.findtext(f"{ATOM}title") or "" for entry in root.findall(f"{ATOM}entry")]


def test_a_feed_holds_what_is_out_and_is_whole(world: World) -> None:
    office = world.secretariat()
    world.article(office, 'Æbler & <pærer> "nu"', body="Se [her](/traade/1-x) & der.")
    world.later(hours=1)
    world.event(office, "Et møde")
    world.article(office, "Et projekt", kind=ArticleKind.PROJECT)
    world.article(office, "En kladde", publish=False)
    world.article(office, "Planlagt", publish_at=datetime(2026, 12, 1, 8, tzinfo=UTC))
    answer = world.client(world.secretariat()).get("/feed")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    root = _parsed(answer.text)
    assert [root.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated")] == [
        "http://127.0.0.1:8000/feed",
        "På forkant",
        "2026-11-23T13:00:00Z",
    ]
    entries = root.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Et møde", 'Æbler & <pærer> "nu"']
    news = entries[1]
    for name in ("id", "title", "updated", "published", "summary", "content"):
        assert news.findtext(f"{ATOM}{name}"), name
    assert news.findtext(f"{ATOM}id") == "tag:127.0.0.1,2026:news-1"
    link = news.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == "http://127.0.0.1:8000/nyheder/1-aebler-paerer-nu"
    assert _titles(world, "/feed/projekter") == ["Et projekt"]
    assert _titles(world, "/feed/nyheder") == ['Æbler & <pærer> "nu"']
    assert _titles(world, "/feed/udgivelser") == []


def test_a_feed_that_has_not_changed_is_not_sent_again_and_one_that_has_is(world: World) -> None:
    office = world.secretariat()
    world.article(office, "Det nye")
    world.article(office, "Det senere", publish_at=datetime(2026, 12, 1, 8, tzinfo=UTC))
    first = world.client().get("/feed")
    headers = {"If-None-Match": first.headers["ETag"]}
    assert world.client().get("/feed", headers=headers).status_code == 304
    world.clock.now = datetime(2026, 12, 1, 8, 0, 1, tzinfo=UTC)
    assert world.client().get("/feed", headers=headers).status_code == 200
    assert _titles(world) == ["Det senere", "Det nye"]


def _addresses(world: World) -> list[str]:
    index = _parsed(world.client().get("/sitemap.xml").text)
    found: list[str] = []
    for part in index.iter(f"{MAP}loc"):
        text = world.client().get((part.text or "").removeprefix("http://127.0.0.1:8000")).text
        found += [(loc.text or "").removeprefix("http://127.0.0.1:8000") for loc in _parsed(text).iter(f"{MAP}loc")]
    return found


def test_the_sitemap_leads_to_all_that_is_public_and_nothing_else(world: World) -> None:
    author, office = world.member(LOLLAND), world.secretariat()
    kept = []
    for audience in (Audience.PUBLIC, Audience.NETWORK, Audience.OWN):
        thread = world.thread(author, f"Tråd {audience}", audience=audience)
        document = world.document(author, f"Dokument {audience}", audience=audience)
        urls = [f"/traade/{thread.id}-{thread.slug}", f"/dokumenter/{document.id}-{document.slug}"]
        urls += [world.method(author, f"Metode {audience}", audience=audience).url]
        urls += [world.plan(author, f"Plan {audience}", audience=audience).url]
        kept += urls if audience is Audience.PUBLIC else []
    kept += [world.article(office, "Nyt").url, world.event(office).url]
    world.article(office, "En kladde", publish=False)
    world.article(office, "Planlagt", publish_at=datetime(2026, 12, 1, 8, tzinfo=UTC))
    world.plan(author, "Et udkast", share=False)
    found = _addresses(world)
    assert set(kept) <= set(found)
    assert len(found) == len(set(found))
    things = [path for path in found if any(character.isdigit() for character in path)]
    assert sorted(things) == sorted(kept)
    visitor = world.client()
    assert {path: status for path in found if (status := visitor.get(path).status_code) != 200} == {}
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in visitor.get("/robots.txt").text


def test_a_sitemap_of_a_hundred_thousand_is_written_in_little_memory(world: World) -> None:
    row = {"kind": "news", "state": "published", "title": "Nyt", "slug": "nyt", "lead": "", "facts": {}, "number": 1}
    row |= {"markdown": "", "html": "", "plain": "", "audience_term": "public", "published_at": world.clock()}
    row |= {"created_at": world.clock(), "changed_at": world.clock()}
    with world.writing() as session:
        for start in range(0, 100_000, 5_000):
            session.execute(insert(Article), [row | {"id": start + number} for number in range(1, 5_001)])
    client = world.app.test_client()
    assert client.get("/sitemap.xml").text.count("/sitemap/udgivet-") == 2
    counted = 0
    client.get("/sitemap/udgivet-3.xml")
    tracemalloc.start()
    for number in (1, 2):
        answer = client.get(f"/sitemap/udgivet-{number}.xml", buffered=False)
        counted += sum(chunk.count(b"<loc>") for chunk in answer.response)
        answer.close()
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert counted == 100_000
    assert peak < 6_000_000


@pytest.mark.parametrize("path", ["/", "/nyheder/", "/om"])
def test_a_page_says_its_one_address_and_what_it_is_about(world: World, path: str) -> None:
    page = world.client().page(path)
    (canonical,) = page.elements("link", rel="canonical")
    assert canonical.get("href") == f"http://127.0.0.1:8000{path}"
    said = {meta.get("property"): meta.get("content") for meta in page.elements("meta") if meta.get("property")}
    assert said["og:url"] == f"http://127.0.0.1:8000{path}"
    assert said["og:title"] == "".join(page.elements("h1")[0].itertext()).strip()
    assert len(said["og:description"]) > 20
    assert not world.client(world.member()).page(path).elements("link", rel="canonical")


def test_an_article_is_shared_with_its_own_words(world: World) -> None:
    article = world.article(world.secretariat(), 'Et "godt" <nyt> & mere', lead='Det er "sådan" <her>.')
    page = world.client().page(article.url)
    said = {meta.get("property"): meta.get("content") for meta in page.elements("meta") if meta.get("property")}
    assert (said["og:title"], said["og:description"]) == ('Et "godt" <nyt> & mere', 'Det er "sådan" <her>.')
    assert said["og:type"] == "article"


def test_what_is_not_there_says_nothing_of_itself(world: World) -> None:
    for path in ("/nyheder/999999-x", "/findes-ikke"):
        text = world.client().get(path).text
        assert "canonical" not in text
        assert "og:" not in text
    assert not world.client().page("/traade/?type=spoergsmaal").elements("link", rel="canonical")
    assert world.read(select(Article.id)) == []
