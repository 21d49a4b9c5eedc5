"""How much of everything a text may hold, and that reading it costs no more than a moment."""

import contextlib
import re
import time
import unicodedata
from collections.abc import Callable
from xml.etree.ElementTree import Element

import pytest

from network.core.errors import Invalid
from network.core.text import (
    MAX_ADDRESS,
    MAX_ADDRESSES,
    MAX_BRACKETS,
    MAX_LENGTH,
    MAX_MARKS,
    MAX_NESTING,
    MAX_QUOTE_DEPTH,
    MAX_TAGS,
    checked_body,
    clean_body,
    clean_line,
    printable,
    render,
)
from tests.core.parsed import parsed

NESTED_QUOTES = [">", "> ", ">\t", "   >", ">\n", "> a\n", "> - ", "1. > "]
ADDRESSES = ["://", "http://a.", "a.http://", "https://a ", "a@a.", "mailto:", "//a", ":", "@"]
UNCLOSED = ["(http://", "http://a/(", "ftp://a/(", "//a.dk/(", ".å///a.dk"]
BEGUN = ["(http://", "http://a/(", "http://a/[", "ftp://a/?", ".http://a/{", "*http://a/*"]
BRACKETS = ["(", "[", "{", "()", "(]", "^[", "'a"]
HOSTILE = [
    *("[", "![", "^[", "[^", "[a](", "<", "`", "*a_", "~~", "&", "| a ", "a|b\n-|-\n", "> ", "- ", "\\", '"', "\t"),
    *("# a\n", "=\n", "```\n", "[^1]: a\n", "[a]: b\n"),
]


def tree(markdown: str) -> Element:
    return parsed(render(markdown, "a").html)


def depth(element: Element) -> int:
    return 1 + max(map(depth, element), default=0)


def seconds_of(markdown: str) -> float:
    begun = time.process_time()
    with contextlib.suppress(Invalid):
        render(markdown, "a")
    return time.process_time() - begun


def test_a_body_may_be_as_long_as_the_limit_once_it_is_cleaned() -> None:
    assert len(checked_body("å" * MAX_LENGTH + "\r\n\x00")) == MAX_LENGTH
    with pytest.raises(Invalid) as refusal:
        checked_body("å" * (MAX_LENGTH + 1), field="description")
    assert refusal.value.field == "description"
    assert refusal.value.values == {"length": MAX_LENGTH + 1, "limit": MAX_LENGTH}


@pytest.mark.parametrize("nothing", ["", " \n\t", "\x00\u202e\r\n"])
def test_an_empty_body_is_refused_where_one_is_needed(nothing: str) -> None:
    assert checked_body(nothing, required=False).strip() == ""
    with pytest.raises(Invalid) as refusal:
        checked_body(nothing)
    assert refusal.value.field == "body"


def test_quotes_deeper_than_the_limit_are_flattened_and_keep_their_words() -> None:
    for level in (MAX_QUOTE_DEPTH, MAX_QUOTE_DEPTH + 1, MAX_QUOTE_DEPTH * 20):
        for mark in (">", "> ", "   >", ">  "):
            assert len(list(tree(f"{mark * level}hej").iter("blockquote"))) == MAX_QUOTE_DEPTH
            assert render(f"{mark * level}hej", "a").plain == "hej"


@pytest.mark.parametrize("mark", ["- ", "1. ", "> - ", "- > ", ">\t", "* 1. > "])
def test_blocks_are_nested_no_deeper_than_the_limit(mark: str) -> None:
    assert MAX_QUOTE_DEPTH < depth(tree(f"{mark * 300}hej")) <= MAX_NESTING + 3


