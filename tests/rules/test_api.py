"""What programs get with a member's key is what the member may read, and tells of nothing else."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from network.core.errors import Forbidden
from network.features.api.endpoints import ENDPOINTS
from network.features.apikeys import service
from tests.rules.crawl import Visit
from tests.rules.leaks import MASKED, seen
from tests.rules.test_others import forget_attempts
from tests.rules.town import ADVISER, ARTICLE_KINDS, PLAN_KINDS, READERS, ROLES, VISITOR, Town, word

HELD = ("title", "body", "reply", "document", "description", "page", "method", "gist", "steps")
OF = {"posts": "threads", "method": "methods", "experiences": "methods", "document": "documents", "plan": "plans"}
OF |= {"one-news": "news", "publication": "publications", "event": "events", "project": "projects"}


def _get(town: Town, path: str, key: str | None) -> TestResponse:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return town.world.client().get(f"/api/v1{path}", headers=headers)


def _visit(path: str, answer: TestResponse) -> Visit:
    return Visit(path, answer.status_code, tuple(answer.headers.items()), answer.text)


def _fetched(town: Town, key: str | None) -> list[Visit]:
    """All lists to their end, and everything that they name."""
    visits, ids = [], dict[str, set[int]]()
    for endpoint in ENDPOINTS:
        paths = [endpoint.path]
        if endpoint.has_number:
            of = OF.get(endpoint.name, "experiences")
            paths = [endpoint.path.replace("{id}", str(number)) for number in sorted(ids[of])]
        for path in paths:
            after: Any = ""
            while after is not None:
                asked = f"{path}?after={after}" if endpoint.pages else path
                answer = _get(town, asked, key)
                assert answer.status_code == 200, asked
                visits.append(_visit(asked, answer))
                found = answer.json
                ids.setdefault(endpoint.name, set()).update(
                    item["id"] for item in found.get("items", ()) if "id" in item
                )
                after = found.get("next")
    return visits


@pytest.mark.parametrize("role", ROLES)
def test_no_answer_holds_what_is_not_its_readers(town: Town, role: str) -> None:
    key = None
    forget_attempts(town)
    if role == ADVISER:
        with town.world.writing() as session, pytest.raises(Forbidden):
            service.make(session, town.people[role], "Prøve")
        return
    if role != VISITOR:
        with town.world.writing() as session:
            key = service.make(session, town.people[role], "Prøve")
    fetched = _fetched(town, key)
    assert list(seen(role, fetched, town.canaries)) == []
    everything = "\n".join(page.received for page in fetched)
    told = "\n".join(page.received for page in fetched if page.path != "/municipalities")  # which has all of them
    assert [text for text in MASKED if text in told] == []
    theirs = [word(audience, kind) for audience, readers in READERS.items() if role in readers for kind in HELD]
    theirs += [word("public", kind) for kind in ARTICLE_KINDS]
    theirs += [word(audience, kind) for audience in town.plans if role in READERS[audience] for kind in PLAN_KINDS]
    assert theirs
    assert [text for text in theirs if text not in everything] == []
    assert not [text for text in ("reply", "body", "title") if word("hidden", text) in everything]
