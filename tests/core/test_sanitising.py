"""Whatever is written: only the tags, attributes and link schemes on the list come out, and nh3 would take no more."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network.core.text import ATTRIBUTES, OWN_IMAGES, PROTOCOLS, TAGS, clean_body, render, sanitise
from tests.core.injections import HTML, MARKDOWN, MUTATING, TARGETS
from tests.core.parsed import parsed

LINKS_IN_HTML = ['<a href="{}">a</a>', "<a href='{}' title='x'>a</a>", "<a href={}>a</a>", '<img src="{}" alt="a">']
LINKS_IN_MARKDOWN = ["[a]({})", "[a](<{}>)", "<{}>", "![a]({})", "![a](<{}>)", "[a][b]\n\n[b]: {}", "a {} b", "^[{}]"]
PIECES = sorted(
    {
        piece
        for payload in HTML + MUTATING
        for piece in re.findall(r"</?[a-z0-9-]+|[\s=]+|[>'\"&;`-]+|[^<>'\"=]+", payload)
    }
)


def scheme_of(address: str) -> str:
    """Read as a browser does: without blanks around, and without tabs and newlines anywhere."""
    bare = re.sub(r"[\t\n\r]", "", address.strip("".join(map(chr, range(33)))))
    found = re.match(r"([a-z][a-z0-9+.-]*):", bare, re.IGNORECASE)
    return found[1].lower() if found else ""


def offences(html: str) -> Iterator[str]:
    """What is not on the lists."""
    for element in list(parsed(html).iter())[1:]:
        if element.tag not in TAGS:
            yield str(element.tag)
        for name, value in element.attrib.items():
            if name not in ATTRIBUTES.get(element.tag, ()):
                yield f"{element.tag} {name}"
            if name in ("href", "src") and scheme_of(value) not in PROTOCOLS | {""}:
                yield f"{element.tag} {name}={value}"


def by_nh3(html: str) -> str:
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(PROTOCOLS),
        clean_content_tags=set(),
        link_rel=None,
    )


def outline(element: Element) -> list[object]:
    """All there is, but for addresses with a scheme from the list: nh3 also drops those that it finds malformed."""
    attributes = sorted(item for item in element.attrib.items() if scheme_of(item[1]) not in PROTOCOLS)
    return [element.tag, attributes, element.text or "", [outline(child) for child in element], element.tail or ""]


def assert_safe(html: str) -> None:
    assert list(offences(html)) == []
    after = f"a{html}"  # nh3 drops a byte order mark at the very beginning
    assert outline(parsed(by_nh3(after))) == outline(parsed(after))


def assert_stays_in_its_place(html: str) -> None:
    around = list(parsed(f"<article>{html}</article><footer></footer>"))
    assert [element.tag for element in around] == ["article", "footer"]


def rendered(markdown: str) -> str:
    return render(clean_body(markdown), "a").html


def foreign_images(html: str) -> list[str]:
    sources = [image.get("src", "") for image in parsed(html).iter("img")]
    return [source for source in sources if not source.startswith(OWN_IMAGES)]


@pytest.mark.parametrize("payload", HTML + MUTATING + MARKDOWN)
def test_nothing_written_directly_gets_through_the_sanitiser(payload: str) -> None:
    assert_safe(sanitise(payload))
    assert_stays_in_its_place(sanitise(payload))


@pytest.mark.parametrize("payload", HTML + MUTATING + MARKDOWN)
def test_nothing_written_in_a_post_gets_through(payload: str) -> None:
    for around in ("{}", "a {} b", "> {}", "- {}", "| {} |\n|-|", "a[^1]\n\n[^1]: {}", "[{}](/a)", "![{}](/filer/1)"):
        html = rendered(around.format(payload))
        assert_safe(html)
        assert_stays_in_its_place(html)
        assert sanitise(html) == html
        assert foreign_images(html) == []


@pytest.mark.parametrize("target", TARGETS)
def test_no_link_leads_where_a_browser_would_run_or_open_something(target: str) -> None:
    for link in LINKS_IN_HTML:
        assert_safe(sanitise(link.format(target)))
    for link in LINKS_IN_MARKDOWN:
        assert_safe(rendered(link.format(target)))
        assert foreign_images(rendered(link.format(target))) == []


@pytest.mark.parametrize(
    "tag", ["<b>a</b>", "<script>alert(1)</script>", "<p onclick=a>", "<br>", "<!-- a -->", "<a/>"]
)
def test_tags_written_in_a_post_are_shown_as_they_were_typed(tag: str) -> None:
    for text in (tag, f"a {tag} b", f"{tag}\n\na"):
        assert render(text, "a").plain == text


def test_what_is_on_the_lists_is_kept() -> None:
    html = (
        '<h3>a</h3>\n<p><a href="https://x.example/?a=1&amp;b=2" title="t">a</a> <a href="mailto:a@b.example">b</a>'
        '<br><img src="/filer/1" alt="a"></p>\n<ol start="3" class="c"><li id="i" class="c">d</li></ol>'
        '<p><a href="/traade/1?x=a:b#c:d">e</a> <a href="#f:1">f</a> <a href="HTTPS://X.example">g</a></p>'
    )
    assert sanitise(html) == html
    assert_safe(html)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_no_mixture_of_the_payloads_gets_through(mixture: str) -> None:
    assert_safe(sanitise(mixture))
    assert_safe(rendered(mixture))


@settings(max_examples=300)
@given(st.lists(st.sampled_from([*"javscript:/#?&;1x", "&#", "&Tab;", "\t", "&colon;", "http", "tel", "data"])))
def test_no_spelling_of_an_address_has_a_scheme_off_the_list(parts: list[str]) -> None:
    address = "".join(parts)
    for link in ('<a href="{}">', '<img src="{}">'):
        assert list(offences(sanitise(link.format(address)))) == []
    assert list(offences(rendered(f"[a]({address}) ![a](<{address}>)"))) == []
