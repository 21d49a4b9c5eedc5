"""The text of a page that is nothing but a text: its headings come right below the page's own."""

import re
import secrets

from network.core.text import Rendered, render

_HEADING = re.compile(r"<(/?)h([3-6])>")  # in sanitised HTML: what somebody wrote has no "<" any more


def render_page(markdown: str) -> Rendered:
    """As `core.text.render`, with the highest heading an h2. Raises Invalid."""
    rendered = render(markdown, anchor=secrets.token_hex(4))
    html = _HEADING.sub(lambda found: f"<{found[1]}h{int(found[2]) - 1}>", rendered.html)
    return Rendered(html, rendered.plain)
