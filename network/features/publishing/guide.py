"""What each kind of article is called, and what its fields are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from network.core.addresses import SECTIONS
from network.features.publishing.models import ArticleKind

KINDS: Mapping[str, ArticleKind] = {section: ArticleKind(kind) for kind, section in SECTIONS.items()}


@dataclass(frozen=True, slots=True)
class Guide:
    """Texts of a kind; lazily translated."""

    many: Any
    one: Any
    about: Any
    write: Any
    edit: Any
    all: Any
    nothing: Any
    untitled: Any
    icon: str


GUIDES: Mapping[ArticleKind, Guide] = {
    ArticleKind.NEWS: Guide(
        _l("News"),
        _l("News item"),
        _l("What happens in the campaign and in the network."),
        _l("Write news"),
        _l("Edit the news item"),
        _l("All news"),
        _l("No news yet"),
        _l("News without a title"),
        "news",
    ),
    ArticleKind.PROJECT: Guide(
        _l("Related projects"),
        _l("Related project"),
        _l("Others who work with the same: projects, campaigns and research that are worth knowing."),
        _l("Write about a project"),
        _l("Edit the project"),
        _l("All related projects"),
        _l("No related projects yet"),
        _l("Project without a title"),
        "project",
    ),
    ArticleKind.PUBLICATION: Guide(
        _l("Publications"),
        _l("Publication"),
        _l("Reports, guides and magazines of the campaign, to read and to fetch."),
        _l("Write about a publication"),
        _l("Edit the publication"),
        _l("All publications"),
        _l("No publications yet"),
        _l("Publication without a title"),
        "file",
    ),
    ArticleKind.EVENT: Guide(
        _l("Events"),
        _l("Event"),
        _l("Where the network meets: seminars, visits and meetings online."),
        _l("Write about an event"),
        _l("Edit the event"),
        _l("All events"),
        _l("No events yet"),
        _l("Event without a title"),
        "calendar",
    ),
}
HEADINGS: Mapping[str, Any] = {
    "title": _l("Title"),
    "lead": _l("What is it about?"),
    "body": _l("Text"),
    "publish_date": _l("Day of publication"),
    "publish_time": _l("Hour of publication"),
    "holder": _l("Who runs it"),
    "period": _l("Period"),
    "link": _l("Web address"),
    "authors": _l("Author"),
    "year": _l("Year"),
    "series": _l("Series"),
    "documents": _l("Documents"),
    "place": _l("Place"),
    "online": _l("Address online"),
    "starts_date": _l("Begins on"),
    "starts_time": _l("Begins at"),
    "ends_date": _l("Ends on"),
    "ends_time": _l("Ends at"),
    "capacity": _l("Seats"),
}
