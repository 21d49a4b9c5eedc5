"""The words that a reader searched for, marked in the posts that they were found in."""

from dataclasses import replace

from network.features.threads.queries import ThreadPage
from network.ports.search.query_text import parse
from network.web.marking import marked_html


def with_words_marked(page: ThreadPage, words: str) -> ThreadPage:
    """The same page with the words marked in the text of each post."""
    terms = parse(words).terms
    if not terms:
        return page
    posts = tuple(replace(post, html=marked_html(post.html, terms)) for post in page.posts)
    return replace(page, posts=posts)
