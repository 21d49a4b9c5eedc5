"""Ids of others' collections, put into every form that takes one."""

import pytest

from tests.pages.client import CheckedClient
from tests.rules.crawl import Visit
from tests.rules.posts import token_of
from tests.rules.tables import fingerprints
from tests.rules.test_others import forget_attempts
from tests.rules.town import COORDINATOR, MEMBER_A, MEMBER_B, MEMBERS, MODERATOR, PARTNER, READERS, Town
from tests.rules.walk import UNKNOWN, changed

KEPT = (
    ("/samlinger/{}/ret", {"title": "Min nu", "audience": "public", "version": "1"}),
    ("/samlinger/{}/ret", {"title": ""}),
    ("/samlinger/{}/slet", {}),
    ("/samlinger/{}/gendan", {}),
    ("/samlinger/{}/ting", {"move": "1-1"}),
    ("/samlinger/{}/ting", {"remove": "1"}),
    ("/samlinger/{}/ting", {"put_back": "1"}),
    ("/samlinger/{}/ting/1", {"introduction": "Mine ord.", "version": "1"}),
)
READ = (("/samlinger/{}/foelg", {"follow": "1"}), ("/samlinger/{}/foelg", {"follow": "0"}))
OF_THINGS = ("traad", "metode", "dokument", "plan")


def _sent(client: CheckedClient, path: str, fields: dict[str, str]) -> Visit:
    answer = client.post(path, data=fields)
    return Visit(path, answer.status_code, tuple(answer.headers.items()), answer.text)


@pytest.mark.parametrize("role", MEMBERS)
def test_what_is_not_ones_to_read_cannot_be_changed_followed_or_told_from_nothing(town: Town, role: str) -> None:
    client = town.world.client(town.people[role])
    token = {"csrf_token": token_of(client)}
    before = fingerprints(town.world.engine)
    for audience, readers in READERS.items():
        forget_attempts(town)
        numbers = [town.private[audience]] if role not in readers or audience != "own office" else []
        numbers += [town.collections[audience]] if role not in readers else []
        for number in numbers:
            for path, fields in KEPT + READ:
                refused, missing = (_sent(client, path.format(n), fields | token) for n in (number, UNKNOWN))
                assert refused.status == 404, path
                assert refused.likeness() == missing.likeness(), path
    assert changed(before, fingerprints(town.world.engine)) <= {"rate_event"}


@pytest.mark.parametrize("role", [PARTNER, MEMBER_A, MEMBER_B, COORDINATOR, MODERATOR])
def test_what_is_anothers_is_read_and_not_changed(town: Town, role: str) -> None:
    client = town.world.client(town.people[role])
    token = {"csrf_token": token_of(client)}
    forget_attempts(town)
    before = fingerprints(town.world.engine)
    for path, fields in KEPT:
        assert _sent(client, path.format(town.collections["network"]), fields | token).status == 403, path
    into = {"into": str(town.collections["network"])} | token
    assert _sent(client, f"/samlinger/tilfoej/traad/{town.threads['public'].id}", into).status == 403
    into = {"into": str(town.private["public"])} | token
    assert _sent(client, f"/samlinger/tilfoej/traad/{town.threads['public'].id}", into).status == 404
    assert changed(before, fingerprints(town.world.engine)) <= {"rate_event"}


@pytest.mark.parametrize("role", MEMBERS)
def test_nothing_is_put_into_ones_own_that_is_not_ones_to_read(town: Town, role: str) -> None:
    client = town.world.client(town.people[role])
    token = {"csrf_token": token_of(client)}
    before = fingerprints(town.world.engine)
    for audience, readers in READERS.items():
        if role in readers:
            continue
        forget_attempts(town)
        things = (town.threads, town.methods, town.documents, town.plans)
        for word, of_audience in zip(OF_THINGS, things, strict=True):
            if audience not in of_audience:  # municipalities alone write plans
                continue
            number = of_audience[audience].id
            for fields in ({"title": "Min samling", "audience": "private"}, {"into": str(town.own_collection)}):
                paths = (f"/samlinger/tilfoej/{word}/{n}" for n in (number, UNKNOWN))
                refused, missing = (_sent(client, path, fields | token) for path in paths)
                assert refused.status == 404
                assert refused.likeness() == missing.likeness()
    assert changed(before, fingerprints(town.world.engine)) <= {"rate_event"}


def test_items_of_another_collection_are_not_moved_through_ones_own(town: Town) -> None:
    client = town.world.client(town.people[MEMBER_A])
    token = {"csrf_token": token_of(client)}
    before = fingerprints(town.world.engine)
    item = town.items["network"]
    for fields in ({"move": f"{item}-1"}, {"remove": str(item)}, {"put_back": str(item)}, {"move": "x-1"}, {}):
        assert _sent(client, f"/samlinger/{town.own_collection}/ting", fields | token).status == 404, fields
    assert fingerprints(town.world.engine) == before
