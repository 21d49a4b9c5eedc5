"""A feed as RFC 4287 wants it. What is written into it is escaped; no text of ours is markup."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

NEVER = datetime(2026, 1, 1, tzinfo=UTC)  # when a feed with nothing in it was changed


class Entry(Protocol):
    """What a feed says of a thing."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def lead(self) -> str: ...
    @property
    def html(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def published_at(self) -> datetime: ...
    @property
    def updated_at(self) -> datetime: ...


def feed(entries: Iterable[Entry], *, base_url: str, path: str, title: str, page_path: str, name: str = "") -> str:
    """`path`: where the feed is; `page_path`: the page that shows the same to people; `name`: what the feed is known by
    where its address may change.
    """
    return "\n".join(_lines(tuple(entries), base_url, path, title, page_path, name)) + "\n"


def _lines(
    entries: tuple[Entry, ...], base_url: str, path: str, title: str, page_path: str, name: str
) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="da" xml:base={quoteattr(base_url + "/")}>'
    yield f"<id>{_tag(base_url, name) if name else escape(base_url + path)}</id>"
    yield f"<title>{escape(title)}</title>"
    yield f"<updated>{_moment(max((entry.updated_at for entry in entries), default=NEVER))}</updated>"
    yield f'<link rel="self" type="application/atom+xml" href={quoteattr(base_url + path)}/>'
    yield f'<link rel="alternate" type="text/html" href={quoteattr(base_url + page_path)}/>'
    yield "<author><name>På forkant</name></author>"
    for entry in entries:
        yield from _entry(entry, base_url)
    yield "</feed>"


def _entry(entry: Entry, base_url: str) -> Iterator[str]:
    """Its id stays the same when its title, and so its address, does not."""
    yield "<entry>"
    yield f"<id>{_tag(base_url, f'{entry.kind}-{entry.id}')}</id>"
    yield f"<title>{escape(entry.title)}</title>"
    yield f'<link rel="alternate" type="text/html" href={quoteattr(base_url + entry.path)}/>'
    yield f"<published>{_moment(entry.published_at)}</published>"
    yield f"<updated>{_moment(entry.updated_at)}</updated>"
    yield f'<category term="{entry.kind}"/>'
    yield f"<summary>{escape(entry.lead)}</summary>"
    if entry.html:
        yield f'<content type="html">{escape(entry.html)}</content>'
    yield "</entry>"


def _tag(base_url: str, name: str) -> str:
    """A name for good, as RFC 4151 makes them."""
    return f"tag:{escape(urlsplit(base_url).hostname or '')},2026:{escape(name)}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
