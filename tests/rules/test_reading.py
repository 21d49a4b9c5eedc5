"""Reading changes nothing but the read marker, what one has been told of by then, and the count of what was sought in
vain.
"""

from collections.abc import Callable

import pytest

from network.models import Base
from network.web.database import db, session
from tests.rules.tables import fingerprints
from tests.rules.town import ROLES, Town
from tests.rules.walk import Walk, changed
from tests.world import LEMVIG, LOLLAND, World


@pytest.mark.parametrize("role", ROLES)
def test_reading_changes_no_row_but_the_read_marker_and_what_is_read_by_it(
    walk_of: Callable[[str], Walk], role: str
) -> None:
    assert walk_of(role).changed <= {"read_marker", "notification", "missed_search", "download_count", "rate_event"}


def test_the_read_marker_moves_when_a_thread_is_opened(world: World) -> None:
    thread = world.thread(world.member(LOLLAND))
    reader = world.client(world.member(LEMVIG))
    before = fingerprints(world.engine)
    reader.get(f"/traade/{thread.id}-{thread.slug}")
    assert changed(before, fingerprints(world.engine)) == {"read_marker"}


def test_opening_or_asking_about_a_link_from_a_mail_uses_nothing_up(town: Town) -> None:
    """Mail scanners follow links before people do."""
    before = fingerprints(town.world.engine)
    client = town.world.client()
    for link in (town.invitation, town.reset, town.address, town.stop):
        for method in ("GET", "HEAD", "OPTIONS"):
            assert client.open(link, method=method).status_code == 200
    assert fingerprints(town.world.engine) == before


def test_the_database_itself_refuses_a_page_that_writes(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def view() -> str:
        session().execute(Base.metadata.tables["topic"].update().values(title="overskrevet"))
        db.session.commit()
        return "done"

    view.access = town.world.app.view_functions["pages.about"].access  # type: ignore[attr-defined]
    monkeypatch.setitem(town.world.app.view_functions, "pages.about", view)
    before = fingerprints(town.world.engine)
    assert town.world.client().get("/om").status_code >= 500
    assert fingerprints(town.world.engine) == before
