"""Markdown → HTML → sanitised HTML and plain text, made once when something is written.

Two walls: markdown-it with raw HTML switched off, then bleach. bleach is no longer maintained, so the tests run every
payload through a second sanitiser as well, and it may let nothing through that the other would not.
"""

import re
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from typing import Any

import bleach
from linkify_it import LinkifyIt  # type: ignore[import-untyped]
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, linkify
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from network.core.errors import N_, Invalid

MAX_LENGTH = 50_000  # characters; a long post is 5,000
MAX_QUOTE_DEPTH = 10
MAX_QUOTES_TYPED = 500  # marks of quotes before one line; what a program wrote, or somebody who is playing
MAX_TAGS = 10_000  # of one text; sanitising takes 0.06 ms a tag, and a few kilobytes of table can make 100,000
MAX_ADDRESSES = 500  # "://" in one text
MAX_BRACKETS = MAX_TAGS // 2  # "[" in one text; a link makes two tags
MAX_ADDRESS = 5_000  # characters; what is longer is cut where it is made a link
MAX_NESTING = 40  # block levels; quotes and lists together
MAX_MARKS = 30  # combining marks on one letter; no language has more than a few
FIRST_HEADING = 3  # a page has its h1, a post its h2; what members write begins at h3
OWN_IMAGES = "/filer/"

TAGS = frozenset(
    [
        "p",
        "br",
        "hr",
        "h3",
        "h4",
        "h5",
        "h6",
        "strong",
        "em",
        "s",
        "blockquote",
        "ul",
        "ol",
        "li",
        "pre",
        "code",
        "a",
        "img",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "sup",
        "section",
    ]
)
ATTRIBUTES = {
    "a": ["href", "title", "id", "class", "rel"],
    "img": ["src", "alt", "title"],
    "ol": ["start", "class"],
    "li": ["id", "class"],
    "sup": ["class", "id"],
    "section": ["class"],
    "th": ["class"],
    "td": ["class"],
}
PROTOCOLS = frozenset({"http", "https", "mailto"})

_QUOTES = re.compile(rf"^((?:[ ]{{0,3}}>[ ]?){{{MAX_QUOTE_DEPTH}}})(?:[ ]{{0,3}}>[ ]?)+", re.MULTILINE)
_QUOTED_ON_AND_ON = re.compile(rf"^(?:[ \t]{{0,3}}>){{{MAX_QUOTES_TYPED}}}", re.MULTILINE)
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BIDI_OVERRIDES = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_LONG_RUN = re.compile(r"[^\w\s]{32,}")  # of marks or punctuation; combining marks are among them
_CHECKBOX = re.compile(r"^\[([ xX])\]\s+")
_ADDRESS_BEGUN = re.compile(r"(?<![a-z0-9.+-])https?$", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Rendered:
    html: str
    plain: str


def printable(text: str) -> str:
    """The text without characters that no page may hold, and without towers of accents."""
    return _LONG_RUN.sub(_levelled, _UNWANTED.sub("", text))


def _levelled(run: re.Match[str]) -> str:
    """At most MAX_MARKS on a letter: putting marks in order costs by the square of their number."""
    kept, height = [], 0
    for character in run[0]:
        height = height + 1 if unicodedata.combining(character) else 0
        if height <= MAX_MARKS:
            kept.append(character)
    return "".join(kept)


def clean_line(text: str) -> str:
    """A title or name: NFC, no control characters or direction overrides, single spaces, nothing around it."""
    text = unicodedata.normalize("NFC", _BIDI_OVERRIDES.sub("", printable(text)))
    return " ".join(text.split())


def clean_body(text: str) -> str:
    """A body as typed: NFC, newlines alike, no control characters but newline and tab."""
    text = _BIDI_OVERRIDES.sub("", printable(text.replace("\r\n", "\n").replace("\r", "\n")))
    return unicodedata.normalize("NFC", text).strip("\n")


def checked_body(text: str, *, field: str = "body", required: bool = True) -> str:
    """The cleaned body. Raises Invalid when it is empty though `required`, or over MAX_LENGTH."""
    body = clean_body(text)
    if required and not body.strip():
        raise Invalid(N_("Write something first."), field)
    if len(body) > MAX_LENGTH:
        raise Invalid(
            N_("The text is %(length)s characters long; at most %(limit)s fit. Shorten it, or share it as a document."),
            field,
            length=len(body),
            limit=MAX_LENGTH,
        )
    return body


def _shift_headings(state: StateCore) -> None:
    headings = [token for token in state.tokens if token.type in ("heading_open", "heading_close")]
    highest = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(6, int(token.tag[1]) - highest + FIRST_HEADING)}"


def _draw_checkboxes(state: StateCore) -> None:
    """Task lists become ☐ and ☑: a form control that does nothing would only confuse a screen reader."""
    for index, token in enumerate(state.tokens):
        if token.type != "inline" or index < 2 or state.tokens[index - 2].type != "list_item_open":
            continue
        first = token.children[0] if token.children else None
        match = _CHECKBOX.match(first.content) if first and first.type == "text" else None
        if first and match:
            first.content = ("☐ " if match[1] == " " else "☑ ") + first.content[match.end() :]


