"""A file is what its content says, or it is refused with the reason."""

import io
import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network.core import media_types
from network.core.media_types import (
    CSV,
    DOCX,
    EXTENSIONS,
    GIF,
    JPEG,
    MARKDOWN,
    ODP,
    ODS,
    ODT,
    PDF,
    PNG,
    PPTX,
    RTF,
    TEXT,
    WEBP,
    XLSX,
)
from network.core.sniff import Reason, Refusal, Sniffed, sniff
from tests.contracts import hostile_documents as making

DATA = Path(__file__).parents[1] / "data"
HTML = b"<html><body><script>alert(1)</script></body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
PDF_FILE = (DATA / "rapport.pdf").read_bytes()
DOCX_FILE = (DATA / "rapport.docx").read_bytes()
IMAGES = {
    PNG: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(40),
    JPEG: b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(40),
    GIF: b"GIF89a" + bytes(40),
    WEBP: b"RIFF\x40\0\0\0WEBPVP8 " + bytes(40),
}


def look(content: bytes, name: str, declared: str = "") -> Sniffed | Refusal:
    return sniff(io.BytesIO(content), name, declared)


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("rapport.pdf", PDF),
        ("rapport.docx", DOCX),
        ("temadag.pptx", PPTX),
        ("noegletal.xlsx", XLSX),
        ("rapport.odt", ODT),
        ("temadag.odp", ODP),
        ("noegletal.ods", ODS),
        ("referat-utf8.txt", TEXT),
        ("referat-cp1252.txt", TEXT),
    ],
)
def test_a_real_document_is_what_it_says(name: str, media_type: str) -> None:
    content = (DATA / name).read_bytes()
    assert look(content, name, media_type) == Sniffed(media_type)
    assert look(content, name.upper()) == Sniffed(media_type)


@pytest.mark.parametrize("media_type", IMAGES)
def test_an_image_is_known_by_its_first_bytes(media_type: str) -> None:
    for extension in EXTENSIONS[media_type]:
        assert look(IMAGES[media_type], f"kort.{extension}") == Sniffed(media_type)


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.txt", TEXT),
        ("a.md", MARKDOWN),
        ("a.markdown", MARKDOWN),
        ("a.csv", CSV),
        ("LÆSMIG", TEXT),
        ("Møde 12. maj", TEXT),
    ],
)
def test_the_name_tells_text_from_text(name: str, media_type: str) -> None:
    assert look("Ærø;1\n# Læsø <b>2</b>".encode(), name) == Sniffed(media_type)


@pytest.mark.parametrize("content", ["æ".encode() * 200_000, "æ€".encode("cp1252") * 200_000, b"\xef\xbb\xbf\xc3\xa6"])
def test_text_is_proved_to_its_last_byte_in_either_encoding(content: bytes) -> None:
    assert look(content, "a.txt") == Sniffed(TEXT)
    assert look(content + b"\0", "a.txt") == Refusal(Reason.UNKNOWN)
    assert look(content + b"\x1b", "a.txt") == Refusal(Reason.UNKNOWN)


@pytest.mark.parametrize("content", [b"\x81\xff", b"%!PS-Adobe-3.0", "æøå".encode("utf-16")])
def test_other_encodings_and_languages_are_not_taken_for_text(content: bytes) -> None:
    assert look(content, "a.txt") == Refusal(Reason.UNKNOWN)


def test_rich_text_is_known_by_its_beginning_whatever_it_is_called() -> None:
    assert look(b"{\\rtf1\\ansi hej}", "notat.rtf", "application/msword") == Sniffed(RTF)
    assert look(b"{\\rtf1\\ansi hej}", "notat.txt") == Refusal(Reason.MISMATCH, RTF)
    assert look(b"{\\rtf1\\ansi hej}" + making.archive([("a", "b")]), "notat.rtf") == Refusal(Reason.POLYGLOT)


