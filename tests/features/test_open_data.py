"""The public library to take home: all that everyone may read, on which terms, and nothing else."""

import csv
import hashlib
import io
import json
import tracemalloc
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select, update

from network.core.access import Audience
from network.features.library.models import Document
from network.features.methods.models import Licence, Method
from network.features.publishing.models import ArticleKind
from tests.world import LOLLAND, World

CSV, JSON = "/aabne-data/bibliotek.csv", "/aabne-data/bibliotek.json"
TERMS = "/vilkaar-for-data"


def _items(world: World) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads(world.client().get(JSON).data)["items"]
    return items


def _rows(world: World) -> list[dict[str, str]]:
    data = world.client().get(CSV).data
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def test_it_holds_all_that_is_public_and_nothing_else(world: World) -> None:
    author, office = world.member(LOLLAND), world.secretariat()
    for audience in (Audience.PUBLIC, Audience.NETWORK, Audience.OWN):
        world.method(author, f"Metode {audience}", audience=audience)
        world.document(author, f"Dokument {audience}", audience=audience)
        world.plan(author, f"Plan {audience}", audience=audience)
    world.method(author, "Kladde", audience=Audience.PUBLIC, share=False)
    withdrawn = world.document(author, "Trukket tilbage", audience=Audience.PUBLIC)
    with world.writing() as session:
        session.execute(update(Document).where(Document.id == withdrawn.id).values(hidden_at=world.clock()))
    file = world.document(office, "Magasinets fil", audience=Audience.PUBLIC)
    about = {"facts": {"authors": "Ida Holm", "year": "2019"}, "documents": (file.id,)}
    world.article(office, "Magasinet", kind=ArticleKind.PUBLICATION, **about)
    world.article(office, "Senere", kind=ArticleKind.PUBLICATION, publish_at=datetime(2026, 12, 1, tzinfo=UTC), **about)
    world.article(office, "En nyhed")
    wanted = ["Metode public", "Dokument public", "Magasinets fil", "Magasinet", "Plan public"]
    assert [item["title"] for item in _items(world)] == wanted
    assert [row["Titel"] for row in _rows(world)] == wanted
    assert [item["title"] for item in json.loads(world.client(author).get(JSON).data)["items"]] == wanted
    publication = _items(world)[3]
    assert (publication["holder"], publication["year"]) == ("Ida Holm", 2019)
    assert world.client().get(publication["file"]["url"].removeprefix("http://127.0.0.1:8000")).status_code == 302


def test_each_says_on_which_terms_or_whose_it_is(world: World) -> None:
    author = world.member(LOLLAND)
    method = world.method(author, audience=Audience.PUBLIC)
    document = world.document(author, audience=Audience.PUBLIC)
    world.plan(author, audience=Audience.PUBLIC)
    nobody = "Ikke oplyst: Rettighederne ligger hos Lolland Kommune"
    named, unsaid, plan = (row["Vilkår for brug"] for row in _rows(world))
    assert (named, unsaid, plan) == ("Brug den og lav den om; skriv, hvor den kommer fra", nobody, nobody)
    with world.writing() as session:
        session.execute(update(Document).where(Document.id == document.id).values(licence="cc-by"))
        session.execute(update(Method).where(Method.id == method.id).values(licence=Licence.ASK))
    asked, free, _plan = _rows(world)
    assert asked["Vilkår for brug"] == "Spørg os, før du bruger den"
    assert "CC BY 4.0" in free["Vilkår for brug"]
    assert free["Vilkårenes adresse"] == "https://creativecommons.org/licenses/by/4.0/deed.da"


def test_a_documents_fingerprint_is_that_of_its_newest_file(world: World) -> None:
    world.document(world.member(LOLLAND), audience=Audience.PUBLIC)
    (item,) = _items(world)
    file = item["file"]
    assert (file["media_type"], file["size"]) == ("text/plain", 28)
    answer = world.client().get(file["url"].removeprefix("http://127.0.0.1:8000"))
    assert hashlib.sha256(answer.data).hexdigest() == file["sha256"]
    (row,) = _rows(world)
    assert (row["Fra hvem"], row["Kommunekode"]) == ("Lolland Kommune", "0360")
    assert (row["SHA-256"], row["Adresse"]) == (file["sha256"], item["url"])


def test_no_line_runs_in_a_spreadsheet_and_none_breaks_in_two(world: World) -> None:
    world.method(world.member(LOLLAND), '=HYPERLINK("x");"y"', summary="@a\n+b; c", audience=Audience.PUBLIC)
    (row,) = _rows(world)
    assert row["Titel"] == '\'=HYPERLINK("x");"y"'
    assert row["Kort fortalt"].startswith("'@a")
    assert _items(world)[0]["title"] == '=HYPERLINK("x");"y"'


def test_it_is_sent_in_little_memory_however_much_there_is(world: World) -> None:
    author = world.member(LOLLAND)
    world.method(author, audience=Audience.PUBLIC)
    (made,) = world.read(select(Method))
    row = {column.key: getattr(made, column.key) for column in Method.__table__.columns if column.key != "id"}
    with world.writing() as session:
        for start in range(0, 6_000, 2_000):
            session.execute(insert(Method), [row | {"id": 100 + start + number} for number in range(2_000)])
    client = world.app.test_client()
    client.get("/aabne-data")
    for path, headers in ((CSV, {}), (JSON, {}), (JSON, {"Accept-Encoding": "gzip"})):
        tracemalloc.start()
        answer = client.get(path, headers=headers, buffered=False)
        size = sum(len(chunk) for chunk in answer.response)
        answer.close()
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert size > 30_000
        assert peak < 4_000_000


def test_the_page_leads_to_the_files(world: World) -> None:
    page = world.client().page("/aabne-data")
    assert page.links("Hent til regneark (CSV)") == [CSV]
    assert page.links("Hent til programmer (JSON)") == [JSON]
    assert world.client().page("/bibliotek/").links("Biblioteket som data") == ["/aabne-data"]
    assert page.links("Vilkår for åbne data") == [TERMS]
    assert "Titler, korte beskrivelser, emner og adresser må bruges frit" in world.client().page(TERMS).main
    office = world.client(world.secretariat())
    assert office.submit("/sekretariat/sider/data", body="Ring til os først.").location == TERMS
    assert "Ring til os først." in world.client().page(TERMS).main
    assert json.loads(world.client().get(JSON).data)["terms"] == f"http://127.0.0.1:8000{TERMS}"
    for path in (CSV, JSON):
        assert world.client().get(path).headers["Link"] == f'<http://127.0.0.1:8000{TERMS}>; rel="license"'
    openapi = world.client().get("/api/v1/openapi.json").json
    assert openapi["info"]["termsOfService"] == f"http://127.0.0.1:8000{TERMS}"
    assert world.client().get(CSV).headers["Content-Disposition"] == 'attachment; filename="paa-forkant-bibliotek.csv"'
    assert _items(world) == []
    assert _rows(world) == []
