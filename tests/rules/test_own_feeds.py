"""What feeds hold that are fetched by a secret address is what their member may read, and tells of nothing else."""

import pytest

from network.features.ownfeeds import service
from network.features.ownfeeds.queries import Part
from tests.pages.atom import Feed
from tests.rules.crawl import Visit
from tests.rules.leaks import MASKED, seen
from tests.rules.town import READERS, ROLES, VISITOR, Town, readers_of, word

HELD = {Part.THREADS: ("title", "body"), Part.METHODS: ("method", "gist"), Part.DOCUMENTS: ("document", "description")}


@pytest.mark.parametrize("role", [role for role in ROLES if role != VISITOR])
def test_no_feed_holds_what_is_not_its_members(town: Town, role: str) -> None:
    with town.world.writing() as session:
        secret = service.make(session, town.people[role])
    for part in Part:
        path = f"/feed/mine/{secret}/{part}"
        answer = town.world.client().get(path)
        page = Visit(path, answer.status_code, tuple(answer.headers.items()), answer.text)
        Feed(answer.text)
        assert list(seen(role, [page], town.canaries)) == []
        assert [text for text in MASKED if text in page.received] == []
        theirs = [word(of, kind) for of in READERS for kind in HELD.get(part, ()) if role in readers_of(of, kind)]
        assert [text for text in theirs if text not in page.received] == []
        assert word("hidden", "title") not in page.received
