"""Stopping and starting again."""

import pytest
from playwright.sync_api import expect

from tests.browser.acts import header, main, search, sign_in, total
from tests.browser.conftest import Visits
from tests.browser.served import Served

pytestmark = pytest.mark.browser

STARTED_WITHIN = 20.0  # seconds; under 5 on a quiet machine, and this one may have other work


def test_a_second_start_is_quick_and_nothing_is_lost(visit: Visits, served: Served) -> None:
    member = visit("mette.holm")
    member.goto("/")
    search(member, "landsby")
    before, sign_ins = total(member), served.sign_ins()
    assert len(served.children()) == 2

    served.stop()
    seconds = served.start()
    print(f"second start: {seconds:.1f} s")
    assert seconds < STARTED_WITHIN

    member.reload()
    expect(header(member)).to_contain_text("Mette Holm")
    assert total(member) == before
    assert served.sign_ins() == sign_ins
    newcomer = visit()
    sign_in(newcomer, sign_ins["kirsten.thaarup"])
    newcomer.goto("/bibliotek/")
    expect(main(newcomer).get_by_role("listitem").first).to_be_visible()
