"""A text of short answers, each under its heading: put together when it is sent, and taken apart where a table is made.

The text is the one truth: it is edited, searched and compared as text, and what is read out of it is what it says now.
"""

import re
from collections.abc import Iterable, Sequence

from network.features.threads.models import ThreadKind

# What the form of each kind asks for, in its order; the words stand in guided.py
ASKED = {
    ThreadKind.QUESTION: ("tried", "purpose", "needed_by"),
    ThreadKind.EXPERIENCE: ("did", "spot", "cost", "worked", "failed"),
    ThreadKind.DISCUSSION: ("at_stake", "own_view"),
    ThreadKind.CALL: ("purpose",),
}
ALL_ASKED = tuple(dict.fromkeys(name for names in ASKED.values() for name in names))
_HEADING = re.compile(r"^(#{1,5})(?=\s)", re.MULTILINE)


def composed(sections: Iterable[tuple[str, str]], free: str, free_heading: str) -> str:
    """Markdown: each text under its heading, those that are empty left out, and then what was written freely."""
    parts = [f"# {heading}\n\n{_deepened(text).strip()}" for heading, text in sections if text.strip()]
    if not parts:
        return free
    if free.strip():
        parts.append(f"# {free_heading}\n\n{_deepened(free)}")
    return "\n\n".join(parts)


def _deepened(text: str) -> str:
    """Headings inside of an answer stand below the answer's own."""
    return _HEADING.sub(r"#\1", text)


def taken_apart(markdown: str, headings: Sequence[str]) -> dict[str, str]:
    """What stands under each of these headings; nothing for those that are not there."""
    known = {heading.casefold(): heading for heading in headings}
    found: dict[str, list[str]] = {}
    current: str | None = None
    is_code = False
    for line in markdown.split("\n"):
        is_code ^= line.lstrip().startswith(("```", "~~~"))
        if line.startswith("# ") and not is_code:
            current = known.get(line[2:].strip().casefold())
        elif current is not None:
            found.setdefault(current, []).append(line)
    texts = {heading: "\n".join(lines).strip() for heading, lines in found.items()}
    return {heading: text for heading, text in texts.items() if text}
