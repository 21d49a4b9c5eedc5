"""A document is described anew, its file replaced, and it is withdrawn: by its owner and the secretariat."""

import io
from datetime import date

import pytest
from sqlalchemy import select

from network.core.access import Actor, Audience
from network.core.audit import AuditEntry
from network.features.library import changes
from network.features.library.models import Document, DocumentVersion
from network.features.notices.models import Notice
from tests.pages.client import CheckedClient, Page, fields_of
from tests.world import LEMVIG, LOLLAND, World


@pytest.fixture
def owner(world: World) -> Actor:
    return world.member(LOLLAND, "Mette Holm")


@pytest.fixture
def document(world: World, owner: Actor) -> Document:
    found = world.document(owner)
    world.work()
    return found


def url_of(document: Document) -> str:
    return f"/dokumenter/{document.id}-{document.slug}"


def replaced(client: CheckedClient, document: Document, content: bytes, name: str = "ny.txt", **more: str) -> Page:
    path = f"/dokumenter/{document.id}/erstat"
    form = fields_of(client.page(path).form(path)) | more
    answer = client.post(path, data=form | {"file": (io.BytesIO(content), name)})
    return client.page(answer.location) if answer.status_code == 303 else Page(answer)


def found(client: CheckedClient, words: str) -> bool:
    return 'class="rows"' in client.page(f"/soeg?q={words}").response.text


# What is said of it


def test_its_owner_says_other_things_of_it_and_search_follows(world: World, owner: Actor, document: Document) -> None:
    client = world.client(owner)
    answer = client.submit(
        f"/dokumenter/{document.id}/ret",
        title="Vejledning i selektiv nedrivning",
        description="Med priser fra **Maribo**.",
        topic="service",
        language="da",
        licence="cc-by",
        review_on="1. marts 2027",
        audience="municipalities",
    )
    page = client.page(client.get(answer.location).location)
    assert page.heading == "Vejledning i selektiv nedrivning"
    for words in ("Maribo", "Dansk", "CC BY 4.0", "1. marts 2027"):
        assert words in page.response.text
    world.work()
    assert found(client, "selektiv")
    assert not found(client, "drejebog")
    assert world.client(world.member("realfonden")).get(page.response.request.path).status_code == 404


def test_the_form_holds_what_was_said(world: World, owner: Actor, document: Document) -> None:
    path = f"/dokumenter/{document.id}/ret"
    said = {"title": document.title, "licence": "cc0", "review_on": "24-12-2026", "language": "sv"}
    world.client(owner).submit(path, **said, audience="own")
    page = world.client(owner).page(path)
    fields = fields_of(page.form(path))
    assert {name: fields[name] for name in said} == said
    assert fields["audience"] == "own"


def test_its_readers_see_when_its_day_has_passed(world: World, owner: Actor, document: Document) -> None:
    world.client(owner).submit(f"/dokumenter/{document.id}/ret", review_on="25-11-2026")
    client = world.client(world.member(LEMVIG))
    assert "set efter igen senest" not in client.page(url_of(document)).main
    world.later(days=2)
    assert "set efter igen senest 25. november 2026" in world.client(world.member(LEMVIG)).page(url_of(document)).main


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"title": "  "}, "titel"),
        ({"title": "x" * 201}, "200"),
        ({"review_on": "31. februar 2027"}, "dag, måned og år"),
        ({"language": "tlh"}, "listen"),
        ({"licence": "min-egen"}, "listen"),
        ({"audience": "own:1"}, "listen"),
        ({"topic": "findes-ikke"}, "listen"),
        ({"description": "010190-4234"}, "CPR"),
    ],
)
def test_what_cannot_be_used_comes_back_with_the_reason(
    world: World, owner: Actor, document: Document, typed: dict[str, str], words: str
) -> None:
    path, written = f"/dokumenter/{document.id}/ret", {"title": "En anden titel", "description": "Andre ord"}
    answer = world.client(owner).submit(path, **(written | typed))
    page = Page(answer)
    assert page.status == 422
    assert words in page.main
    kept = fields_of(page.form(path))
    assert {name: kept[name] for name in written if name not in typed} == {
        name: text for name, text in written.items() if name not in typed
    }
    assert world.read(select(Document.title)) == [document.title]