@pytest.mark.parametrize("word", ["objdata", "objocx", "objupdate", "dde"])
@pytest.mark.parametrize("before", [0, 262_139, 700_000])
def test_rich_text_that_carries_other_files_is_refused_wherever_they_stand(word: str, before: int) -> None:
    content = b"{\\rtf1 " + b"a" * before + b"{\\object\\" + word.encode() + b" 0105}}"
    assert look(content, "notat.rtf") == Refusal(Reason.OBJECTS)


def test_an_empty_file_is_refused_as_empty() -> None:
    assert look(b"", "rapport.pdf") == Refusal(Reason.EMPTY)


@pytest.mark.parametrize("name", ["a.pdf", "a.png", "a.docx", "a.txt", "a.html", "a.svg", "a"])
@pytest.mark.parametrize(
    "content",
    [
        HTML,
        SVG,
        b"\xef\xbb\xbf  \r\n<!DOCTYPE html><p>",
        b"<!-- en --> <!-- to -->\n<HTML>",
        b'<?xml version="1.0"?><svg/>',
        b"<?php system('id');",
        b"<script src=x>",
        HTML + b" " * 1000 + PDF_FILE,
    ],
)
def test_web_pages_and_drawings_with_scripts_are_refused_under_any_name(content: bytes, name: str) -> None:
    assert look(content, name) == Refusal(Reason.ACTIVE)


@pytest.mark.parametrize("name", ["a.docx", "a.exe", "a.txt"])
@pytest.mark.parametrize("content", [b"MZ\x90\0\x03", b"\x7fELF\x02", b"#!/bin/sh\nls", b"\0asm\1\0"])
def test_programs_are_refused_under_any_name(content: bytes, name: str) -> None:
    assert look(content, name) == Refusal(Reason.EXECUTABLE)


def test_text_that_begins_like_a_program_is_text() -> None:
    assert look("MZ-gruppen mødtes tirsdag.".encode(), "a.txt") == Sniffed(TEXT)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"x" * 500 + PDF_FILE, "a.pdf"),
        (b"GIF89a" + bytes(100) + PDF_FILE, "a.gif"),
        (b"%PDF-1.7\n<html><script>alert(1)</script>", "a.pdf"),
        (IMAGES[PNG] + HTML, "a.png"),
        (IMAGES[GIF] + DOCX_FILE, "a.gif"),
        (PDF_FILE + DOCX_FILE, "a.pdf"),
        (making.archive([("%PDF-1.7", b""), ("mimetype", ODT)]), "a.odt"),
    ],
    ids=["pdf after text", "gif and pdf", "pdf and html", "png and html", "gif and zip", "pdf and zip", "zip and pdf"],
)
def test_what_is_two_things_at_once_is_refused(content: bytes, name: str) -> None:
    assert look(content, name) == Refusal(Reason.POLYGLOT)


@pytest.mark.parametrize("lead", [b"\n", b"\xef\xbb\xbf", b"\r\n\r\n"])
def test_a_pdf_may_begin_with_a_blank(lead: bytes) -> None:
    assert look(lead + PDF_FILE, "a.pdf") == Sniffed(PDF)


@pytest.mark.parametrize(
    "name",
    ["rapport.docx", "rapport.pdf.exe", "rapport.exe.", "rapport.exe ", "rapport.pdf::$DATA", "rapport.htm"],
)
def test_a_name_that_says_otherwise_is_refused_with_what_it_is(name: str) -> None:
    assert look(PDF_FILE, name) == Refusal(Reason.MISMATCH, PDF)


def test_text_under_a_document_s_name_is_a_mismatch() -> None:
    assert look(b"hej", "a.docx") == Refusal(Reason.MISMATCH, TEXT)
    assert look(b"alert(1)", "a.js") == Refusal(Reason.MISMATCH, TEXT)


@pytest.mark.parametrize(
    ("declared", "fits"),
    [
        ("", True),
        ("application/octet-stream", True),
        ("application/vnd.ms-excel", True),
        ("text/csv; charset=utf-8", True),
        ("text/plain", True),
        ("application/pdf", False),
        ("TEXT/HTML", False),
        ("image/svg+xml", False),
    ],
)
def test_the_sender_s_word_counts_where_it_clearly_contradicts(declared: str, fits: bool) -> None:
    assert look(b"a;b\n1;2\n", "a.csv", declared) == (Sniffed(CSV) if fits else Refusal(Reason.MISMATCH, CSV))


