"""One's own recent searches. They stand in the cookie of one's own browser and nowhere else; signing out ends them."""

from flask import session as cookie

NAME = "sought"
MOST = 8
MAX_WORDS = 80  # characters


def recent() -> tuple[str, ...]:
    """What was sought last, newest first."""
    kept = cookie.get(NAME, ())
    return tuple(words for words in kept if isinstance(words, str)) if isinstance(kept, list | tuple) else ()


def remember(words: str) -> None:
    """Put it first; a search that began with the same words, or was the same, is not named twice."""
    line = words[:MAX_WORDS]
    before = recent()
    now = [line, *(other for other in before if other.casefold() != line.casefold())][:MOST]
    if now != list(before):
        cookie[NAME] = now


def forget() -> None:
    cookie.pop(NAME, None)
