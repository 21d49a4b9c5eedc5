"""What every page shows around its content: who is signed in, the menu, notices, the words searched for."""

from dataclasses import dataclass, replace
from functools import cache
from urllib.parse import quote, urlencode

from flask import Flask, current_app, get_flashed_messages, request, url_for
from flask_babel import gettext

from network.core.access import Actor
from network.core.text import clean_line
from network.settings import Settings
from network.web.identity import current_actor
from network.web.language import LANGUAGES, choose
from network.web.waiting import waiting

REVIEW = "moderation.queue"
# More addresses than its own that belong to a menu item
BELOW = {
    "/bibliotek/": ("/bibliotek/", "/aabne-data"),
    "/kommuner/": ("/kommuner/", "/partnere/"),
    "/sekretariat/kommuner": ("/sekretariat/",),
}


@dataclass(frozen=True, slots=True)
class MenuItem:
    label: str
    url: str
    current: bool
    waiting: int = 0  # how much waits there for this reader


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    name: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Notice:
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    actor: Actor | None
    member: Actor | None  # the same, unless it is an adviser
    lang: str
    path: str
    query: str
    languages: tuple[Language, ...]
    menu: tuple[MenuItem, ...]
    notices: tuple[Notice, ...]
    is_demo: bool
    canonical: str  # the one address of a page that a visitor reads; empty where there is none

    @property
    def waiting(self) -> int:
        """How much waits behind the menu, where a phone folds it."""
        return sum(item.waiting for item in self.menu)


def _menu(actor: Actor) -> tuple[MenuItem, ...]:
    items = _items(choose(), actor.is_member, actor.moderates, actor.is_secretariat)
    shown = (MenuItem(label, url, request.path.startswith(BELOW.get(url, (url,)))) for label, url in items)
    if not actor.moderates:
        return tuple(shown)
    return tuple(replace(item, waiting=waiting()) if item.url == url_for(REVIEW) else item for item in shown)


@cache
def _items(_language: str, is_member: bool, moderates: bool, is_secretariat: bool) -> tuple[tuple[str, str], ...]:
    """Labels and addresses: the same for everybody who reads this language."""
    items = [
        (gettext("Topics"), url_for("topics.index")),
        (gettext("Threads"), url_for("threads.index")),
        (gettext("Methods"), url_for("methods.index")),
        (gettext("Plans"), url_for("plans.index")),
        (gettext("Library"), url_for("library.index")),
        (gettext("Municipalities"), url_for("municipalities.index")),
        (gettext("News"), url_for("publishing.index", section="nyheder")),
        (gettext("Events"), url_for("publishing.index", section="arrangementer")),
        (gettext("Publications"), url_for("publishing.index", section="udgivelser")),
    ]
    if is_member:
        items.append((gettext("Members"), url_for("members.index")))
    if moderates:
        items.append((gettext("Review"), url_for(REVIEW)))
    if is_secretariat:
        items.append((gettext("Secretariat"), url_for("municipalities.manage")))
    return tuple(items)


def _languages() -> tuple[Language, ...]:
    """This page in each language."""
    kept = urlencode([(name, clean_line(value)) for name, value in request.args.items() if name != "sprog"])
    address, chosen = f"?{kept}&sprog=" if kept else "?sprog=", choose()
    return tuple(Language(code, name, address + code, code == chosen) for code, name in LANGUAGES.items())


def _canonical(actor: Actor, settings: Settings) -> str:
    """What is chosen in a list is in its address, and then it is another page."""
    if actor.is_signed_in or not request.args.keys() <= {"q", "sprog"}:
        return ""
    return settings.base_url + quote(request.path)


def build_page() -> Page:
    actor = current_actor()
    settings: Settings = current_app.config["SETTINGS"]
    return Page(
        actor=actor if actor.is_signed_in else None,
        member=actor if actor.is_member else None,
        lang=choose(),
        path=request.path,
        query=clean_line(request.args.get("q", "")) if request.endpoint == "search.show" else "",
        languages=_languages(),
        menu=_menu(actor),
        notices=tuple(Notice(*flashed) for flashed in get_flashed_messages(with_categories=True)),
        canonical=_canonical(actor, settings),
        is_demo=settings.development and settings.demo_sign_ins.exists(),
    )


def init_page(app: Flask) -> None:
    app.context_processor(lambda: {"page": build_page()})
