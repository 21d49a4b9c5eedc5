"""A feed as RFC 4287 wants it. What is written into it is escaped; no text of ours is markup."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

from network.features.feeds.queries import FeedEntry

NEVER = datetime(2026, 1, 1, tzinfo=UTC)  # when a feed with nothing in it was changed


def feed(entries: Iterable[FeedEntry], *, base_url: str, path: str, title: str, page_path: str) -> str:
    """`path`: where the feed is; `page_path`: the page that shows the same to people."""
    return "\n".join(_lines(tuple(entries), base_url, path, title, page_path)) + "\n"


def _lines(entries: tuple[FeedEntry, ...], base_url: str, path: str, title: str, page_path: str) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="da" xml:base={quoteattr(base_url + "/")}>'
    yield f"<id>{escape(base_url + path)}</id>"
    yield f"<title>{escape(title)}</title>"
    yield f"<updated>{_moment(max((entry.updated_at for entry in entries), default=NEVER))}</updated>"
    yield f'<link rel="self" type="application/atom+xml" href={quoteattr(base_url + path)}/>'
    yield f'<link rel="alternate" type="text/html" href={quoteattr(base_url + page_path)}/>'
    yield "<author><name>På forkant</name></author>"
    for entry in entries:
        yield from _entry(entry, base_url)
    yield "</feed>"


def _entry(entry: FeedEntry, base_url: str) -> Iterator[str]:
    """Its id stays the same when its title, and so its address, does not."""
    yield "<entry>"
    yield f"<id>tag:{escape(urlsplit(base_url).hostname or '')},2026:{entry.kind}-{entry.id}</id>"
    yield f"<title>{escape(entry.title)}</title>"
    yield f'<link rel="alternate" type="text/html" href={quoteattr(base_url + entry.path)}/>'
    yield f"<published>{_moment(entry.published_at)}</published>"
    yield f"<updated>{_moment(entry.updated_at)}</updated>"
    yield f'<category term="{entry.kind}"/>'
    yield f"<summary>{escape(entry.lead)}</summary>"
    if entry.html:
        yield f'<content type="html">{escape(entry.html)}</content>'
    yield "</entry>"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