def test_who_was_slower_gets_both_texts_and_may_then_save(world: World, owner: Actor, document: Document) -> None:
    path = f"/dokumenter/{document.id}/ret"
    slow, quick = world.client(owner), world.client(world.secretariat())
    begun = fields_of(slow.page(path).form(path))
    quick.submit(path, title="Sekretariatets titel", description="Sekretariatets ord")
    answer = slow.post(path, data=begun | {"title": "Mettes titel", "description": "Mettes ord"})
    page = Page(answer)
    assert page.status == 409
    assert "Sekretariatets ord" in page.main
    again = fields_of(page.form(path))
    assert again["description"] == "Mettes ord"
    assert slow.post(path, data=again).status_code == 303
    assert world.read(select(Document.title)) == ["Mettes titel"]


def test_the_secretariat_cannot_give_a_document_to_another_municipality_alone(world: World, document: Document) -> None:
    page = world.client(world.secretariat()).page(f"/dokumenter/{document.id}/ret")
    assert [radio.get("value") for radio in page.elements("input", name="audience")] == [
        "public",
        "network",
        "municipalities",
    ]


# Another file in its place


def test_the_new_file_is_the_one_that_is_found_and_the_old_one_can_still_be_had(
    world: World, owner: Actor, document: Document
) -> None:
    client = world.client(owner)
    before = client.get(f"{url_of(document)}/original").data
    page = replaced(client, document, "Miljøscreening kommer først nu.\n".encode(), "drejebog-2.txt")
    assert page.elements("span", data_text_state="waiting")
    world.work()
    page = client.page(url_of(document))
    assert client.get(f"{url_of(document)}/original").data.startswith("Miljø".encode())
    (old,) = [link for link in page.links("") if "/udgave/" in link]
    answer = client.get(old)
    assert answer.data == before
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert found(client, "miljøscreening")
    assert not found(client, "asbest")
    assert "2, fra" in page.response.text


def test_a_shorter_file_leaves_no_page_of_the_longer_one_behind(world: World, owner: Actor, document: Document) -> None:
    client = world.client(owner)
    replaced(client, document, b"Et\fTo\fTre flagermus\n", "tre.txt")
    world.work()
    assert found(client, "flagermus")
    replaced(client, document, b"Kun en side.\n", "en.txt")
    world.work()
    assert not found(client, "flagermus")
    assert client.get(f"{url_of(document)}/side/3").status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "tom.txt", "Filen er tom"),
        (b"MZ" + bytes(200), "ny.txt", "Programmer"),
        ("Asbest skal fjernes først.\n".encode(), "igen.txt", "har allerede den fil"),
    ],
)
def test_a_file_that_cannot_take_its_place_is_refused_in_words(
    world: World, owner: Actor, document: Document, content: bytes, name: str, words: str
) -> None:
    page = replaced(world.client(owner), document, content, name)
    assert page.status == 422
    assert words in page.main
    assert len(world.read(select(DocumentVersion.id))) == 1


def test_the_same_form_sent_twice_is_one_version(world: World, owner: Actor, document: Document) -> None:
    client, path = world.client(owner), f"/dokumenter/{document.id}/erstat"
    form = fields_of(client.page(path).form(path))
    for _ in range(2):
        assert client.post(path, data=form | {"file": (io.BytesIO(b"Nyt."), "ny.txt")}).status_code == 303
    assert world.read(select(DocumentVersion.number).order_by(DocumentVersion.number)) == [1, 2]


# Withdrawn


