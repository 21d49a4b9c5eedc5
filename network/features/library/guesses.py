"""What a file may be called and which language it is in, for its sharer to correct."""

import re

from network.ports.extract import Extraction

MAX_TITLE = 200
LONGEST_HEADING = 120  # characters; what is longer is no heading
FEWEST_WORDS = 3  # that tell a language

# What programs write where a title belongs
_OF_PROGRAMS = re.compile(
    r"(?:untitled|unavngivet|uden titel|dokument\d*|document\d*|præsentation\d*|presentation\d*"
    r"|powerpoint[- ]?præsentation|powerpoint presentation|mappe\d*|book\d*|ark\d*|slide 1|title|titel|scan\w*"
    r"|image|billede)",
    re.IGNORECASE,
)
_BEFORE_A_NAME = re.compile(r"^(?:Microsoft (?:Word|PowerPoint|Excel)\s*-\s*)", re.IGNORECASE)
_SUFFIX = re.compile(r"\.(?:pdf|docx?|pptx?|xlsx?|od[tps]|rtf|txt|md|csv|png|jpe?g|webp|gif|indd)$", re.IGNORECASE)
_TABLE = re.compile(r"\.(?:csv|xlsx|ods)$", re.IGNORECASE)  # begins with what its columns are called
# Words that are frequent in one of the languages and rare or written otherwise in its neighbours
_TELLING = {
    "da": "af ikke hvad mellem blev også efter nogle meget kun hvor kommunen jeg hvis uden fra ved",
    "no": "av ikke hva mellom ble også etter noen mye bare hvor kommunen jeg hvis uten fra ved",
    "sv": "av inte vad mellan blev också efter några mycket bara och att är kommunen jag för från vid",
    "en": "of not what between was also after some much only and the is that with for which from by",
    "de": "von nicht was zwischen wurde auch nach einige viel nur und die ist das mit für der aus bei",
}
_WORDS = {language: frozenset(words.split()) for language, words in _TELLING.items()}


def guessed_title(extraction: Extraction, name: str) -> str:
    """From the file's properties, else its first heading, else its name."""
    heading = extraction.pages[0].text.partition("\n")[0] if extraction.pages and not _TABLE.search(name) else ""
    for candidate in (_of_properties(extraction.title, name), _of_heading(heading)):
        if candidate:
            return candidate[:MAX_TITLE]
    return _of_name(name)[:MAX_TITLE]


def _of_properties(title: str, name: str) -> str:
    if title and title in (name, _SUFFIX.sub("", name)):
        return ""  # a program that knew nothing better
    line = " ".join(_SUFFIX.sub("", _BEFORE_A_NAME.sub("", title)).split())
    if _OF_PROGRAMS.fullmatch(line) or not _says_something(line):
        return ""
    return _of_name(line) if "_" in line and " " not in line else line


def _of_heading(line: str) -> str:
    words = " ".join(line.lstrip("#").split())  # Markdown's
    return words if len(words) <= LONGEST_HEADING and _says_something(words) else ""


def _of_name(name: str) -> str:
    line = " ".join(re.sub(r"[_]+|(?<=\w)-(?=\w)|\+|%20", " ", _SUFFIX.sub("", name)).split())
    return line[:1].upper() + line[1:]


def _says_something(line: str) -> bool:
    return sum(character.isalpha() for character in line) >= 4


def guessed_language(extraction: Extraction) -> str:
    """A code of types.LANGUAGES, "" when it cannot be told. The words count for more than what the file says."""
    words = re.findall(r"[a-zæøåäöüß]+", " ".join(page.text for page in extraction.pages).casefold())
    scores = {language: sum(word in telling for word in words) for language, telling in _WORDS.items()}
    best, second = sorted(scores, key=lambda language: -scores[language])[:2]
    if scores[best] >= FEWEST_WORDS and scores[best] > scores[second]:
        return best
    named = extraction.language[:2].lower().replace("nb", "no").replace("nn", "no")
    return named if named in _WORDS else ""
