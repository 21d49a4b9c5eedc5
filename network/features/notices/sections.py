"""What stands under the bell before the threads. One more is a query, a macro for its rows and a line in SECTIONS."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from network.core.access import Actor
from network.features.collections.notices import collected
from network.features.events.queries import seat_notices
from network.features.library.reminding import due_documents
from network.features.notices.queries import notices
from network.features.notices.shown import Told
from network.features.search.told import found_for_saved
from network.features.takedowns.notices import taken_down


@dataclass(frozen=True, slots=True)
class Section:
    heading: Any  # a lazy text
    macro: str  # of each row; it stands in a component of the same name
    rows: Callable[[Session, Actor], tuple[Told, ...]]


SECTIONS = (  # in the order of the page
    Section(_l("From the moderators"), "taken_down_row", taken_down),
    Section(_l("About methods"), "notice_row", notices),
    Section(_l("Your documents"), "due_row", due_documents),
    Section(_l("In collections"), "collected_row", collected),
    Section(_l("Events"), "seat_row", seat_notices),
    Section(_l("For your saved searches"), "sought_row", found_for_saved),
)
