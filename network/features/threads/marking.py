"""The words that a reader searched for, marked in the posts that they were found in."""

import re
from dataclasses import replace
from html import unescape
from urllib.parse import urlencode

from flask import request
from markupsafe import Markup, escape

from network.core.text import clean_line
from network.features.threads.queries import ThreadPage
from network.ports.search.query_text import parse
from network.ports.search.snippets import mark

MAX_WORDS = 300  # characters that are carried along
_TAG = re.compile(r"""(<(?:[^<>"']|"[^"]*"|'[^']*')*>)""")


def with_words(url: str) -> str:
    """A thread's address with the words that were asked for at a post's."""
    words = clean_line(request.args.get("q", ""))[:MAX_WORDS]
    return f"{url}{'&' if '?' in url else '?'}{urlencode({'q': words})}" if words else url


def with_words_marked(page: ThreadPage, words: str) -> ThreadPage:
    """The same page with the words marked in the text of each post."""
    terms = parse(words).terms
    if not terms:
        return page
    posts = tuple(replace(post, html=marked_html(post.html, terms)) for post in page.posts)
    return replace(page, posts=posts)


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
