"""How a post's files stand in its text: as Markdown while it is written, as HTML once it is sent."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import escape

from network.core.addresses import attachment_url
from network.core.db import MAX_ID
from network.core.errors import N_, Invalid
from network.core.media_types import EXTENSIONS, extension_of
from network.core.slugs import slugify
from network.core.text import OWN_IMAGES, Rendered
from network.features.library.types import type_label

_NAMED = re.compile(rf"\]\(<?{OWN_IMAGES}(\d{{1,10}})/")
_SHOWN = re.compile(rf'(?:src|href)="{OWN_IMAGES}(\d{{1,10}})/')
_WITHOUT_ALT = re.compile(rf'<img src="{OWN_IMAGES}[^"]*" alt="\s*"')
_MOST_READ = 100  # ids of one form
UNITS = ("bytes", "kB", "MB", "GB")


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of a post, or of one that is being written."""

    id: int
    name: str
    media_type: str
    size: int  # bytes

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")

    @property
    def url(self) -> str:
        return attachment_url(self.id, address_name(self.name, self.media_type))

    @property
    def type_label(self) -> str:
        return type_label(self.media_type)

    @property
    def markdown(self) -> str:
        """What stands in the text where the file is meant. A picture waits for its words."""
        name = re.sub(r"([\\\[\]*_`<])", r"\\\1", self.name)
        return f"![]({self.url})" if self.is_image else f"[{name}]({self.url})"


def address_name(name: str, media_type: str) -> str:
    """The file's name as it stands in its address: "budget-2027.xlsx"."""
    known, given = EXTENSIONS.get(media_type, ("bin",)), extension_of(name)
    stem = name.rpartition(".")[0] if given else name
    return f"{slugify(stem)}.{given if given in known else known[0]}"


def ids_in(text: str) -> tuple[int, ...]:
    """The ids in a form's hidden field, each once; what is no id is passed over."""
    words = text.split()[:_MOST_READ]
    numbers = (int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 11)
    return tuple(dict.fromkeys(number for number in numbers if number <= MAX_ID))


def named_in(markdown: str) -> list[int]:
    """The ids of files that a text shows or links to, each once."""
    return [number for number in dict.fromkeys(map(int, _NAMED.findall(markdown))) if number <= MAX_ID][:_MOST_READ]


def require_words(html: str, field: str = "body") -> None:
    """Raise Invalid when a picture says nothing to those who cannot see it."""
    if _WITHOUT_ALT.search(html):
        raise Invalid(
            N_(
                "Say in a few words what the picture shows, for those who cannot see it. "
                "Write them between the square brackets: ![the words](…)."
            ),
            field,
        )


def with_files(rendered: Rendered, files: Iterable[FileView]) -> Rendered:
    """The text, and under it the files that it does not show or link to."""
    shown = {int(number) for number in _SHOWN.findall(rendered.html)}
    items = "".join(
        f'<li><a href="{escape(file.url)}">{escape(file.name)}</a> '
        f"<small>{escape(file.type_label)}, {_size(file.size)}</small></li>\n"
        for file in files
        if file.id not in shown
    )
    return Rendered(f'{rendered.html}<ul class="files">\n{items}</ul>\n', rendered.plain) if items else rendered


def _size(count: int) -> str:
    """ "1,2 MB", as Danish has it: what is written in a post is read in one language."""
    value, unit = float(count), UNITS[0]
    for larger in UNITS[1:]:
        if value < 1000:
            break
        value, unit = value / 1000, larger
    return f"{value:.0f} {unit}" if value >= 10 or unit == UNITS[0] else f"{value:.1f} {unit}".replace(".", ",")