def test_what_is_withdrawn_is_gone_for_others_and_the_reason_is_kept(
    world: World, owner: Actor, document: Document
) -> None:
    client = world.client(owner)
    answer = client.submit(f"/dokumenter/{document.id}/traek-tilbage", reason="Tallene var forkerte.")
    assert answer.location == url_of(document)
    page = client.page(answer.location)
    assert "er trukket tilbage" in page
    assert "Taget ud af biblioteket" in page
    assert document.title not in client.page("/bibliotek/").response.text
    world.work()
    for reader in (None, world.member(), world.member(LEMVIG)):
        browser = world.client(reader)
        for path in ("", "/side/1", "/original", "/udgave/1"):
            assert browser.get(url_of(document) + path).status_code == 404
        if reader:
            assert browser.get(f"/dokumenter/{document.id}/ret").status_code == 404
        assert not found(browser, "asbest")
    kept = select(AuditEntry.reason).where(AuditEntry.act == changes.WITHDRAWN)
    assert world.read(kept) == ["Tallene var forkerte."]
    world.worker.rebuild_index()
    assert not found(client, "asbest")


def test_what_is_withdrawn_can_be_shared_again(world: World, owner: Actor, document: Document) -> None:
    world.client(owner).submit(f"/dokumenter/{document.id}/traek-tilbage", reason="Tallene var forkerte.")
    answer = world.client(owner).submit(url_of(document), f"/dokumenter/{document.id}/del-igen")
    assert answer.location == url_of(document)
    world.work()
    reader = world.client(world.member(LEMVIG))
    assert "Taget ud af biblioteket" not in reader.page(url_of(document))
    assert found(reader, "asbest")
    assert document.title in reader.page("/bibliotek/")


def test_whoever_shared_it_is_asked_once_when_the_day_has_come(world: World, owner: Actor, document: Document) -> None:
    world.client(owner).submit(f"/dokumenter/{document.id}/ret", review_on="30-11-2026")
    world.worker.remind()
    assert world.read(select(Notice.id)) == []
    world.later(days=7)
    for _ in range(2):
        world.worker.remind()
    assert world.read(select(Notice.account_id)) == [owner.id]
    page = world.client(owner).page("/notifikationer/")
    assert "Dine dokumenter" in page
    assert document.title in page
    assert world.client(owner).submit("/notifikationer/", "/notifikationer/1").location == url_of(document)
    world.client(owner).submit(f"/dokumenter/{document.id}/ret", review_on="30-11-2027")
    world.worker.remind()
    assert len(world.read(select(Notice.id))) == 1


@pytest.mark.parametrize(("reason", "words"), [("", "hvorfor"), ("x" * 501, "500")])
def test_withdrawing_needs_a_reason_of_some_length(
    world: World, owner: Actor, document: Document, reason: str, words: str
) -> None:
    answer = world.client(owner).submit(f"/dokumenter/{document.id}/traek-tilbage", reason=reason)
    assert answer.status_code == 422
    assert words in Page(answer).main
    assert world.client(owner).get(url_of(document)).status_code == 200


# Who may


@pytest.mark.parametrize("act", ["ret", "erstat", "traek-tilbage"])
def test_others_read_that_they_may_not(world: World, document: Document, act: str) -> None:
    page = world.client(world.member(LOLLAND)).page(f"/dokumenter/{document.id}/{act}")
    assert page.status == 403
    assert "Kun den, der har delt dokumentet, og sekretariatet" in page.main
    assert f"/dokumenter/{document.id}/{act}" not in world.client(world.member(LEMVIG)).page(url_of(document)).main


def test_an_edited_date_is_a_date(world: World, owner: Actor, document: Document) -> None:
    said = changes.Description("Ny titel", "", Audience.NETWORK, review_on="24.12.26")
    with world.writing() as session:
        changes.edit(session, owner, document.id, said, version=1)
    assert world.read(select(Document.review_on)) == [date(2026, 12, 24)]
