"""What members write: cleaned, rendered, and its words kept."""

import unicodedata
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.core.text import clean_body, clean_line, plain_text, render, sanitise
from tests.core.parsed import parsed

SOUP = [
    *"abæ 1.-+*_`~#>|[]()!^:<&\\\n\t=\"'@",
    *("\n\n", "    ", "```", "~~", "[^1]", "[^1]: ", "^[", "](", "![", "- [ ] ", "|-|\n", "https://a.dk/", "a@b.dk"),
]
FOOTNOTES = [
    *("[^1]", "[^2]", "^[a]", "^[b [^1]]", "[^1]: c\n", "[^2]: d [^1] [^2]\n"),
    *("a ", "\n\n", "> ", "- ", "# ", "    "),
]
FORMS = [
    *("{}", "*{}*", "**{}**", "~~{}~~", "`{}`", "[{}](https://b.dk)", "![{}](/filer/1)", "![{}](https://b.dk)"),
    *("# {}", "> {}", "- {}", "- [x] {}", "1. {}", "    {}", "```\n{}\n```", "| {} |\n|---|"),
]
word = st.text("abcdefghijklmnopqrstuvwxyzæøåÆØÅé", min_size=1, max_size=12)
soup = st.lists(st.sampled_from(SOUP) | st.characters(exclude_categories=["Cs"]), max_size=60).map("".join)


def html(markdown: str, anchor: str = "a") -> str:
    return render(clean_body(markdown), anchor).html.strip()


def tree(markdown: str, anchor: str = "a") -> Element:
    return parsed(html(markdown, anchor))


def tags(markdown: str) -> list[str]:
    return [element.tag for element in tree(markdown).iter()][1:]


def ids(markdown: str, anchor: str) -> list[str]:
    return [element.attrib["id"] for element in tree(markdown, anchor).iter() if "id" in element.attrib]


# What members use


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <s>c</s> <code>d</code></p>"),
        ("a\\\nb  \nc", "<p>a<br>\nb<br>\nc</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("```python\nx < 1\n```", "<pre><code>x &lt; 1\n</code></pre>"),
        ("a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>"),
        ('[a](https://b.dk/?c=1&d=2 "e")', '<p><a href="https://b.dk/?c=1&amp;d=2" title="e">a</a></p>'),
        ("[a][b]\n\n[b]: /traade/1", '<p><a href="/traade/1">a</a></p>'),
        ("5 < 6 & 7 > 3", "<p>5 &lt; 6 &amp; 7 &gt; 3</p>"),
        ("- [ ] a\n- [x] b\n- [X] *c*", "<ul>\n<li>☐ a</li>\n<li>☑ b</li>\n<li>☑ <em>c</em></li>\n</ul>"),
        ("[ ] a\n\n- b [x]", "<p>[ ] a</p>\n<ul>\n<li>b [x]</li>\n</ul>"),
    ],
)
def test_markdown_is_rendered(markdown: str, expected: str) -> None:
    assert html(markdown) == expected


def test_a_table_has_its_alignment_as_a_class() -> None:
    table = tree("| a | b | c | d |\n|:--|:-:|--:|---|\n| 1 | 2 | 3 | 4 |")
    for tag in ("th", "td"):
        assert [cell.attrib.get("class") for cell in table.iter(tag)] == [
            "align-left", "align-center", "align-right", None,
        ]  # fmt: skip
    assert not any("style" in element.attrib for element in table.iter())


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://b.dk/_c_d_?e=*f*g", "https://b.dk/_c_d_?e=*f*g"),
        ("HTTP://B.dk", "HTTP://B.dk"),
        ("https://b.dk/æ", "https://b.dk/%C3%A6"),
        ("<https://b.dk>", "https://b.dk"),
        ("mette@lolland.dk", "mailto:mette@lolland.dk"),
        ("<mette@lolland.dk>", "mailto:mette@lolland.dk"),
    ],
)
def test_an_address_becomes_a_link_where_it_stands(typed: str, address: str) -> None:
    for text in (typed, f"se {typed}, tak", f"({typed})", f"**{typed}** og\n{typed}."):
        assert {link.attrib["href"] for link in tree(text).iter("a")} == {address}


@pytest.mark.parametrize("typed", ["planen.dk", "husk.at", "kl. 10:30", "ftp.dk/a", "a:b", "`https://b.dk`", "http://"])
def test_a_word_that_looks_like_an_address_is_none(typed: str) -> None:
    assert "a" not in tags(typed)


