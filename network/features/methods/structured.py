"""A method or a tool as other sites read it."""

import re
from collections.abc import Iterator

from flask_babel import gettext as _

from network.features.methods.models import MethodKind
from network.features.methods.queries import MethodView
from network.web.structured import Thing, address, excerpt, organisation, thing, trail

MOST = 20  # steps
_ITEM = re.compile(r"<li>(.*?)</li>", re.DOTALL)


def of_method(method: MethodView) -> Iterator[Thing]:
    yield trail(method.title, (_("Methods and tools"), "/metoder/"))
    is_method = method.kind == MethodKind.METHOD
    yield thing(
        "HowTo" if is_method else "CreativeWork",
        name=method.title,
        description=method.summary,
        url=address(method.url),
        inLanguage="da",
        datePublished=method.shared_at,
        dateModified=max(method.looked_through_at, method.shared_at or method.looked_through_at),
        creator=organisation(method.organisation_name),
        keywords=[topic.title for topic in method.topics],
        step=_steps(method) if is_method else None,
    )


def _steps(method: MethodView) -> list[Thing]:
    """As they are numbered in it; else the text as one."""
    text = method.html.get("steps") or method.html.get("problem") or ""
    said = [excerpt(item) for item in _ITEM.findall(text)][:MOST] or [excerpt(text) or method.summary or method.title]
    return [thing("HowToStep", position=place, text=words) for place, words in enumerate(said, 1)]
