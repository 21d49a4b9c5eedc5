"""The package for the case system: whole, readable without the network, with nothing that is not its reader's."""

import io
import json
import zipfile
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from network.core.access import Actor, Audience
from network.core.audit import AuditEntry
from network.features.casefile import gathering
from network.features.casefile.names import MAX_NAME, Names, safe_name
from network.features.collections import items
from network.features.collections import service as collections
from network.features.collections.kinds import NAMED
from network.features.collections.service import Said
from network.features.experiences import service as experiences
from network.features.experiences.models import Stage
from network.features.experiences.service import NewCard
from network.features.moderation import service as moderation
from network.features.plans.entry import Step
from network.features.plans.models import Phase, Progress
from network.features.summaries import service as summaries
from network.features.threads import service as forum
from network.features.threads.models import Post
from tests.rules.test_statements import counted
from tests.world import LEMVIG, LOLLAND, World

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cf500f0003860180"
    "5a34a3070000000049454e44ae426082"
)


def _fetched(world: World, actor: Actor, path: str) -> zipfile.ZipFile:
    answer = world.client(actor).submit(path, path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Cache-Control"] == "no-store"
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    assert archive.testzip() is None
    return archive


def _texts(archive: zipfile.ZipFile) -> str:
    return "\n".join(
        [*archive.namelist(), *(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())]
    )


def _everything(world: World, owner: Actor) -> int:
    """A collection with a thread that has a file and a picture, a method with experience, and a document."""
    thread = world.thread(owner, "Hvad koster en nedrivning?", "Vi har tre huse.")
    file, picture = world.upload(owner, "Budget æøå.txt", b"Fire millioner.\n"), world.upload(owner, "grund.png", PNG)
    with world.writing() as session:
        body = f"Se [budgettet](/filer/{file}/budget.txt) og [emnet](/emner/tomme-boliger).\n\n"
        body += f"![Grunden](/filer/{picture}/grund.png)"
        reply = forum.reply(session, owner, thread.id, body, attachments=(file, picture))
        forum.mark_best(session, owner, reply, best=True)
        summaries.write(session, owner, thread.id, body="Kort sagt: 85.000 kr.", number=0)
    document = world.document(owner, "Drejebog for nedrivning", name="drejebog.txt")
    method = world.method(owner, "Naboer holder øje", steps="1. Ring **først**.", documents=(document.id,))
    plan = world.plan(
        owner,
        "Kysten og baglandet",
        texts={"challenge": "Skolen lukker **nu**."},
        grant=400_000,
        documents={document.id: Phase.ANALYSIS},
        methods=(method.id,),
        steps={Phase.ANALYSIS: Step(Progress.DONE, "2026-01", "2026-04")},
    )
    with world.writing() as session:
        card = NewCard(stage=Stage.DROPPED, year=2025, cost=85000, texts={"failed": "Det regnede."})
        experiences.add(session, owner, method.id, card)
        number = collections.make(session, owner, Said("Til udvalget", "Begynd her.", "network"))
        for kind, thing in (("thread", thread.id), ("method", method.id), ("document", document.id), ("plan", plan.id)):
            item = items.add(session, owner, number, NAMED[kind], thing)
        items.introduce(session, owner, number, item, "Den korte udgave.", version=1)
    return number


def test_a_collection_is_one_zip_with_pages_files_and_data(world: World) -> None:
    owner, reader = world.member(LOLLAND, "Mette Holm"), world.member(LEMVIG, "Niels Ebeltoft")
    number = _everything(world, owner)
    archive = _fetched(world, reader, f"/journal/samling/{number}")
    assert set(archive.namelist()) == {
        "indhold.html",
        "dele/01 Hvad koster en nedrivning-.html",
        "dele/02 Naboer holder øje.html",
        "dele/04 Kysten og baglandet.html",
        "data.json",
        "filer/Budget æøå.txt",
        "filer/grund.png",
        "filer/drejebog.txt",
    }
    assert archive.read("filer/Budget æøå.txt") == b"Fire millioner.\n"
    assert archive.read("filer/grund.png") == PNG
    index = archive.read("indhold.html").decode()
    for words in ("Til udvalget", "Begynd her.", "Den korte udgave.", "Mette Holm", "Niels Ebeltoft, Lemvig Kommune"):
        assert words in index
    assert 'href="dele/02%20Naboer%20holder%20%C3%B8je.html"' in index
    thread = archive.read("dele/01 Hvad koster en nedrivning-.html").decode()
    assert 'href="../filer/Budget%20%C3%A6%C3%B8%C3%A5.txt"' in thread
    assert 'src="../filer/grund.png"' in thread
    assert 'href="http://' in thread
    assert "Kort sagt: 85.000 kr." in thread
    assert "Lolland Kommune</strong> (0360)" in thread
    method = archive.read("dele/02 Naboer holder øje.html").decode()
    for words in ("<strong>først</strong>", "Det regnede.", "85.000", 'href="../filer/drejebog.txt"'):
        assert words in method
    plan = archive.read("dele/04 Kysten og baglandet.html").decode()
    for words in (
        "<strong>nu</strong>",
        "400.000 kr.",
        "Analyse: Færdig",
        'href="../filer/drejebog.txt"',
        "/metoder/1-",
    ):
        assert words in plan
    for page in (index, thread, method, plan):
        assert "<script" not in page
        assert 'src="/' not in page
        assert 'href="/' not in page
        assert page.startswith("<!doctype html>")
        assert '<meta charset="utf-8">' in page
    data = json.loads(archive.read("data.json"))
    assert [entry["kind"] for entry in data["entries"]] == ["thread", "method", "document", "plan"]
    assert data["audience"] == "network"
    posts = data["entries"][0]["posts"]
    assert posts[1]["by"] == {
        "name": "Mette Holm",
        "title": "planlægger",
        "organisation": "Lolland Kommune",
        "municipality_code": "0360",
    }
    assert posts[1]["best_reply"] is True
    assert datetime.fromisoformat(posts[1]["created_at"]).utcoffset() is not None
    assert posts[1]["files"][0]["path"] == "filer/Budget æøå.txt"
    assert data["entries"][1]["experience"][0]["cost"] == 85000
    assert data["entries"][3]["phases"]["analysis"] == {"progress": "done", "begins": "2026-01", "ends": "2026-04"}
    assert data["entries"][3]["grant"] == 400_000
    assert world.read(select(AuditEntry.subject).where(AuditEntry.act == "export-casefile")) == [f"collection:{number}"]


ALONE = {
    "traad": "/traade/1-hvad-koster-en-nedrivning",
    "metode": "/metoder/1-naboer-holder-oeje",
    "plan": "/strategiplaner/1-kysten-og-baglandet",
}


@pytest.mark.parametrize("word", ALONE)
def test_a_thread_a_method_and_a_plan_are_fetched_alone_too(world: World, word: str) -> None:
    owner = world.member(LOLLAND)
    _everything(world, owner)
    page = world.client(owner).page(ALONE[word])
    assert f"/journal/{word}/1" in page.html
    archive = _fetched(world, owner, f"/journal/{word}/1")
    assert "indhold.html" in archive.namelist()
    index = archive.read("indhold.html").decode()
    assert 'href="filer/' in index
    assert "dele/" not in "".join(archive.namelist())


def test_what_its_reader_may_not_see_is_not_in_it(world: World) -> None:
    owner, other = world.member(LOLLAND), world.member(LEMVIG)
    number = _everything(world, owner)
    secret = world.thread(owner, "Den hemmelige sag", "Fortroligt.", Audience.OWN)
    file = world.upload(owner, "hemmeligt.txt", b"Hemmeligt indhold.\n")
    with world.writing() as session:
        forum.reply(session, owner, secret.id, "Se bilaget.", attachments=(file,))
        item = items.add(session, owner, number, NAMED["thread"], secret.id)
        items.introduce(session, owner, number, item, "Om det fortrolige.", version=1)
        card = NewCard(stage=Stage.DROPPED, texts={"failed": "Fortrolig fejl."}, audience=Audience.OWN)
        experiences.add(session, owner, 1, card)
    theirs, own = (_texts(_fetched(world, who, f"/journal/samling/{number}")) for who in (other, owner))
    for words in ("hemmelig", "ortrolig"):
        assert words not in theirs
        assert words in own
    assert world.client(other).get(f"/journal/traad/{secret.id}").status_code == 404


def test_hidden_names_stay_hidden_whoever_fetches_it(world: World) -> None:
    for code in ("0773", "0810", "0813", "0825"):
        world.member(code)
    writer, asker = world.member("0849", "Ida Hemmelig"), world.member(LOLLAND)
    thread = world.thread(asker)
    with world.writing() as session:
        forum.reply(session, writer, thread.id, "Vi gav op.", hide_name=True)
        summaries.write(session, writer, thread.id, body="Kort: opgivet.", number=0)
    for who in (asker, writer, world.secretariat()):
        archive = _fetched(world, who, f"/journal/traad/{thread.id}")
        posts = json.loads(archive.read("data.json"))["entries"][0]["posts"]
        assert posts[1]["by"] == {
            "name": None,
            "title": None,
            "organisation": "en landkommune i Region Nordjylland",
            "municipality_code": None,
        }
        texts = _texts(archive)
        assert "en landkommune i Region Nordjylland" in texts
        said = texts.replace("af Ida Hemmelig, Jammerbugt Kommune", "")  # who fetched it
        if who.id != writer.id:
            assert "Ida Hemmelig" not in said
            assert "Jammerbugt" not in said
            assert "0849" not in said
        else:
            assert "Ida Hemmelig" not in archive.read("indhold.html").decode().rpartition('<div class="about">')[0]


def test_what_a_moderator_has_hidden_is_not_in_it_whoever_fetches_it(world: World) -> None:
    owner, moderator = world.member(LOLLAND), world.secretariat()
    thread = world.thread(owner)
    file = world.upload(owner, "navne.txt", b"Navne paa borgere.\n")
    with world.writing() as session:
        reply = forum.reply(session, owner, thread.id, "Borgeren hedder Ole.", attachments=(file,))
        moderation.hide(session, moderator, reply, "Et navn.")
    for who in (owner, moderator, world.member(LEMVIG)):
        texts = _texts(_fetched(world, who, f"/journal/traad/{thread.id}"))
        assert "Ole" not in texts
        assert "navne.txt" not in texts
        assert "Indlægget er skjult af en moderator" in texts
    with world.writing() as session:
        first = session.scalars(select(Post.id).where(Post.position == 1)).one()
        moderation.hide(session, moderator, first, "Hele sagen.")
    assert world.client(owner).get(f"/journal/traad/{thread.id}").status_code == 403
    assert world.client(world.member()).get(f"/journal/traad/{thread.id}").status_code == 404


def test_too_much_is_refused_with_the_reason(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = world.member()
    number = _everything(world, owner)
    path = f"/journal/samling/{number}"
    monkeypatch.setattr(gathering, "MOST_POSTS", 1)
    answer = world.client(owner).submit(path, path)
    assert answer.status_code == 422
    assert "Der er 2 indlæg i den" in answer.text
    monkeypatch.setattr(gathering, "MOST_POSTS", 9)
    monkeypatch.setattr(gathering, "MOST_BYTES", 10)
    assert "Filerne fylder 1 MB tilsammen" in world.client(owner).submit(path, path).text
    assert world.read(select(AuditEntry.id).where(AuditEntry.act == "export-casefile")) == []


def test_a_file_that_is_lost_is_named_and_the_rest_is_there(world: World) -> None:
    owner = world.member()
    document = world.document(owner, "Tabt", name="tabt.txt", content=b"Tabt.\n")
    method = world.method(owner, documents=(document.id,))
    for key in world.app.ports.files.keys():  # noqa: SIM118 -- no dictionary
        world.app.ports.files.delete(key)
    archive = _fetched(world, owner, f"/journal/metode/{method.id}")
    assert archive.read("mangler.txt").decode() == "filer/tabt.txt"


def test_a_package_costs_as_many_statements_for_much_as_for_little(world: World) -> None:
    owner = world.member()
    number = _everything(world, owner)
    path, client = f"/journal/samling/{number}", world.client(owner)
    costs = []
    for _ in range(3):
        client.page(path)
        with counted(world) as kinds:
            assert client.submit(path, path).status_code == 200
        costs.append(kinds["SELECT"])
        thread, method = world.thread(owner), world.method(owner)
        document = world.document(owner)
        plan = world.plan(owner, documents={document.id: Phase.STRATEGY})
        world.reply(owner, thread)
        with world.writing() as session:
            for kind, thing in (
                ("thread", thread.id),
                ("method", method.id),
                ("document", document.id),
                ("plan", plan.id),
            ):
                items.add(session, owner, number, NAMED[kind], thing)
    assert costs == [costs[0]] * 3


def test_a_picture_that_is_not_in_it_is_fetched_from_nowhere(world: World) -> None:
    owner = world.member()
    thread = world.thread(owner)
    with world.writing() as session:
        html = '<p><img src="/filer/77/x.png" alt="Et billede"> <a href="/filer/77/x.png">fil</a></p>'
        session.execute(update(Post).values(html=html))
    page = _fetched(world, owner, f"/journal/traad/{thread.id}").read("indhold.html").decode()
    assert "src=" not in page
    assert 'alt="Et billede"' in page


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Referat 1/2: æøå?.pdf", "Referat 1-2- æøå-.pdf"),
        ("con.txt", "_con.txt"),
        ("COM¹", "_COM¹"),
        ("aux .docx", "_aux.docx"),
        ("../../etc/passwd", "-.-etc-passwd"),
        ("budget.xlsx.", "budget.xlsx"),
        ("  ", "fil"),
        ("a\0b\x1f.txt", "a-b-.txt"),
        ("gpj.\u202ecod.exe", "gpj.cod.exe"),
        ("😀" * 300 + ".pdf", "😀" * 50 + ".pdf"),
    ],
)
def test_names_can_be_unpacked_on_every_machine(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.lists(st.text(max_size=200), max_size=12))
def test_no_two_files_have_one_name_and_none_is_refused(names: list[str]) -> None:
    folder = Names("filer")
    paths = [folder.path(name) for name in names]
    assert len({path.casefold() for path in paths}) == len(paths)
    assert all(len(path.removeprefix("filer/").encode()) <= 255 for path in paths)
    for path in paths:
        name = path.removeprefix("filer/")
        assert 0 < len(name) <= MAX_NAME
        assert not set(name) & set('<>:"/\\|?*')
        assert name == name.strip(" .")
        assert name.isprintable() or any(not c.isprintable() and ord(c) > 127 for c in name)