def test_an_encrypted_office_file_is_taken_for_what_its_name_says() -> None:
    content = (DATA / "adgangskode.docx").read_bytes()
    assert look(content, "notat.docx") == Sniffed(DOCX, encrypted=True)
    assert look(content, "notat.pdf") == Refusal(Reason.UNKNOWN)
    assert look(content, "notat") == Refusal(Reason.UNKNOWN)


def test_an_encrypted_open_document_is_known_by_its_manifest() -> None:
    manifest = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    content = making.archive([("mimetype", ODT), ("META-INF/manifest.xml", manifest), ("content.xml", b"\x93" * 99)])
    assert look(content, "notat.odt") == Sniffed(ODT, encrypted=True)


def test_old_office_files_are_refused_as_such() -> None:
    content = (DATA / "notat.doc").read_bytes()
    assert look(content, "notat.doc") == Refusal(Reason.OLD_OFFICE)
    assert look(content, "notat.docx") == Refusal(Reason.OLD_OFFICE)


def test_an_office_file_with_a_program_in_it_is_refused() -> None:
    named = making.archive([("[Content_Types].xml", f"{DOCX}.main+xml"), ("word/vbaProject.bin", b"x")])
    assert look(named, "a.docx") == Refusal(Reason.MACROS)
    declared = making.archive([("[Content_Types].xml", "application/vnd.ms-word.document.macroEnabled.main+xml")])
    assert look(declared, "a.docm") == Refusal(Reason.MACROS)


def test_a_zip_that_is_no_document_is_refused() -> None:
    assert look(making.archive([("a.txt", b"hej")]), "a.zip") == Refusal(Reason.UNKNOWN)
    assert look(making.archive([("[Content_Types].xml", "<Types/>")]), "a.docx") == Refusal(Reason.UNKNOWN)
    assert look(making.archive([("mimetype", "application/epub+zip")]), "a.odt") == Refusal(Reason.UNKNOWN)


def test_half_a_document_is_damaged() -> None:
    assert look(DOCX_FILE[:3_000], "a.docx") == Refusal(Reason.DAMAGED)
    assert look(making.lying_docx(), "a.docx") == Sniffed(DOCX)  # what lies is a part that is not looked at here


@pytest.mark.parametrize("extension", sorted({name for names in EXTENSIONS.values() for name in names}))
def test_random_bytes_are_refused_under_every_name(extension: str) -> None:
    content = random.Random(extension).randbytes(20_000)
    assert look(content, f"a.{extension}") == Refusal(Reason.UNKNOWN)


def test_the_stream_is_left_at_its_beginning() -> None:
    for content in (DOCX_FILE, PDF_FILE, b"hej", HTML):
        stream = io.BytesIO(content)
        stream.seek(3)
        sniff(stream, "a.pdf")
        assert stream.tell() == 0


def test_comments_without_end_cost_no_time() -> None:
    begun = time.monotonic()
    assert look(b"<!---->" * 500 + b"<!--" * 200, "a.txt") == Sniffed(TEXT)
    assert time.monotonic() - begun < 2


@settings(max_examples=300, deadline=None)
@given(
    start=st.sampled_from(
        [b"", b"PK\x03\x04", b"%PDF-", bytes.fromhex("d0cf11e0a1b11ae1"), DOCX_FILE, *IMAGES.values()]
    ),
    content=st.binary(max_size=400),
    name=st.text(max_size=20),
    declared=st.text(max_size=20),
)
def test_whatever_comes_is_accepted_or_refused(start: bytes, content: bytes, name: str, declared: str) -> None:
    found = look(start + content, name, declared)
    if isinstance(found, Sniffed):
        assert found.media_type in media_types.ACCEPTED
    else:
        assert found.actual == "" or (found.reason is Reason.MISMATCH and found.actual in media_types.ACCEPTED)
