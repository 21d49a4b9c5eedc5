"""Ids of others' methods, cards and requests, put into every form that takes one."""

import pytest

from tests.pages.client import CheckedClient
from tests.rules.crawl import Visit
from tests.rules.posts import METHOD, token_of
from tests.rules.tables import fingerprints
from tests.rules.town import COORDINATOR, MEMBER_B, MEMBERS, PARTNER, READERS, Town
from tests.rules.walk import UNKNOWN, changed

CARD = {"stage": "dropped", "origin": "first", "failed": "Nu står der mine ord.", "audience": "network"}
KEPT = (
    ("/metoder/{}/ret", METHOD | {"version": "2"}),
    ("/metoder/{}/gendan", {"number": "1"}),
    ("/metoder/{}/ejere", {"keepers": ""}),
    ("/metoder/{}/gennemgaaet", {}),
    ("/metoder/{}/traek-tilbage", {"reason": "Nej."}),
    ("/metoder/{}/del-igen", {}),
    ("/metoder/{}/overtag", {}),
    ("/metoder/{}/slet", {}),
    ("/metoder/{}/spoerg-om-lov", {}),
)
READ = (("/metoder/{}/erfaring", CARD), ("/metoder/{}/proev", {"wants": "1"}), ("/metoder/{}/godkend", {"good": "1"}))
OF_CARDS = (("/erfaringer/{}/ret", CARD | {"version": "1"}), ("/erfaringer/{}/slet", {}))


def _sent(client: CheckedClient, path: str, fields: dict[str, str]) -> Visit:
    answer = client.post(path, data=fields)
    return Visit(path, answer.status_code, tuple(answer.headers.items()), answer.text)


@pytest.mark.parametrize("role", MEMBERS)
def test_what_is_not_ones_to_read_cannot_be_changed_or_told_from_nothing(town: Town, role: str) -> None:
    client = town.world.client(town.people[role])
    token = {"csrf_token": token_of(client)}
    before = fingerprints(town.world.engine)
    for audience, readers in READERS.items():
        numbers = [(KEPT, town.drafts[audience].id)] if role not in readers or audience != "own office" else []
        if role not in readers:
            numbers += [(KEPT + READ, town.methods[audience].id)]
            numbers += [(OF_CARDS, town.cards[audience])] if audience in town.cards else []
        for forms, number in numbers:
            for path, fields in forms:
                refused, missing = (_sent(client, path.format(n), fields | token) for n in (number, UNKNOWN))
                assert refused.status == 404, path
                assert refused.likeness() == missing.likeness(), path
    assert changed(before, fingerprints(town.world.engine)) <= {"rate_event"}


@pytest.mark.parametrize("role", [PARTNER, MEMBER_B, COORDINATOR])
def test_what_is_anothers_to_keep_is_read_and_not_changed(town: Town, role: str) -> None:
    client = town.world.client(town.people[role])
    token = {"csrf_token": token_of(client)}
    before = fingerprints(town.world.engine)
    for path, fields in (*KEPT, READ[2]):
        assert _sent(client, path.format(town.methods["network"].id), fields | token).status == 403, path
    for path, fields in OF_CARDS:
        assert _sent(client, path.format(town.cards["network"]), fields | token).status == 403, path
    for path in (f"/metoder/samtykke/{town.source}", f"/notifikationer/{town.notice}"):
        assert _sent(client, path, {"agrees": "1"} | token).status == 404, path
    assert changed(before, fingerprints(town.world.engine)) <= {"rate_event"}
