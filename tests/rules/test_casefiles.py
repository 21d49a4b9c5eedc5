"""Packages hold what their reader may see, and no package tells that something is there that is not theirs."""

import io
import zipfile

import pytest
from sqlalchemy import select

from network.features.collections.models import Collection
from tests.rules.crawl import Visit
from tests.rules.leaks import MASKED, seen
from tests.rules.posts import token_of
from tests.rules.test_others import forget_attempts
from tests.rules.town import MEMBERS, PLAN_KINDS, READERS, Town, word
from tests.rules.walk import UNKNOWN


def _unpacked(path: str, content: bytes) -> Visit:
    """All that stands in a package, as one page."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    texts = [*archive.namelist(), *(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())]
    return Visit(path, 200, (), "\n".join(texts))


def _paths(town: Town) -> list[str]:
    """Everything that a package can be made of."""
    numbers = town.world.read(select(Collection.id))
    threads = [*(thread.id for thread in town.threads.values()), town.masked_thread.id, town.call.id]
    return [
        *(f"/journal/samling/{number}" for number in numbers),
        *(f"/journal/traad/{number}" for number in (*threads, town.hidden_thread.id)),
        *(f"/journal/metode/{method.id}" for method in (*town.methods.values(), *town.drafts.values())),
        *(f"/journal/plan/{plan.id}" for plan in town.plans.values()),
    ]


@pytest.mark.parametrize("role", MEMBERS)
def test_no_package_holds_what_is_not_its_readers(town: Town, role: str) -> None:
    client = town.world.client(town.people[role])
    token, fetched = {"csrf_token": token_of(client)}, []
    for path in _paths(town):
        forget_attempts(town)
        answer = client.post(path, data=token)
        assert answer.status_code in (200, 403, 404), path
        if answer.status_code == 200:
            fetched.append(_unpacked(path, answer.data))
    assert list(seen(role, fetched, town.canaries)) == []
    everything = "\n".join(page.received for page in fetched)
    assert [text for text in MASKED if text in everything] == []
    theirs = [word(audience, kind) for audience, readers in READERS.items() if role in readers for kind in HELD]
    theirs += [word(audience, kind) for audience in town.plans if role in READERS[audience] for kind in PLAN_KINDS]
    assert theirs
    assert [text for text in theirs if text not in everything] == []
    assert not [text for text in ("reply", "body", "title") if word("hidden", text) in everything]


HELD = ("title", "body", "reply", "summary", "document", "description", "file", "attached", "within", "page")
HELD += ("method", "gist", "steps", "collection", "foreword", "beside")


@pytest.mark.parametrize("role", MEMBERS)
def test_a_package_of_what_is_not_ones_to_read_is_one_of_nothing(town: Town, role: str) -> None:
    client = town.world.client(town.people[role])
    token = {"csrf_token": token_of(client)}
    for audience, readers in READERS.items():
        if role in readers:
            continue
        forget_attempts(town)
        numbers = (("samling", town.collections[audience]), ("samling", town.private[audience]))
        numbers += (("traad", town.threads[audience].id), ("metode", town.methods[audience].id))
        numbers += (("plan", town.plans[audience].id),) if audience in town.plans else ()
        for kind, number in numbers:
            answers = [client.post(f"/journal/{kind}/{n}", data=token) for n in (number, UNKNOWN)]
            refused, missing = (Visit("", a.status_code, tuple(a.headers.items()), a.text) for a in answers)
            assert refused.status == 404
            assert refused.likeness() == missing.likeness()
