"""Every route says who may reach it. One that does not stops the application from starting."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, current_app, request

from network.core.errors import N_, Forbidden, NotFound, SignInRequired
from network.core.policy import MEMBERS_ONLY
from network.web.identity import current_actor

View = TypeVar("View", bound=Callable[..., Any])


class Access(StrEnum):
    PUBLIC = "public"  # anyone; what is shown follows the audience of each thing
    INVITED = "invited"  # members, and advisers with what a municipality has opened to them
    MEMBERS = "members"
    MODERATORS = "moderators"  # and the secretariat
    SECRETARIAT = "secretariat"
    DEVELOPMENT = "development"  # does not exist outside development mode


class UndeclaredRoutes(Exception):
    """Some routes have no declared access."""


def access(level: Access) -> Callable[[View], View]:
    """Declare who may reach a view."""

    def declare(view: View) -> View:
        view.access = level  # type: ignore[attr-defined]
        return view

    return declare


def declared(app: Flask, endpoint: str) -> Access | None:
    return getattr(app.view_functions[endpoint], "access", None)


def check_routes(app: Flask) -> None:
    """Raise UndeclaredRoutes, naming every route that nobody thought about."""
    missing = sorted({rule.rule for rule in app.url_map.iter_rules() if declared(app, rule.endpoint) is None})
    if missing:
        raise UndeclaredRoutes(", ".join(missing))


def guard() -> None:
    """Runs before each view."""
    if request.endpoint is None:
        return
    level = declared(current_app, request.endpoint)
    if level is Access.PUBLIC:
        return
    if level is Access.DEVELOPMENT:
        if not current_app.config["SETTINGS"].development:
            raise NotFound
        return
    actor = current_actor()
    if not actor.is_signed_in:
        raise SignInRequired
    if level is not Access.INVITED and actor.is_adviser:
        raise Forbidden(MEMBERS_ONLY)
    if level is Access.MODERATORS and not actor.moderates:
        raise Forbidden(N_("Only moderators and the secretariat can see this page."))
    if level is Access.SECRETARIAT and not actor.is_secretariat:
        raise Forbidden(N_("Only the secretariat can see this page."))
