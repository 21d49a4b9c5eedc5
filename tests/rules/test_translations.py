"""Every word of the interface has its Danish."""

import ast
import re
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent.parent
CATALOGUE = ROOT / "network" / "translations" / "da" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "_l": None, "N_": None, "lazy_gettext": None}
PLACES = re.compile(r"%\(\w+\)[sd]")


def used() -> set[object]:
    """Message ids in the code and the templates; a pair for those with a plural."""
    found = set()
    for folder, methods in (("network", [("**.py", "python")]), ("templates", [("**", "jinja2")])):
        for _file, _line, message, _comments, _context in extract_from_dir(ROOT / folder, methods, keywords=KEYWORDS):
            found.add(message if isinstance(message, str) else tuple(message[:2]))
    return found


def translated() -> dict[object, object]:
    with CATALOGUE.open("rb") as file:
        return {message.id: message for message in read_po(file, locale="da") if message.id}


def test_every_message_is_translated_and_none_is_a_guess() -> None:
    catalogue = translated()
    missing = [
        message
        for message in used()
        if message not in catalogue or not all(_forms(catalogue[message])) or catalogue[message].fuzzy  # type: ignore[attr-defined]
    ]
    assert not missing


def test_no_message_stands_where_the_extraction_does_not_look() -> None:
    """A call inside an f-string is found by nobody, and its message would stay English."""
    for path in (ROOT / "network").rglob("*.py"):
        for text in (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.JoinedStr)):
            for call in (node.func for node in ast.walk(text) if isinstance(node, ast.Call)):
                assert not (isinstance(call, ast.Name) and call.id in KEYWORDS), f"{path}:{call.lineno}"


def test_no_translation_has_lost_its_use() -> None:
    assert not set(translated()) - used()


def test_a_translation_has_the_places_of_its_message() -> None:
    for message_id, message in translated().items():
        ids = message_id if isinstance(message_id, tuple) else (message_id,)
        wanted = set(PLACES.findall(ids[-1]))
        for form in _forms(message)[-1:]:
            assert set(PLACES.findall(form)) == wanted, message_id


def test_danish_quotes_in_one_way() -> None:
    """”So”, as it is done in most Danish texts; a mark that opens has one that closes."""
    for message in translated().values():
        for form in _forms(message):
            assert not set('“„«»"') & set(form), form
            assert form.count("”") % 2 == 0, form


def _forms(message: object) -> tuple[str, ...]:
    string = message.string  # type: ignore[attr-defined]
    return string if isinstance(string, tuple) else (string,)