def _align_cells(state: StateCore) -> None:
    """Column alignment as a class: the content security policy allows no style attribute."""
    for token in state.tokens:
        style = token.attrs.pop("style", None) if token.type in ("th_open", "td_open") else None
        if style:
            token.attrs["class"] = "align-" + str(style).rpartition(":")[2]


class _Linkifier(LinkifyIt):  # type: ignore[misc]
    def _validate_http(self, text: str, pos: int) -> int:
        """Of each address, and of each bracket that stays open, linkify would read on to the end of the text."""
        length: int = super()._validate_http(text[pos : pos + MAX_ADDRESS], 0)
        return length


# A bare "husk.at" must not become a link, so only addresses with a scheme do, and those of mail.
_LINKIFIER = _Linkifier({"//": None}, {"fuzzy_link": False, "fuzzy_email": True})


def _link_address(state: StateInline, silent: bool) -> bool:
    """The rule itself reads all that stands before and after each "://": seconds for a text of nothing else."""
    begun = _ADDRESS_BEGUN.search(state.pending[-9:])
    return bool(begun and _LINKIFIER.test_schema_at(state.src, "http:", state.pos + 1)) and linkify(state, silent)


def _draw_image(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """An image from elsewhere would tell its server who reads; it becomes a link."""
    token = tokens[index]
    source = str(token.attrs.get("src", ""))
    alt = self.renderInlineAsText(token.children or [], options, env)
    if source.startswith(OWN_IMAGES):
        return f'<img src="{_escape(source)}" alt="{_escape(alt)}">'
    return f'<a href="{_escape(source)}">{_escape(alt or source)}</a>'


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _anchor(self: Any, tokens: Sequence[Token], index: int, _options: Any, env: dict[str, Any]) -> str:
    """Footnote numbers carry the post's own name, so that two posts on a page share no id."""
    return f"{env['anchor']}-{tokens[index].meta['id'] + 1}"


def _build_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": True, "maxNesting": MAX_NESTING})
    parser.enable(["table", "strikethrough", "linkify"]).use(footnote_plugin)
    parser.inline.ruler.at("linkify", _link_address)
    parser.core.ruler.push("shift_headings", _shift_headings)
    parser.core.ruler.push("draw_checkboxes", _draw_checkboxes)
    parser.core.ruler.push("align_cells", _align_cells)
    parser.add_render_rule("image", _draw_image)
    parser.add_render_rule("footnote_anchor_name", _anchor)
    parser.linkify = _LINKIFIER
    return parser


_local = threading.local()


def _parser() -> MarkdownIt:
    if not hasattr(_local, "parser"):
        _local.parser = _build_parser()
    parser: MarkdownIt = _local.parser
    return parser


def _is_allowed(tag: str, name: str, value: str) -> bool:
    """bleach takes "javascript:1" for a host with a port, so the scheme is looked at here as well."""
    if name not in ATTRIBUTES.get(tag, ()):
        return False
    scheme, colon, _ = unescape(value).partition(":")
    is_relative = not colon or any(mark in scheme for mark in "/?#")
    return name not in ("href", "src") or is_relative or scheme.lower() in PROTOCOLS


def _cleaner() -> bleach.Cleaner:
    """bleach's cleaner keeps state while it works: one a thread."""
    if not hasattr(_local, "cleaner"):
        _local.cleaner = bleach.Cleaner(tags=TAGS, attributes=_is_allowed, protocols=PROTOCOLS, strip=False)
    cleaner: bleach.Cleaner = _local.cleaner
    return cleaner


def sanitise(html: str) -> str:
    """Only the tags, attributes and link schemes on the list; everything else is escaped or dropped."""
    return str(_cleaner().clean(html))


def render(markdown: str, anchor: str) -> Rendered:
    """Render a cleaned body. `anchor` is unique on any page the result is shown on, e.g. "p12-3". Raises Invalid."""
    _require_at_most(MAX_ADDRESSES, markdown.count("://"))
    _require_at_most(MAX_BRACKETS, markdown.count("["))
    if _QUOTED_ON_AND_ON.search(markdown):
        raise Invalid(N_("The text quotes quotes in hundreds of layers. Keep only what you answer to."))
    html = _parser().render(_QUOTES.sub(r"\1", markdown), {"anchor": anchor})
    _require_at_most(MAX_TAGS, html.count("<"))
    safe = sanitise(html)
    return Rendered(safe, plain_text(safe))


def _require_at_most(limit: int, count: int) -> None:
    if count > limit:
        raise Invalid(N_("The text holds too many links, cells or footnotes. Shorten it, or share it as a document."))


_BLOCKS = frozenset(["p", "h3", "h4", "h5", "h6", "blockquote", "li", "pre", "table", "tr", "section", "hr", "br"])


class _TextCollector(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("td", "th"):
            self.parts.append(" ")
        elif tag == "img":
            self.parts.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")


def plain_text(html: str) -> str:
    """The words of sanitised HTML, one block a line."""
    collector = _TextCollector()
    collector.feed(html)
    collector.close()
    lines = (line.strip() for line in "".join(collector.parts).replace("↩︎", "").split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()
