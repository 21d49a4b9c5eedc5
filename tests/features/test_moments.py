"""How a moment, and a number of things, stand in a page."""

from datetime import UTC, datetime, timedelta

import pytest

from network.core import clock
from network.web.choice import chosen_url
from tests.world import World

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)  # half past ten in Denmark
WHOLE = "24. november 2026 kl."


def shown(world: World, template: str, language: str = "da", **values: object) -> str:
    with world.app.app_context():
        return world.app.jinja_env.in_language(language).from_string(template).render(**values)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("before", "text", "title"),
    [
        (timedelta(seconds=5), "for et øjeblik siden", f"{WHOLE} 10.29"),
        (timedelta(minutes=1), "for 1 minut siden", f"{WHOLE} 10.29"),
        (timedelta(hours=3), "for 3 timer siden", f"{WHOLE} 07.30"),
        (timedelta(days=1), "i går", "23. november 2026 kl. 10.30"),
        (timedelta(days=6), "for 6 dage siden", "18. november 2026 kl. 10.30"),
        (timedelta(days=7), "17. november 2026", "17. november 2026 kl. 10.30"),
        (timedelta(days=200), "8. maj 2026", "8. maj 2026 kl. 11.30"),  # summer time
    ],
)
def test_how_long_ago(world: World, before: timedelta, text: str, title: str) -> None:
    world.clock.now = NOW
    at = NOW - before
    assert (
        shown(world, '{{ at|moment("ago") }}', at=at)
        == f'<time datetime="{at.isoformat(timespec="seconds")}" title="{title}">{text}</time>'
    )


def test_what_was_today_is_not_remembered_as_today(world: World) -> None:
    texts = []
    for days in (0, 1, 6, 8, 9, 400):
        world.clock.now = NOW + timedelta(days=days)
        assert clock.now() == world.clock.now
        element = shown(world, '{{ at|moment("ago") }}', at=NOW)
        texts.append(element.partition(">")[2].removesuffix("</time>"))
    assert texts == ["for et øjeblik siden", "i går", "for 6 dage siden", *["24. november 2026"] * 3]


def test_a_date_and_a_date_with_its_time(world: World) -> None:
    opening = '<time datetime="2026-11-24T09:30:00+00:00">'
    assert shown(world, "{{ at|moment }}", at=NOW) == f"{opening}24. november 2026</time>"
    assert shown(world, '{{ at|moment("datetime") }}', at=NOW) == f"{opening}24. november 2026 kl. 10.30</time>"
    assert shown(world, "{{ at|moment }}", "en", at=NOW) == f"{opening}24 November 2026</time>"


def test_what_is_counted_is_said_in_the_language_of_the_page_and_escaped(world: World) -> None:
    template = '{{ ngettext("%(num)s reply", "%(num)s replies", count, num=text) }}'
    for _ in range(2):  # the second is remembered
        assert shown(world, template, count=1, text="1") == "1 svar"
        assert shown(world, template, "en", count=1, text="1") == "1 reply"
        assert shown(world, template, "en", count=2, text="<b>2") == "&lt;b&gt;2 replies"


def test_the_address_of_a_choice_holds_what_is_chosen_and_nothing_else() -> None:
    assert chosen_url("/traade/", {}) == "/traade/"
    assert chosen_url("/traade/", {"vis": None, "emne": "tomme-huse"}) == "/traade/?emne=tomme-huse"
    assert chosen_url("/traade/", {"vis": "mine", "q": "æ & b"}) == "/traade/?vis=mine&q=%C3%A6+%26+b"
