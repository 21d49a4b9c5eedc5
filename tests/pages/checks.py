"""What must hold for every page of the site, whatever it shows."""

import re
from functools import lru_cache
from typing import Any

import html5lib

CONTROLS = {"input", "select", "textarea"}
UNLABELLED_TYPES = {"hidden", "submit", "button", "image", "reset"}
FRAGMENT = re.compile(r"(?:/dokumenter/\d+/tekst|/soeg/lignende)$")


@lru_cache(1)  # who checks a page looks at it next, and reading it costs more than making it
def parsed(html: str) -> tuple[Any, list[str]]:
    """The tree of a page, which nobody changes, and what is no HTML in it."""
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    tree = parser.parse(html)
    return tree, [f"invalid HTML at {position}: {code} {values}" for position, code, values in parser.errors]


def problems(html: str, path: str) -> list[str]:
    """What is wrong with a page; empty when nothing is."""
    if FRAGMENT.search(path.partition("?")[0]):
        return []
    tree, found = parsed(html)
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    return found + _headings(elements) + _ids(elements) + _labels(elements) + _inline(elements) + _language(tree)


def text_of(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _headings(elements: list[Any]) -> list[str]:
    headings = [text_of(element) for element in elements if element.tag == "h1"]
    titles = [text_of(element) for element in elements if element.tag == "title"][:1]
    if len(headings) != 1:
        return [f"{len(headings)} h1 elements"]
    if not headings[0] or not titles or not titles[0].startswith(headings[0][:60]):
        return [f"title {titles} does not start with the h1 {headings[0]!r}"]
    return []


def _ids(elements: list[Any]) -> list[str]:
    ids = [element.get("id") for element in elements if element.get("id") is not None]
    return [f"id {name!r} stands twice" for name in sorted({name for name in ids if ids.count(name) > 1})]


def _labels(elements: list[Any]) -> list[str]:
    named = {element.get("for") for element in elements if element.tag == "label"}
    wrapped = {id(inner) for label in elements if label.tag == "label" for inner in label.iter()}
    return [
        f"<{element.tag} name={element.get('name')!r}> has no label"
        for element in elements
        if element.tag in CONTROLS
        and element.get("type") not in UNLABELLED_TYPES
        and element.get("id") not in named
        and id(element) not in wrapped
        and not element.get("aria-label")
        and not element.get("aria-labelledby")
    ]


def _inline(elements: list[Any]) -> list[str]:
    found = [f"inline style on <{element.tag}>" for element in elements if element.get("style") is not None]
    found += ["inline <style>" for element in elements if element.tag == "style"]
    found += ["inline <script>" for element in elements if element.tag == "script" and not _is_data(element)]
    handlers = [name for element in elements for name in element.attrib if str(name).startswith("on")]
    return found + [f"handler attribute {name}" for name in handlers]


def _is_data(element: Any) -> bool:
    """Whether a script is fetched by its address, or is of the one type that no browser runs."""
    return bool(element.get("src")) or element.attrib == {"type": "application/ld+json"}


def _language(tree: Any) -> list[str]:
    return [] if tree.get("lang") in ("da", "en") else ["no language on <html>"]
