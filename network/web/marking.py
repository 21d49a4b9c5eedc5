"""The words that a reader searched for: carried along in addresses, and marked in what they were found in."""

import re
from collections.abc import Callable, Mapping
from html import unescape
from urllib.parse import urlencode

from flask import request
from markupsafe import Markup, escape

from network.core.text import clean_line
from network.ports.search.query_text import parse
from network.ports.search.snippets import mark

MAX_WORDS = 300  # characters that are carried along
_TAG = re.compile(r"""(<(?:[^<>"']|"[^"]*"|'[^']*')*>)""")


def sought() -> str:
    """The words that the address of this request carries, or nothing."""
    return clean_line(request.args.get("q", ""))[:MAX_WORDS]


def with_words(url: str) -> str:
    """An address with the words that this request carries."""
    return adding(sought())(url)


def adding(words: str) -> Callable[[str], str]:
    """Adds the words to an address within the network, so that the page behind it marks them."""
    if not words:
        return str
    tail = urlencode({"q": words[:MAX_WORDS]})

    def add(url: str) -> str:
        path, hash_sign, anchor = url.partition("#")
        return f"{path}{'&' if '?' in path else '?'}{tail}{hash_sign}{anchor}"

    return add


def sought_terms() -> frozenset[str]:
    """What the words come to, to be marked."""
    words = sought()
    return parse(words).terms if words else frozenset()


def marked_html(html: str, terms: frozenset[str]) -> Markup:
    """Sanitised HTML with the terms marked in its text; tags and what stands in them are left as they are."""
    pieces = _TAG.split(html)
    for at in range(0, len(pieces), 2):
        if pieces[at].strip():
            pieces[at] = "".join(
                f"<mark>{escape(text)}</mark>" if is_marked else str(escape(text))
                for text, is_marked in mark(unescape(pieces[at]), terms)
            )
    return Markup("".join(pieces))  # noqa: S704 -- tags as they were sanitised, text escaped again


def marked_texts(texts: Mapping[str, str]) -> dict[str, str]:
    """Sanitised HTML by the name of a field, with the words of this request marked."""
    terms = sought_terms()
    return {name: marked_html(html, terms) for name, html in texts.items()} if terms else dict(texts)
