"""The editor: what is pasted becomes clean Markdown, files and quotes come into the text, members are named."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.acts import ask, main, search_until_found, sign_in
from tests.browser.conftest import Visits
from tests.browser.test_keyboard import tab_to

pytestmark = pytest.mark.browser

TOPIC = "Natur og kyst som drivkraft"
WORD = Path(__file__).with_name("pasted_from_word.html")
PASTE = """(area, [html, plain]) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", plain);
  area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
GIVE_PICTURE = """async (area, [kind, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], "image.png", { type: "image/png" }));
  const event = kind === "paste"
    ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
    : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
  area.dispatchEvent(event);
}"""
SELECT = """(post, length) => {
  const range = document.createRange();
  const words = post.querySelector("[data-prose] p").firstChild;
  range.setStart(words, 0);
  range.setEnd(words, length);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


def png() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (600, 200), "teal").save(stream, "PNG")
    return stream.getvalue()


def payload(name: str, content: bytes) -> FilePayload:
    return FilePayload(name=name, mimeType="application/octet-stream", buffer=content)


def paste(area: Locator, html: str, plain: str = "ren tekst") -> str:
    """What stands in the text box afterwards."""
    area.fill("")
    area.evaluate(PASTE, [html, plain])
    expect(area).not_to_have_value("")
    return area.input_value()


@pytest.fixture
def area(visit: Visits) -> Locator:
    """The text box of a new thread."""
    page = visit("kirsten.thaarup")
    page.goto("/traade/ny?slags=spoergsmaal")
    return page.get_by_label("Tekst")


def test_what_is_pasted_from_word_is_clean_markdown(area: Locator) -> None:
    assert paste(area, WORD.read_text(encoding="utf-8")) == (
        "# Diget ved Nørre Vig\n\n"
        "Vi har **tre** ting & *en*, og snake\\_case:\n\n"
        "- Første punkt\n   - Under det\n- Andet punkt\n1. Så dette\n2. Og dette\n\n"
        "| Hvad | Pris |\n| --- | --- |\n| Nedrivning \\| asbest | 85.000 kr. |\n\n"
        "Se [KL om diger](https://kl.dk/diger?a=1&b=2) og det her."
    )
    area.fill("")


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<h2>Over</h2><div>Linje 1<br>Linje 2</div>", "## Over\n\nLinje 1  \nLinje 2"),
        ("<ul><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ul>", "- a\n   - b\n- c"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n   - b"),
        ('<ol start="3"><li>x</li><li>y</li></ol>', "3. x\n4. y"),
        ("<blockquote><p>et</p><p>to</p></blockquote>", "> et\n>\n> to"),
        ("<pre>kode\n  her</pre>", "```\nkode\n  her\n```"),
        ('<span style="font-weight:700">fed</span> <b style="font-weight:normal">ikke</b>', "**fed** ikke"),
        ("<table><tr><td><div>Kære Per</div><div>Hej</div></td></tr></table>", "Kære Per\n\nHej"),
        ('<p>a <a href="javascript:alert(1)">b</a> <a href="https://c.dk">https://c.dk</a></p>', "a b https://c.dk"),
        ("<script>alert(1)</script><style>p {}</style><p onclick=x>tekst</p>", "tekst"),
        ("<p>&lt;b&gt; *stjerne* [a]</p>", "\\<b> \\*stjerne\\* \\[a\\]"),
        ("<meta charset=utf-8>", "ren tekst"),
    ],
)
def test_what_is_pasted_from_a_web_page_or_a_mail_keeps_its_form_and_nothing_else(
    area: Locator, html: str, markdown: str
) -> None:
    assert paste(area, html) == markdown
    area.fill("")


def test_the_toolbar_has_keys_and_inserts_a_table(area: Locator) -> None:
    page = area.page
    area.press_sequentially("vigtigt")
    area.press("Control+a")
    area.press("Control+b")
    expect(area).to_have_value("**vigtigt**")
    area.press("Control+a")
    area.press("Control+k")
    expect(area).to_have_value("[**vigtigt**](https://)")
    area.fill("punkt")
    for key, text in (("Control+Shift+Digit8", "- punkt"), ("Control+Shift+Digit9", "> - punkt")):
        area.press(key)
        expect(area).to_have_value(text)
    area.fill("")
    area.focus()
    page.get_by_role("button", name="Tabel").press("Enter")
    dialog = page.get_by_role("dialog", name="Indsæt en tabel")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Kolonner").fill("2")
    dialog.get_by_label("Rækker").fill("1")
    dialog.get_by_label("Rækker").press("Enter")
    expect(dialog).to_be_hidden()
    expect(area).to_have_value("| Kolonne 1 | Kolonne 2 |\n| --- | --- |\n|   |   |\n\n")
    expect(area).to_be_focused()
    page.get_by_role("button", name="Tabel").click()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    area.fill("")


def test_pictures_are_pasted_and_dropped_and_files_chosen(visit: Visits) -> None:
    page = visit("kirsten.thaarup", width=360)
    ask(page, TOPIC, "Hvordan ser jeres diger ud?", "Vis os dem.")
    area = page.get_by_label("Dit svar")
    for number, kind in enumerate(("paste", "drop"), start=1):
        area.press("Control+End")
        area.evaluate(GIVE_PICTURE, [kind, list(png())])
        expect(page.locator("[data-attached] li")).to_have_count(number)
        expect(page.locator("#file-status")).to_contain_text("Skriv i parenteserne, hvad billedet viser.")
        page.keyboard.type(f"Dige {number}")
    page.get_by_label("Filer og billeder").set_input_files(
        [payload("Overslag 2026.txt", b"Diget koster fire millioner.\n")]
    )
    expect(page.locator("[data-attached] li")).to_have_count(3)
    page.get_by_label("Filer og billeder").set_input_files([payload("Tom.txt", b"")])
    expect(page.locator("#file-status")).to_contain_text("Tom.txt: Filen er tom.")
    visit.watch(page).take()  # the refusal
    expect(main(page).locator("[data-draft-status]")).to_contain_text("Kladden er gemt kl.")
    page.get_by_role("button", name="Send svar").click()
    post = page.get_by_role("article").last
    for number in (1, 2):
        picture = post.get_by_role("img", name=f"Dige {number}")
        expect(picture).to_be_visible()
        assert picture.evaluate("image => image.complete && image.naturalWidth") == 600
    expect(post.get_by_role("link", name="Overslag 2026.txt")).to_be_visible()
    hit = search_until_found(page, "diget millioner", "Overslag 2026.txt")
    expect(hit).to_contain_text("Hvordan ser jeres diger ud?")
    hit.get_by_role("link").first.click()
    expect(page.locator("article:target").get_by_role("link", name="Overslag 2026.txt")).to_be_visible()


def test_a_second_picture_stands_beside_the_first_that_still_waits_for_its_words(area: Locator) -> None:
    page = area.page
    area.fill("Før.\n")
    area.press("Control+End")
    for number, kind in enumerate(("paste", "drop", "paste"), start=1):
        area.evaluate(GIVE_PICTURE, [kind, list(png())])
        expect(page.locator("[data-attached] li")).to_have_count(number)
        expect(area).to_have_value(re.compile(rf"^Før\.\n(!\[\]\(/filer/\d+/\S+\) ){{{number}}}$"))
    page.keyboard.type("Det sidste")
    expect(area).to_have_value(re.compile(r"!\[Det sidste\]\(/filer/\d+/\S+\) $"))
    area.fill("")


def test_files_and_quotes_need_no_javascript(visit: Visits) -> None:
    page = visit(java_script_enabled=False)
    sign_in(page, visit.served.sign_ins()["mette.holm"])
    ask(page, TOPIC, "Hvem måler sandflugten?", "Vi gør det med pinde.")
    page.get_by_label("Dit svar").fill("Se her.")
    page.get_by_label("Filer og billeder").set_input_files([payload("Pinde.png", png())])
    page.get_by_role("button", name="Vedhæft").click()
    expect(page.get_by_label("Dit svar")).to_have_value("Se her.")
    markdown = page.locator("[data-attached] code").inner_text()
    page.get_by_label("Dit svar").fill(f"Se her: {markdown}")
    page.get_by_role("button", name="Send svar").click()
    expect(main(page)).to_contain_text("Fortæl med få ord, hvad billedet viser")
    page.get_by_label("Dit svar").fill(f"Se her: {markdown.replace('[]', '[Fem pinde]')}")
    page.get_by_role("button", name="Send svar").click()
    expect(page.get_by_role("img", name="Fem pinde")).to_be_visible()
    page.get_by_role("link", name="Citér").first.click()
    value = page.get_by_label("Dit svar").input_value()
    assert value.startswith("> [Mette Holm, ")
    assert value.endswith(" skrev:\n>\n> Vi gør det med pinde.\n\n")
    page.get_by_label("Dit svar").fill(f"{value}Og @Kirsten Thaarup?")
    page.get_by_role("button", name="Vis, hvordan det bliver").click()
    expect(main(page)).to_contain_text("Får besked: Kirsten Thaarup")
    page.get_by_role("button", name="Send svar").click()
    expect(page.get_by_role("status").first).to_contain_text("Der er sendt besked til Kirsten Thaarup")


def test_what_is_selected_is_quoted_where_one_writes(visit: Visits) -> None:
    page = visit("kirsten.thaarup")
    ask(page, TOPIC, "Hvem har en stige til fyrtårnet?", "Vi mangler en stige. Den gamle er væk.")
    area, post = page.get_by_label("Dit svar"), page.get_by_role("article").first
    area.fill("Jo,")
    post.evaluate(SELECT, len("Vi mangler en stige."))
    post.get_by_role("link", name="Citér").click()
    expect(area).to_have_value(_ends(" skrev:\n>\n> Vi mangler en stige.\n\n"))
    assert area.input_value().startswith("Jo,\n\n> [Kirsten Thaarup, ")
    expect(area).to_be_focused()
    area.fill("")
    page.evaluate("getSelection().removeAllRanges()")
    post.get_by_role("link", name="Citér").press("Enter")
    expect(area).to_have_value(_ends("> Vi mangler en stige. Den gamle er væk.\n\n"))
    area.press_sequentially("Vi har en.")
    page.get_by_role("button", name="Send svar").click()
    expect(page.locator("article blockquote")).to_contain_text("Den gamle er væk.")


def _ends(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text) + "$")


def test_a_member_is_named_by_keyboard_alone(visit: Visits) -> None:
    page = visit("mette.holm")
    ask(page, TOPIC, "Hvem skriver referatet?", "Jeg gjorde det sidst.")
    area = page.get_by_label("Dit svar")
    tab_to(page, area)
    page.keyboard.type("Kan @Kirs", delay=20)
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("Kirsten Thaarup")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert area.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    page.keyboard.press("Enter")
    expect(area).to_have_value("Kan @Kirsten Thaarup ")
    expect(options).to_have_count(0)
    page.keyboard.type("og @Kirs", delay=20)
    expect(options.first).to_be_visible()
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    page.keyboard.press("Enter")
    expect(area).to_have_value("Kan @Kirsten Thaarup og @Kirs\n")
    area.fill("Kan @Kirsten Thaarup gøre det?")
    page.get_by_role("button", name="Send svar").click()
    expect(page.get_by_role("status").first).to_contain_text("Der er sendt besked til Kirsten Thaarup")
    kirsten = visit("kirsten.thaarup")
    _until_told(kirsten)
    main(kirsten).get_by_role("link", name="Du er nævnt i ”Hvem skriver referatet?”").click()
    expect(kirsten.locator("article:target")).to_contain_text("gøre det?")


def _until_told(page: Page) -> None:
    for _ in range(40):
        page.goto("/notifikationer/")
        if page.get_by_role("link", name="Du er nævnt i").count():
            return
        page.wait_for_timeout(500)
