"""How a text will look, made the same way as when it is sent, and kept nowhere."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from network.core.text import checked_body, clean_line, render


@dataclass(frozen=True, slots=True)
class Preview:
    title: str
    html: Markup
    told: Sequence[tuple[str, str]] = ()  # who is told of it, and who is not: (kind, text)


def preview(body: str, title: str = "", told: Sequence[tuple[str, str]] = ()) -> Preview:
    """Raises Invalid."""
    rendered = render(checked_body(body), anchor=secrets.token_hex(4))
    return Preview(clean_line(title), Markup(rendered.html), told)  # noqa: S704 -- sanitised by core.text just now
