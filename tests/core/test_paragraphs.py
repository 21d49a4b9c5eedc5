"""A PDF's lines become paragraphs; other documents have theirs already."""

from network.core.media_types import DOCX, PDF
from network.features.library.paragraphs import paragraphs

LINES = """Trin 3: Grupperne
Nu lægges de to spor sammen: udviklingen i folketal og boliger på den ene led,
civilsamfundets styrke på den anden. Det giver fire felter, og de fleste falder
pænt i et af dem.
\uf0b7 Folketallet har svinget mere end fem procent op og ned inden for de ti år,
\uf0b7 En person bærer tre eller flere tillidshverv."""


def test_full_lines_of_a_pdf_run_on_and_short_ones_end_their_paragraph() -> None:
    assert paragraphs(LINES, PDF) == [
        "Trin 3: Grupperne",
        "Nu lægges de to spor sammen: udviklingen i folketal og boliger på den ene led, "
        "civilsamfundets styrke på den anden. Det giver fire felter, og de fleste falder pænt i et af dem.",
        "• Folketallet har svinget mere end fem procent op og ned inden for de ti år,",
        "• En person bærer tre eller flere tillidshverv.",
    ]


def test_every_word_of_the_page_is_kept_in_order() -> None:
    assert " ".join(paragraphs(LINES, PDF)).split() == LINES.replace("\uf0b7", "•").split()


def test_other_documents_keep_their_lines() -> None:
    assert len(paragraphs(LINES, DOCX)) == 6
