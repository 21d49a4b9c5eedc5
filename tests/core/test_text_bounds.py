"""How much of everything a text may hold, and that reading it costs no more than a moment."""

import contextlib
import time
from xml.etree.ElementTree import Element

import pytest

from network.core.errors import Invalid
from network.core.text import MAX_LENGTH, MAX_NESTING, MAX_QUOTE_DEPTH, MAX_TAGS, checked_body, render
from tests.core.parsed import parsed

NESTED_QUOTES = [">", "> ", ">\t", "   >", ">\n", "> a\n", "> - ", "1. > "]
ADDRESSES = ["://", "http://a.", "a.http://", "https://a ", "a@a.", "mailto:", "//a", ":", "@"]
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


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_long_text_of_half_marks_costs_no_more_than_a_moment(unit: str) -> None:
    assert seconds_of(unit * (MAX_LENGTH // 2 // len(unit))) < 5
