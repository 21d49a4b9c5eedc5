"""Ids of what is not out, and of others' to change, put into every form that takes one."""

import pytest

from tests.pages.client import CheckedClient
from tests.rules.crawl import Visit
from tests.rules.posts import ARTICLE, token_of
from tests.rules.tables import fingerprints
from tests.rules.town import COORDINATOR, MEMBER_B, MEMBERS, MODERATOR, PARTNER, SECRETARIAT, Town
from tests.rules.walk import UNKNOWN, changed

FORMS = (
    ("/nyheder/{}/ret", ARTICLE | {"version": "1"}),
    ("/nyheder/{}/ret", ARTICLE | {"preview": "1"}),
    ("/nyheder/{}/traek-tilbage", {}),
    ("/nyheder/{}/slet", {}),
)


def _sent(client: CheckedClient, path: str, fields: dict[str, str]) -> Visit:
    answer = client.post(path, data=fields)
    return Visit(path, answer.status_code, tuple(answer.headers.items()), answer.text)


@pytest.mark.parametrize("role", [role for role in MEMBERS if role != SECRETARIAT])
def test_what_is_not_out_cannot_be_changed_or_told_from_nothing(town: Town, role: str) -> None:
    client = town.world.client(town.people[role])
    token = {"csrf_token": token_of(client)}
    before = fingerprints(town.world.engine)
    for name in ("draft", "planned", "withdrawn"):
        for path, fields in FORMS:
            numbers = (town.articles[name].id, UNKNOWN)
            refused, missing = (_sent(client, path.format(number), fields | token) for number in numbers)
            assert refused.status == 404, path
            assert refused.likeness() == missing.likeness(), path
    assert changed(before, fingerprints(town.world.engine)) <= {"rate_event"}


@pytest.mark.parametrize("role", [PARTNER, MEMBER_B, COORDINATOR, MODERATOR])
def test_what_is_out_is_read_and_not_changed(town: Town, role: str) -> None:
    client = town.world.client(town.people[role])
    token = {"csrf_token": token_of(client)}
    before = fingerprints(town.world.engine)
    for path, fields in (*FORMS, ("/nyheder/ny", ARTICLE), ("/projekter/ny", ARTICLE)):
        assert _sent(client, path.format(town.articles["out"].id), fields | token).status == 403, path
    assert changed(before, fingerprints(town.world.engine)) <= {"rate_event"}