@pytest.mark.parametrize("part", ["*a* ", "[a](b) ", "a\n\n", "https://a.dk ", "a@b.dk ", "^[a]", "- a\n", "![a](b)"])
def test_a_text_of_too_many_parts_is_refused(part: str) -> None:
    assert render(part * 500, "a").html.count("<") <= MAX_TAGS
    with pytest.raises(Invalid) as refusal:
        render(part * (MAX_TAGS // 2 + 1), "a")
    assert refusal.value.field == ""


@pytest.mark.parametrize(
    ("part", "limit"), [("ftp://a.dk ", MAX_ADDRESSES), ("[a](https://a.dk) ", MAX_ADDRESSES), ("[ ", MAX_BRACKETS)]
)
def test_a_text_of_too_many_addresses_or_brackets_is_refused(part: str, limit: int) -> None:
    assert render(part * limit, "a").html.count("<") <= MAX_TAGS
    with pytest.raises(Invalid) as refusal:
        render(part * (limit + 1), "a")
    assert "too many links" in refusal.value.message


def test_a_long_address_full_of_brackets_is_one_link() -> None:
    address = "https://a.dk/kort?" + "lag(1)=a(b);" * 350
    assert 4_000 < len(address) < MAX_ADDRESS
    for before in ("", "se (", "se:"):
        assert [link.get("href") for link in tree(f"{before}{address} ").iter("a")] == [address.rstrip(";")]


def test_two_slashes_alone_make_no_link() -> None:
    assert list(tree("//a.dk/b og //server.a.dk/drev").iter("a")) == []


def test_a_few_kilobytes_of_table_do_not_become_a_hundred_thousand_cells() -> None:
    table = "|a" * 400 + "\n" + "|-" * 400 + "\n" + "|\n" * 300
    assert len(table) < 3_000
    with pytest.raises(Invalid):
        render(table, "a")


@pytest.mark.parametrize("mark", NESTED_QUOTES)
def test_a_quarter_megabyte_of_nested_quotes_is_refused_or_rendered_quickly(mark: str) -> None:
    assert seconds_of(mark * (240_000 // len(mark))) < 5


@pytest.mark.parametrize("unit", ADDRESSES)
def test_the_longest_text_of_half_addresses_costs_no_more_than_a_moment(unit: str) -> None:
    assert seconds_of(unit * (MAX_LENGTH // len(unit))) < 5


@pytest.mark.parametrize("unit", UNCLOSED)
def test_the_longest_text_of_addresses_that_never_end_costs_no_more_than_a_moment(unit: str) -> None:
    assert seconds_of(unit * (MAX_LENGTH // len(unit))) < 3


@pytest.mark.parametrize("unit", BEGUN)
@pytest.mark.parametrize("rest", ["a", "?a", ".a", "(a)", "("])
def test_as_many_addresses_as_fit_in_the_longest_text_cost_no_more_than_a_moment(unit: str, rest: str) -> None:
    share = MAX_LENGTH // MAX_ADDRESSES
    assert seconds_of((unit * MAX_ADDRESSES + rest * MAX_LENGTH)[:MAX_LENGTH]) < 3
    assert seconds_of((unit + rest * share)[:share] * MAX_ADDRESSES) < 3


@pytest.mark.parametrize("unit", BRACKETS)
def test_an_address_of_nothing_but_brackets_costs_no_more_than_a_moment(unit: str) -> None:
    assert seconds_of(("http://a/" + unit * MAX_LENGTH)[:MAX_LENGTH]) < 3
    assert seconds_of(("http://a/" + unit * (MAX_BRACKETS // len(unit))).ljust(MAX_LENGTH, "a")) < 3


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_long_text_of_half_marks_costs_no_more_than_a_moment(unit: str) -> None:
    assert seconds_of(unit * (MAX_LENGTH // 2 // len(unit))) < 5


@pytest.mark.parametrize("clean", [printable, clean_line, clean_body])
@pytest.mark.parametrize("marks", ["\u0301\u0316", "\u0301", "\u0345\u0301!"])
def test_a_tower_of_accents_is_levelled_before_it_is_put_in_order(clean: Callable[[str], str], marks: str) -> None:
    begun = time.process_time()
    cleaned = clean("Æ" + marks * 250_000 + " bro")
    assert time.process_time() - begun < 5
    taken_apart = unicodedata.normalize("NFD", cleaned)
    assert taken_apart.startswith("Æ")
    assert taken_apart.endswith(" bro")
    runs = re.findall(r"[\u0300-\u036f]+", taken_apart)
    assert max(map(len, runs)) <= MAX_MARKS + 1


@pytest.mark.parametrize(
    "text", ["Århus – Ærø", "Zalgo: Z̵̢̛a", "........................................", "¡¿…—«»" * 20, "ǟ ṩ ệ", "日本語"]
)
def test_what_people_write_keeps_its_marks(text: str) -> None:
    assert printable(text) == text
