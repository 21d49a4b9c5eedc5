"""Feeds, read by a parser that is not ours and held to what RFC 4287 asks of every one of them."""

from datetime import datetime
from xml.etree import ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"


class Feed:
    """A feed that is whole. Raises AssertionError for one that is not."""

    def __init__(self, text: str) -> None:
        self.root = ElementTree.fromstring(text)  # noqa: S314 -- our own
        assert self.root.tag == f"{ATOM}feed"
        _whole(self.root)
        self.entries = self.root.findall(f"{ATOM}entry")
        assert self.root.find(f"{ATOM}author/{ATOM}name") is not None  # else every entry would need its own
        assert [link.get("rel") for link in self.root.findall(f"{ATOM}link")].count("self") == 1
        for entry in self.entries:
            _whole(entry)
            alternates = [link for link in entry.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
            assert len(alternates) == 1
            assert (alternates[0].get("href") or "").startswith("http")
        ids = [entry.findtext(f"{ATOM}id") for entry in self.entries]
        assert len(ids) == len(set(ids))
        moments = [entry.findtext(f"{ATOM}updated") or "" for entry in self.entries]
        assert self.root.findtext(f"{ATOM}updated") == max(moments, default=self.root.findtext(f"{ATOM}updated"))

    @property
    def titles(self) -> list[str]:
        return [entry.findtext(f"{ATOM}title") or "" for entry in self.entries]


def _whole(element: ElementTree.Element) -> None:
    """One each of what must be there, each date one that says its zone, each id an address (RFC 4287, 4.1)."""
    for name in ("id", "title", "updated"):
        assert len(element.findall(f"{ATOM}{name}")) == 1, name
    assert (element.findtext(f"{ATOM}id") or "").partition(":")[0] in ("http", "https", "tag")
    for name in ("updated", "published"):
        for moment in element.findall(f"{ATOM}{name}"):
            assert datetime.fromisoformat(moment.text or "").tzinfo is not None
    for name in ("title", "summary", "content"):
        for text in element.findall(f"{ATOM}{name}"):
            assert text.get("type", "text") in ("text", "html")
            assert not list(text)
