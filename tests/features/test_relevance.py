"""A sample of what `make bench ONLY=relevance` measures: the right answer comes first, however it is asked for."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks import words
from benchmarks.answering import Asker, answers
from benchmarks.book import write
from benchmarks.packages import Page
from network.core import media_types
from network.features.search.spelling import near_terms
from network.ports.extract.sandbox import SandboxedExtractor
from network.ports.search import Document, Query
from network.ports.search.danish import term_of
from network.ports.search.whoosh.index import WhooshIndex

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
READER = Asker(frozenset({"public"}))
TEXTS = {
    "nedrivning": "Nedrivningspuljen dækker udgiften til at rive faldefærdige huse ned. Vi søgte til seks ejendomme.",
    "klynge": "Fem landsbyer er gået sammen i en landsbyklynge med en fælles bestyrelse og et lille sekretariat.",
    "skole": "Den nedlagte skole blev til et forsamlingshus, som foreningerne driver. Kommunen betaler varmen.",
    "kyst": "Kystbeskyttelsen betales af lodsejerne efter en bidragsfordeling, som byrådet har vedtaget.",
    "bosætning": "Bosætningsstrategien udpeger tolv byer, hvor nye ældreboliger og byggegrunde skal samles.",
    "varme": "Fjernvarmen når ikke ud til de mindste landsbyer, hvor borgerne selv har fundet varmepumper.",
}
ASKED = [
    ("nedrivningspulje", "nedrivning"), ("pulje til nedrivning", "nedrivning"), ("nedrivnings puljer", "nedrivning"),
    ("faldefærdigt hus", "nedrivning"), ("landsby klynger", "klynge"), ("klynge af landsbyer", "klynge"),
    ("forsamlingshuse", "skole"), ("nedlagt skole", "skole"), ("hvad gør man med en nedlagt skole", "skole"),
    ("kystbeskyttelse bidrag", "kyst"), ("fordeling af bidrag", "kyst"), ("aeldrebolig", "bosætning"),
    ("boliger til ældre", "bosætning"), ("strategi for bosætning", "bosætning"), ("byggegrund", "bosætning"),
    ("varmepumpe i landsbyen", "varme"), ("fjern varme", "varme"),
]  # fmt: skip
SLIPS = [("skloe", "skole"), ("landsbyklygne", "landsbyklynge"), ("udgfit", "udgift"), ("fjenvarme", "fjernvarme"),
         ("bestyrlesen", "bestyrelse"), ("bryådet", "byråd")]  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WhooshIndex]:
    made = WhooshIndex(tmp_path_factory.mktemp("relevance") / "index")
    made.clear()
    for copy in ("", ":0"):  # a word is offered when two documents hold it
        made.put(Document(f"page:{key}{copy}", "page", key, "", text, "public", MONDAY) for key, text in TEXTS.items())
    yield made
    made.close()


@pytest.mark.parametrize(("question", "key"), ASKED)
def test_what_answers_a_question_comes_first(index: WhooshIndex, question: str, key: str) -> None:
    assert answers(index, READER, question)[:1] == [key]


@pytest.mark.parametrize(("typed", "word"), SLIPS)
def test_a_slip_of_the_finger_is_known_for_what_was_meant(index: WhooshIndex, typed: str, word: str) -> None:
    assert term_of(word) in [term for term, _ in near_terms(index, READER.terms, typed)][:3]


def test_a_slip_may_put_an_a_and_an_e_side_by_side(index: WhooshIndex) -> None:
    index.put(Document(f"page:ae:{n}", "page", f"ae{n}", "", "En udgave af planen", "public", MONDAY) for n in (1, 2))
    assert near_terms(index, READER.terms, "udgvae")[0][0] == "udgave"
    index.delete(["page:ae:1", "page:ae:2"])


def test_what_a_text_begins_with_says_what_it_is_about(tmp_path: Path) -> None:
    padding = " ".join(f"fyld{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(80))
    index = WhooshIndex(tmp_path / "index")
    index.clear()
    index.put(
        [
            Document("page:late", "page", "late", "", f"{padding} kommuneplanen", "public", MONDAY),
            Document("page:early", "page", "early", "", f"Kommuneplanen {padding}", "public", MONDAY),
        ]
    )
    found = index.search(Query("kommuneplan"), READER.terms).hits
    assert [hit.group for hit in found] == ["early", "late"]
    index.close()


def test_a_phrase_leads_to_its_page_of_a_pdf(tmp_path: Path) -> None:
    path = tmp_path / "book.pdf"
    starts = write(path, [Page(key, key.capitalize(), text) for key, text in TEXTS.items()])
    pages = SandboxedExtractor().extract(path, media_types.by_name(path.name) or "").pages
    index = WhooshIndex(tmp_path / "index")
    index.clear()
    index.put(
        Document(f"page:1:{number}", "page", f"page:{number}", "", page.text, "public", MONDAY)
        for number, page in enumerate(pages, start=1)
    )
    assert answers(index, READER, '"efter en bidragsfordeling"') == [f"page:{starts['kyst']}"]
    assert answers(index, READER, "lodsejer bidrag")[:1] == [f"page:{starts['kyst']}"]
    index.close()


def test_labelled_compounds_are_taken_apart_and_simple_words_are_not() -> None:
    found = words.splits(words.labelled())
    assert found.split >= words.LEAST_SPLIT, found.missed
    assert found.wrong <= words.MOST_WRONG, found.torn


def test_inflected_forms_are_measured_on_what_a_treebank_says(tmp_path: Path) -> None:
    rows = [("Husene", "hus"), ("gik", "gå"), ("landmænd", "landmand"), ("bygget", "bygge"), ("husket", "huske")]
    lines = (f"1\t{form}\t{word}\tNOUN\t_\t_\t0\troot\t_\t_" for form, word in rows)
    (tmp_path / "sample.conllu").write_text("\n".join(lines), encoding="utf-8")
    found = words.measured(words.forms([tmp_path / "sample.conllu"]), words.stored, words.asked)
    assert (found.missed, found.wrong) == ((), ())
