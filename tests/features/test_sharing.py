"""A thread is passed on by its address, which says who can open it and nothing of what is written there."""

from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from network.core.access import Audience, Role
from network.features.moderation import service as moderation
from network.features.threads.models import Post
from tests.features.test_thread_lists import url_of
from tests.pages.client import Page
from tests.world import LEMVIG, World


def mail_of(page: Page) -> dict[str, str]:
    (link,) = [href for href in page.links("Skriv en mail") if href.startswith("mailto:?")]
    return {name: value for name, (value,) in parse_qs(urlsplit(link).query).items()}


@pytest.mark.parametrize(
    ("audience", "who"),
    [
        (Audience.PUBLIC, "Alle kan læse tråden, også uden at logge ind."),
        (Audience.NETWORK, "Kun medlemmer af netværket kan læse tråden."),
        (Audience.MUNICIPALITIES, "Tråden kan kun læses af kommuner."),
        (Audience.OWN, "Tråden kan kun læses af medlemmer fra Lolland Kommune."),
    ],
)
def test_the_page_gives_the_address_a_mail_and_who_can_open_it(world: World, audience: Audience, who: str) -> None:
    member = world.member()
    thread = world.thread(member, "Hvad koster 100 % asbest & rydning?", "Vi har tre huse.", audience)
    client = world.client(member)
    (path,) = client.page(url_of(thread)).links("Del med en kollega")
    page = client.page(path)
    address = f"{world.app.config['SETTINGS'].base_url}{url_of(thread)}"
    assert page.elements("input", id="address")[0].get("value") == address
    assert who in page.main
    mail = mail_of(page)
    assert mail["subject"] == "Hvad koster 100 % asbest & rydning?"
    assert address in mail["body"]
    assert who in mail["body"]
    assert ("Log ind for at læse den." in mail["body"]) is (audience is not Audience.PUBLIC)
    assert ("Din kollega skal logge ind." in page.main) is (audience is not Audience.PUBLIC)
    assert "Vi har tre huse." not in mail["body"]
    assert "Vi har tre huse." not in page.html


def test_a_visitor_shares_what_everyone_may_read_and_knows_of_nothing_else(world: World) -> None:
    member, visitor = world.member(), world.client()
    shared = world.thread(member, audience=Audience.PUBLIC)
    assert visitor.get(f"/traade/{shared.id}/del").status_code == 200
    assert visitor.get(f"/traade/{world.thread(member).id}/del").status_code == 404


def test_what_is_hidden_is_not_passed_on(world: World) -> None:
    author, moderator = world.member(), world.member(LEMVIG, roles=(Role.MODERATOR,))
    thread = world.thread(author)
    with world.writing() as session:
        moderation.hide(session, moderator, world.read(select(Post.id))[0], "Et navn.")
    client = world.client(author)
    assert client.page(url_of(thread)).links("Del med en kollega") == []
    assert client.get(f"/traade/{thread.id}/del").status_code == 403
