"""Ids of others' plans, put into every form that takes one."""

import pytest

from tests.pages.client import CheckedClient
from tests.rules.crawl import Visit
from tests.rules.posts import PLAN, token_of
from tests.rules.tables import fingerprints
from tests.rules.town import COORDINATOR, MEMBER_B, MEMBERS, MODERATOR, PARTNER, READERS, Town
from tests.rules.walk import UNKNOWN, changed

FORMS = (("/strategiplaner/{}/ret", PLAN | {"version": "1"}), ("/strategiplaner/{}/slet", {}))


def _sent(client: CheckedClient, path: str, fields: dict[str, str]) -> Visit:
    answer = client.post(path, data=fields)
    return Visit(path, answer.status_code, tuple(answer.headers.items()), answer.text)


@pytest.mark.parametrize("role", MEMBERS)
def test_what_is_not_ones_to_read_cannot_be_changed_or_told_from_nothing(town: Town, role: str) -> None:
    client = town.world.client(town.people[role])
    token = {"csrf_token": token_of(client)}
    before = fingerprints(town.world.engine)
    numbers = [plan.id for audience, plan in town.plans.items() if role not in READERS[audience]]
    if town.plan_draft and role not in READERS["own A"]:
        numbers.append(town.plan_draft.id)
    for number in numbers:
        for path, fields in FORMS:
            refused, missing = (_sent(client, path.format(n), fields | token) for n in (number, UNKNOWN))
            assert refused.status == 404, path
            assert refused.likeness() == missing.likeness(), path
    assert changed(before, fingerprints(town.world.engine)) <= {"rate_event"}


@pytest.mark.parametrize("role", [PARTNER, MEMBER_B, COORDINATOR, MODERATOR])
def test_what_is_anothers_is_read_and_not_changed(town: Town, role: str) -> None:
    client = town.world.client(town.people[role])
    token = {"csrf_token": token_of(client)}
    before = fingerprints(town.world.engine)
    for path, fields in FORMS:
        assert _sent(client, path.format(town.plans["network"].id), fields | token).status == 403, path
    assert changed(before, fingerprints(town.world.engine)) <= {"rate_event"}


@pytest.mark.parametrize("role", [MEMBER_B])
def test_what_cannot_be_read_cannot_be_laid_beside_a_plan_or_told_from_nothing(town: Town, role: str) -> None:
    client = town.world.client(town.people[role])
    token = {"csrf_token": token_of(client), "submission": "a1b2c3d4e5f6"}
    before = fingerprints(town.world.engine)
    own = ("own A", "own office")
    for field, path, things in (
        ("documents_analysis", "dokumenter", town.documents),
        ("methods", "metoder", town.methods),
        ("threads", "traade", town.threads),
    ):
        for audience in own:
            secret, missing = f"/{path}/{things[audience].id}", f"/{path}/{UNKNOWN}"
            refused, unknown = (
                _sent(client, "/strategiplaner/ny", PLAN | token | {field: x}) for x in (secret, missing)
            )
            assert refused.status == 422, field
            assert refused.likeness(secret, missing) == unknown.likeness(), field
            titled = PLAN | token | {field: things[audience].title}
            assert _sent(client, "/strategiplaner/ny", titled).status == 422, field
    assert changed(before, fingerprints(town.world.engine)) <= {"rate_event"}
