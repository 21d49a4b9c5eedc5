"""What everything that can be found is counted by and named by, the same words from every feature.

Who hides their name counts under no municipality and no kind of municipality, and is named by neither: the index is
given None for both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from network.core.clock import COPENHAGEN

KIND, TOPIC, MUNICIPALITY, GROUP, YEAR, STATE, FILE_TYPE = COUNTED = (
    "kind",
    "topic",
    "municipality",
    "group",
    "year",
    "state",
    "file",
)
RESOLVED, OPEN = "resolved", "open"
# What each kind is called in a query, after `type:`
TYPE_NAMES = {
    "question": "tråd spørgsmål",
    "experience": "tråd erfaring",
    "discussion": "tråd drøftelse",
    "call": "tråd efterlysning",
    "document": "dokument",
    "method": "metode",
    "tool": "redskab",
    "card": "erfaringskort erfaring",
    "collection": "samling",
    "plan": "plan strategiplan",
    "news": "nyhed",
    "project": "projekt",
    "publication": "udgivelse",
    "event": "arrangement",
    "topic": "emne",
    "municipality": "kommune",
    "member": "person medlem",
}


@dataclass(frozen=True, slots=True)
class Author:
    """Whoever something is from, as everybody may see it; a hidden name has none of it."""

    name: str | None = None
    organisation: str | None = None  # "Lolland Kommune"
    code: str | None = None
    group: str | None = None  # kind of municipality


def facets(
    kind: str,
    at: datetime | None,
    author: Author,
    *,
    topic_id: int | None = None,
    topic_ids: Sequence[int] = (),
    state: str | None = None,
    file_type: str | None = None,
) -> dict[str, tuple[str, ...]]:
    """Values by name, for the index."""
    values = {
        KIND: kind,
        TOPIC: str(topic_id) if topic_id else None,
        MUNICIPALITY: author.code,
        GROUP: author.group or None,
        YEAR: str(at.astimezone(COPENHAGEN).year) if at else None,
        STATE: state,
        FILE_TYPE: file_type,
    }
    given = {name: (value,) for name, value in values.items() if value}
    return given | ({TOPIC: tuple(map(str, topic_ids))} if topic_ids else {})


def names(kind: str, author: Author, topic: str = "", also_type: str = "") -> dict[str, str]:
    """What it is named by in a query, by field. `topic` holds the topic's title and its synonyms."""
    given = {
        "type": f"{TYPE_NAMES.get(kind, kind)} {also_type}",
        "emne": topic.replace("|", " "),
        "kommune": author.organisation,
        "forfatter": author.name,
    }
    return {name: value for name, value in given.items() if value}
