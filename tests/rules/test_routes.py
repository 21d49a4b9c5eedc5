"""Which routes there are, and who may reach them, is decided in the open."""

import pytest
from flask import Blueprint

import network.app
from network.web.access import Access, UndeclaredRoutes, access
from network.web.transaction import NetworkFlask
from tests.rules.routes import kept_routes, routes_of


def test_the_routes_are_those_that_were_agreed_on(app: NetworkFlask) -> None:
    assert routes_of(app) == kept_routes(), "If this is meant: python -m tests.rules.routes, and read the difference."


def _with_route(monkeypatch: pytest.MonkeyPatch, level: Access | None) -> None:
    blueprint = Blueprint("forgotten", __name__)

    def show() -> str:
        return "nobody thought about who may see this"

    blueprint.add_url_rule("/glemt", view_func=access(level)(show) if level else show)
    monkeypatch.setattr(network.app, "BLUEPRINTS", (*network.app.BLUEPRINTS, blueprint))


def test_a_route_that_says_nothing_about_access_stops_the_application(
    app: NetworkFlask, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_route(monkeypatch, None)
    with pytest.raises(UndeclaredRoutes, match="/glemt"):
        network.app.create_app(app.config["SETTINGS"])


def test_a_route_that_declares_its_access_does_not(app: NetworkFlask, monkeypatch: pytest.MonkeyPatch) -> None:
    _with_route(monkeypatch, Access.SECRETARIAT)
    rules = network.app.create_app(app.config["SETTINGS"]).url_map.iter_rules()
    assert "/glemt" in {rule.rule for rule in rules}
