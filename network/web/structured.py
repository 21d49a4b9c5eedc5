"""What a page says of itself to other sites, in the words of schema.org: a block of data in its head (JSON-LD).

Only for visitors. What they may read is open to everyone, so nothing else can get into it.
"""

import html
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache
from json import JSONEncoder
from typing import Any

from flask import current_app
from markupsafe import Markup

from network.core.access import Actor

Thing = Mapping[str, Any]
NAME = "På forkant"
EXCERPT = 200  # characters of a text
READ = 600  # characters of its HTML
_encode = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
# None of these may stand in a script as it is: the first three could end it, and the last end a line for old readers
_AS_CODES = tuple((character, f"\\u{ord(character):04x}") for character in "<>&\u2028\u2029")
_INLINE = re.compile(r"</?(?:a|b|code|del|em|i|ins|mark|s|strong|sub|sup)(?:\s[^>]*)?>")
_TAG, _CUT_OFF = re.compile(r"<[^>]*>"), re.compile(r"<[^>]*$")


def data_block(things: Iterable[Thing]) -> Markup:
    """The one place that writes a script into a page: of a type that no browser runs, and with nothing that ends it."""
    text = _encode({"@context": "https://schema.org", "@graph": list(things)})
    for character, code in _AS_CODES:  # `translate` would look each letter up
        text = text.replace(character, code)
    return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704 -- no markup is left in it


def structured(actor: Actor, make: Callable[[], Iterable[Thing]]) -> Markup:
    """What the page says of itself; nothing to members, for whom `make` is not asked."""
    return Markup() if actor.is_signed_in else data_block(make())


def address(path: str) -> str:
    base_url: str = current_app.config["SETTINGS"].base_url
    return base_url + path


def thing(kind: str, **said: Any) -> Thing:
    """A thing of schema.org; what is empty is not said, and a moment is written with its zone."""
    told = {name: _written(value) for name, value in said.items() if value not in (None, "", (), [])}
    return {"@type": kind, **told}


def _written(value: Any) -> Any:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value


def organisation(name: str, kind: str = "Organization") -> Thing:
    return {"@type": kind, "name": name}


@cache
def _publisher(base_url: str) -> Thing:
    return {"@type": "Organization", "name": NAME, "url": f"{base_url}/"}


def publisher() -> Thing:
    """The network itself."""
    return _publisher(address(""))


def author(name: str, organisation_name: str) -> Thing:
    """Whoever stands as its author: somebody by name, or what stands for them."""
    if not name:
        return organisation(organisation_name)
    return {"@type": "Person", "name": name, "affiliation": organisation(organisation_name)}


def trail(here: str, *above: tuple[str, str]) -> Thing:
    """Where the page stands. `above`: names and paths of the pages above it."""
    items: list[Thing] = [
        {"@type": "ListItem", "position": place, "name": str(name), "item": address(path)}
        for place, (name, path) in enumerate(above, 1)
    ]
    items.append({"@type": "ListItem", "position": len(above) + 1, "name": here})
    return {"@type": "BreadcrumbList", "itemListElement": items}


def excerpt(sanitised: str, limit: int = EXCERPT) -> str:
    """The beginning of a text that is kept as sanitised HTML, as words. No more of it is looked at than that takes."""
    begun = _CUT_OFF.sub("", sanitised[:READ])
    text = _TAG.sub(" ", _INLINE.sub("", begun))
    words = " ".join((html.unescape(text) if "&" in text else text).split())
    return words if len(words) <= limit else words[:limit].rpartition(" ")[0] + " …"
