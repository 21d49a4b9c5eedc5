"""The closed set of file types that members may share, and the names they go by."""

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
ODP = "application/vnd.oasis.opendocument.presentation"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
RTF = "application/rtf"
TEXT, MARKDOWN, CSV = "text/plain", "text/markdown", "text/csv"
PNG, JPEG, WEBP, GIF = "image/png", "image/jpeg", "image/webp", "image/gif"

EXTENSIONS: dict[str, tuple[str, ...]] = {
    PDF: ("pdf",),
    DOCX: ("docx",),
    PPTX: ("pptx", "ppsx"),
    XLSX: ("xlsx",),
    ODT: ("odt",),
    ODP: ("odp",),
    ODS: ("ods",),
    RTF: ("rtf",),
    TEXT: ("txt",),
    MARKDOWN: ("md", "markdown"),
    CSV: ("csv",),
    PNG: ("png",),
    JPEG: ("jpg", "jpeg"),
    WEBP: ("webp",),
    GIF: ("gif",),
}
ACCEPTED = frozenset(EXTENSIONS)
TEXTS = frozenset({TEXT, MARKDOWN, CSV})
OFFICE_OPEN = frozenset({DOCX, PPTX, XLSX})
OPEN_DOCUMENT = frozenset({ODT, ODP, ODS})

_BY_EXTENSION = {extension: kind for kind, extensions in EXTENSIONS.items() for extension in extensions}


def extension_of(name: str) -> str:
    """What follows the last dot, lower-case; empty without one. A last part with a space in it is prose ("12. maj").

    Trailing dots and spaces are passed over, as Windows does when it opens the file.
    """
    _, dot, last = name.rstrip(". \t").rpartition(".")
    return last.lower() if dot and not any(character.isspace() for character in last) else ""


def by_name(name: str) -> str | None:
    """The type that the name claims, if it is one of the accepted."""
    return _BY_EXTENSION.get(extension_of(name))
