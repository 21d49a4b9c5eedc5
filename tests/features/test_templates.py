"""What a template prints is escaped, whatever it is."""

from typing import Any

import pytest
from flask_babel import lazy_gettext
from jinja2 import UndefinedError
from markupsafe import Markup, escape

from network.web.templates import TranslatedEnvironment, shown
from network.web.transaction import NetworkFlask

HOSTILE = "<b onclick='x'>\"&"


class Subclass(str):
    pass


class WithHtml:
    def __str__(self) -> str:
        return "with html"

    def __html__(self) -> str:
        return "<i>safe</i>"


VALUES: list[Any] = [
    HOSTILE, Subclass(HOSTILE), HOSTILE.encode(), [HOSTILE], {"a": HOSTILE}, Markup("<p>&amp;</p>"), WithHtml(),
    0, -7, 10**30, True, 1.5, None, "", "æøå",
]  # fmt: skip
SOURCES = [
    "{{ v }}",
    "{{ v ~ v }}",
    '<a href="{{ v }}">',
    "{% set x = v %}{{ x }}",
    "{% for x in [v] %}{{ x }}{% endfor %}",
    "{{ v|upper }}",
    "{{ v if true }}",
    "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(v) }}",
    "{{ _('%(v)s', v=v) }}",
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: f"{type(value).__name__} {value!s:.20}")
def test_what_is_shown_is_what_escaping_gives(value: Any) -> None:
    assert str(shown(value)) == str(escape(value))


def environment(app: NetworkFlask) -> TranslatedEnvironment:
    env = app.jinja_env
    assert isinstance(env, TranslatedEnvironment)
    return env.in_language("da")


@pytest.mark.parametrize("source", SOURCES)
def test_a_template_prints_nothing_that_is_not_escaped(app: NetworkFlask, source: str) -> None:
    with app.test_request_context():
        html = environment(app).from_string(source).render(v=HOSTILE)
    assert "<b" not in html.lower()
    assert "&lt;b" in html.lower()


def test_a_name_that_nobody_knows_is_an_error_and_no_gap(app: NetworkFlask) -> None:
    with app.test_request_context(), pytest.raises(UndefinedError):
        environment(app).from_string("{{ nobody }}").render()


def test_a_lazy_text_is_read_in_the_language_of_the_page(app: NetworkFlask) -> None:
    with app.test_request_context("/?sprog=da"):
        assert environment(app).from_string("{{ v }}").render(v=lazy_gettext("Reply")) == "Svar"