def test_headings_begin_at_the_third_level_and_end_at_the_sixth() -> None:
    assert tags("# a\n\n## b\n\n### c") == ["h3", "h4", "h5"]
    assert tags("### a\n\n#### b") == ["h3", "h4"]
    assert tags("## a\n\n# b\n\n###### c") == ["h4", "h3", "h6"]
    assert tags("a\n===\n\nb\n---\n\n##### c\n\n###### d") == ["h3", "h4", "h6", "h6"]


def test_an_image_is_shown_from_the_library_and_is_a_link_to_anywhere_else() -> None:
    assert html('![et "kort"](/filer/1)') == '<p><img src="/filer/1" alt="et &quot;kort&quot;"></p>'
    for address in ("https://b.dk/a.png", "//b.dk/a.png", "/andet/a.png", "filer/1"):
        assert html(f"![*et* kort]({address})") == f'<p><a href="{address}">et kort</a></p>'
    assert html("![](https://b.dk/a.png)") == '<p><a href="https://b.dk/a.png">https://b.dk/a.png</a></p>'
    assert html("![kort](data:image/png;base64,AA==)") == "<p><a>kort</a></p>"


def test_a_footnote_leads_there_and_back() -> None:
    post = tree("a[^x] b[^x] c^[d]\n\n[^x]: e", "p1")
    assert ids("a[^x] b[^x] c^[d]\n\n[^x]: e", "p1") == [
        "fnrefp1-1", "fnrefp1-1:1", "fnrefp1-2", "fnp1-1", "fnp1-2",
    ]  # fmt: skip
    assert [link.attrib["href"] for link in post.iter("a")] == [
        "#fnp1-1", "#fnp1-1", "#fnp1-2", "#fnrefp1-1", "#fnrefp1-1:1", "#fnrefp1-2",
    ]  # fmt: skip


@given(st.lists(st.sampled_from(FOOTNOTES)).map("".join))
def test_two_posts_on_a_page_share_no_footnote(markdown: str) -> None:
    one, other = ids(markdown, "p1"), ids(markdown, "p2")
    assert len({*one, *other}) == len(one) + len(other)
    assert all("p1-" in link.attrib["href"] for link in tree(markdown, "p1").iter("a"))


# Plain text


def test_plain_text_has_one_block_a_line_and_nothing_that_only_leads_around() -> None:
    markdown = "# a\n\nb *c*[^1]\\\nd\n\n- [x] e\n- f\n\n| g | h |\n|---|---|\n| 1 | 2 |\n\n![i](/filer/1)\n\n[^1]: j"
    assert render(markdown, "a").plain.split("\n") == [
        "a", "", "b c[1]", "d", "", "☑ e", "", "f", "", "g", "h", "", "1", "2", "", "i", "", "j",
    ]  # fmt: skip


@given(st.lists(st.tuples(word, st.sampled_from(FORMS))))
def test_every_word_is_found_again_in_the_plain_text(typed: list[tuple[str, str]]) -> None:
    markdown = "\n\n".join(form.format(word) for word, form in typed)
    assert render(markdown, "a").plain.replace("☑", "").split() == [word for word, _ in typed]


@given(st.lists(st.tuples(word, st.sampled_from([" ", "\n", "\n\n", "  \n"]))))
def test_plain_words_stay_as_they_are(typed: list[tuple[str, str]]) -> None:
    assert render("".join(map("".join, typed)), "a").plain.split() == [word for word, _ in typed]


@given(soup)
def test_any_text_is_rendered_and_sanitising_again_changes_nothing(typed: str) -> None:
    made = render(clean_body(typed), "a")
    assert sanitise(made.html) == made.html
    assert plain_text(made.html) == made.plain


# Cleaning


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("  A\u030aben\n\tby  ", "Åben by"),
        ("fil\u202egpj.exe\u2066a\u2069", "filgpj.exea"),
        ("a\x00b\x1b\x7f\x85\ufffe\ud800", "ab"),
        ("a\u00a0\u2028b", "a b"),
        ("🇩🇰 Læsø – ”ny”", "🇩🇰 Læsø – ”ny”"),
    ],
)
def test_a_line_is_cleaned(typed: str, line: str) -> None:
    assert clean_line(typed) == line


def test_a_body_keeps_its_lines_and_tabs() -> None:
    assert clean_body("\r\n\n  a\u0308\r\n\tb\rc\x00\u202e  \n\n") == "  ä\n\tb\nc  "


@given(st.text())
def test_cleaning_twice_changes_nothing_and_leaves_nothing_invisible_to_turn_the_text(typed: str) -> None:
    for clean in (clean_line, clean_body):
        cleaned = clean(typed)
        assert clean(cleaned) == cleaned == unicodedata.normalize("NFC", cleaned)
        assert not {unicodedata.category(mark) for mark in cleaned if mark not in "\n\t"} & {"Cc", "Cs"}
        assert not set(cleaned) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
