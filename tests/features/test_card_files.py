"""Files of experience cards: sent with the card's form, read by whoever may read the card, found by what is in them."""

import io
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select

from network.core.access import Audience
from network.features.attachments.models import Attachment
from network.features.experiences import service as experiences
from network.features.experiences.models import Stage
from network.features.experiences.service import NewCard
from network.features.library.models import StoredFile
from tests.pages.client import CheckedClient, Page, fields_of
from tests.world import LEMVIG, LOLLAND, World

BUDGET = ("budget.txt", b"Kranen kostede ottetusind kroner om dagen.\n")
PLAN = ("plan.txt", b"Et udkast til tidsplanen.\n")


def sent(*files: tuple[str, bytes]) -> dict[str, Any]:
    return {"file": [(io.BytesIO(content), name) for name, content in files]}


def tell(client: CheckedClient, method_id: int, *files: tuple[str, bytes], **changes: Any) -> Any:
    path = f"/metoder/{method_id}/erfaring"
    given = {"stage": "carried_out", "failed": "Kranen kom for sent.", **changes}
    return client.submit(path, path, **given, **sent(*files))


def found(client: CheckedClient, words: str) -> str:
    return client.page(f"/soeg?q={words}").main


def test_a_file_is_sent_with_the_card_and_read_and_found_by_others(world: World) -> None:
    teller, reader = world.member(LOLLAND), world.client(world.member(LEMVIG))
    method = world.method(world.member(LEMVIG))
    answer = tell(world.client(teller), method.id, BUDGET)
    assert answer.status_code == 303
    page = reader.page(answer.location)
    [link] = page.links("budget.txt")
    assert reader.get(link).data == BUDGET[1]
    world.worker.drain()
    hits = reader.page("/soeg?q=ottetusind")
    assert "budget.txt" in hits.main
    assert any(urlsplit(link).path == answer.location for link in hits.links("budget.txt"))


def test_a_file_is_as_closed_as_its_card(world: World) -> None:
    teller = world.member(LOLLAND)
    method = world.method(world.member(LEMVIG))
    answer = tell(world.client(teller), method.id, BUDGET, audience="own")
    [link] = world.client(teller).page(answer.location).links("budget.txt")
    world.worker.drain()
    for outsider in (world.client(world.member(LEMVIG)), world.client()):
        assert outsider.get(link).status_code == 404
        assert "budget.txt" not in found(outsider, "ottetusind")
    colleague = world.client(world.member(LOLLAND))
    assert colleague.get(link).status_code == 200
    assert "budget.txt" in found(colleague, "ottetusind")


def test_what_is_attached_stays_when_the_form_comes_back(world: World) -> None:
    client = world.client(world.member(LOLLAND))
    method = world.method(world.member(LEMVIG))
    path = f"/metoder/{method.id}/erfaring"
    back = tell(client, method.id, BUDGET, failed="", year="i fjor")
    assert back.status_code == 422
    page = Page(back)
    assert "budget.txt" in page.main
    fields = fields_of(page.form(path)) | {"failed": "Kranen kom for sent.", "year": "2025"}
    saved = client.post(path, data=fields)
    assert saved.status_code == 303
    assert client.page(saved.location).links("budget.txt")
    assert len(world.read(select(Attachment.id))) == 1


def test_attaching_shows_the_form_again_and_saves_nothing(world: World) -> None:
    client = world.client(world.member(LOLLAND))
    method = world.method(world.member(LEMVIG))
    path = f"/metoder/{method.id}/erfaring"
    page = Page(client.submit(path, path, attach="1", worked="Naboerne hjalp.", **sent(BUDGET)))
    assert page.status == 200
    assert fields_of(page.form(path))["worked"] == "Naboerne hjalp."
    assert "budget.txt" in page.main
    assert "Ingen erfaringer" not in page.main


def test_a_file_that_cannot_be_used_is_refused_by_name_and_the_words_stay(world: World) -> None:
    client = world.client(world.member(LOLLAND))
    method = world.method(world.member(LEMVIG))
    back = tell(client, method.id, ("virus.exe", b"MZ\x90\x00"))
    page = Page(back)
    assert back.status_code == 422
    assert "virus.exe:" in page.main
    assert "Kranen kom for sent." in page.main


def test_files_are_changed_with_the_card(world: World) -> None:
    teller = world.member(LOLLAND)
    client = world.client(teller)
    method = world.method(world.member(LEMVIG))
    location = tell(client, method.id, BUDGET).location
    world.worker.drain()
    [old] = client.page(location).links("budget.txt")
    path = f"{location}/ret"
    [number] = world.read(select(Attachment.id))
    answer = client.submit(path, path, detach=str(number), **sent(PLAN))
    assert answer.status_code == 303
    page = client.page(location)
    assert page.links("plan.txt")
    assert not page.links("budget.txt")
    assert client.get(old).status_code == 404
    world.worker.drain()
    assert "budget.txt" not in found(client, "ottetusind")
    assert "plan.txt" in found(client, "tidsplanen")


def test_files_go_with_their_card_from_the_index_and_after_a_week_from_the_store(world: World) -> None:
    teller = world.member(LOLLAND)
    client = world.client(teller)
    method = world.method(world.member(LEMVIG))
    location = tell(client, method.id, BUDGET).location
    [link] = client.page(location).links("budget.txt")
    world.worker.drain()
    held = set(world.app.ports.search.versions())
    assert client.submit(location, f"{location}/slet").status_code == 303
    world.worker.drain()
    assert len(held - set(world.app.ports.search.versions())) == 3  # the card, the file and its page
    assert client.get(link).status_code == 404
    world.clock.now += timedelta(days=8)
    world.worker.tidy()
    world.worker.tidy()
    assert world.read(select(Attachment.id)) == []
    assert world.read(select(StoredFile.key)) == []


def test_another_members_waiting_file_cannot_be_taken(world: World) -> None:
    other, teller = world.member(LEMVIG), world.member(LOLLAND)
    method = world.method(other)
    foreign = world.upload(other)
    client = world.client(teller)
    answer = tell(client, method.id, attachments=str(foreign))
    assert not client.page(answer.location).links("notat.txt")
    assert world.read(select(Attachment.card_id)) == [None]


def test_a_file_stays_with_a_card_whose_method_narrows(world: World) -> None:
    """The card reaches no more than its method; neither does what it holds."""
    owner, teller = world.member(LEMVIG), world.member(LOLLAND)
    method = world.method(owner, audience=Audience.PUBLIC)
    with world.writing() as session:
        number = world.upload(teller, *BUDGET)
        card = NewCard(stage=Stage.CARRIED_OUT, texts={"failed": "Kranen."}, audience=Audience.PUBLIC, files=(number,))
        experiences.add(session, teller, method.id, card)
    world.worker.drain()
    assert "budget.txt" in found(world.client(), "ottetusind")
