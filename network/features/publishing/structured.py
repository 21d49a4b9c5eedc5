"""What the network publishes as other sites read it."""

from collections.abc import Iterator
from typing import Any

from network.core.addresses import SECTIONS
from network.features.events.queries import EventView
from network.features.publications.queries import PublishedFile
from network.features.publishing.guide import GUIDES
from network.features.publishing.models import ArticleKind
from network.features.publishing.queries import ArticleView
from network.web.structured import Thing, address, organisation, publisher, thing, trail


def of_article(article: ArticleView, event: EventView | None, file: PublishedFile | None) -> Iterator[Thing]:
    yield trail(article.title, (str(GUIDES[article.kind].many), f"/{SECTIONS[article.kind]}/"))
    about: dict[str, Any] = {"url": address(article.url), "description": article.lead}
    if event is not None:
        yield _event(article, event, about)
        return
    dates = {"datePublished": article.published_at, "dateModified": article.changed_at, "inLanguage": "da"}
    if article.kind is ArticleKind.PUBLICATION:
        authors = article.facts.get("authors", "")
        yield thing(
            "DigitalDocument",
            name=article.title,
            **about,
            **dates,
            author=organisation(authors) if authors else publisher(),
            publisher=publisher(),
            encodingFormat=file.document.media_type if file else None,
            isPartOf=article.facts.get("series") and thing("CreativeWorkSeries", name=article.facts["series"]),
            thumbnailUrl=address(file.cover_url) if file and file.cover_url else None,
        )
        return
    kind = "NewsArticle" if article.kind is ArticleKind.NEWS else "Article"
    yield thing(kind, headline=article.title, **about, **dates, author=publisher(), publisher=publisher())


def _event(article: ArticleView, event: EventView, about: dict[str, Any]) -> Thing:
    """Where it is held online is told to those who have a seat; others know its page."""
    place = article.facts.get("place", "")
    spots = [thing("Place", name=place, address=place)] if place else []
    online = [thing("VirtualLocation", url=address(article.url))] if article.facts.get("online") else []
    mode = "Mixed" if spots and online else "Online" if online else "Offline" if spots else ""
    return thing(
        "Event",
        name=article.title,
        **about,
        startDate=event.starts_at,
        endDate=event.ends_at,
        eventStatus="https://schema.org/EventScheduled",
        eventAttendanceMode=mode and f"https://schema.org/{mode}EventAttendanceMode",
        location=[*spots, *online],
        organizer=publisher(),
        maximumAttendeeCapacity=event.capacity,
    )
