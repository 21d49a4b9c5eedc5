"""Events as an answer that calendars read."""

from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

from flask import Response, current_app

from network.core import icalendar
from network.features.events.queries import CalendarEvent
from network.features.feeds.unchanged import answer


def calendar_of(events: Iterable[CalendarEvent], uncertain: Collection[int] = ()) -> Response:
    """All of them in one calendar. `uncertain`: the ids of those that whoever fetches it may not come to."""
    base_url: str = current_app.config["SETTINGS"].base_url
    host = urlsplit(base_url).hostname
    entries = [
        icalendar.Entry(
            uid=f"arrangement-{event.id}@{host}",
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            changed_at=event.changed_at,
            sequence=event.number,
            summary=event.title,
            description=event.lead,
            location=event.facts.get("place", ""),
            url=base_url + event.path,
            is_certain=event.id not in uncertain,
        )
        for event in events
    ]
    return answer(icalendar.calendar(entries, name="På forkant"), "text/calendar")
