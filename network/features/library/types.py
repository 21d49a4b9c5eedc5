"""The kinds of file the library takes, and what people call them."""

from network.core.errors import N_

LABELS = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/vnd.oasis.opendocument.text": "OpenDocument-tekst",
    "application/vnd.oasis.opendocument.presentation": "OpenDocument-præsentation",
    "application/vnd.oasis.opendocument.spreadsheet": "OpenDocument-regneark",
    "application/rtf": "RTF-tekst",
    "text/plain": "Tekst",
    "text/markdown": "Markdown",
    "text/csv": "CSV",
    "image/png": "PNG-billede",
    "image/jpeg": "JPEG-billede",
    "image/webp": "WebP-billede",
    "image/gif": "GIF-billede",
}

# For the file chooser; what is taken is decided by content
SUFFIXES = ".pdf,.docx,.pptx,.xlsx,.odt,.odp,.ods,.rtf,.txt,.md,.csv,.png,.jpg,.jpeg,.webp,.gif"

PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})


def type_label(media_type: str) -> str:
    return LABELS.get(media_type, media_type)


# What documents are written in, and on which terms they may be used again; the empty one says that nobody has said.
LANGUAGES = {
    "da": N_("Danish"),
    "en": N_("English"),
    "sv": N_("Swedish"),
    "no": N_("Norwegian"),
    "de": N_("German"),
    "": N_("Another, or not known"),
}
LICENCES = {
    "": N_("Not stated"),
    "cc0": N_("Free to use (CC0)"),
    "cc-by": N_("Free to use when the source is named (CC BY 4.0)"),
    "cc-by-sa": N_("Free to use when the source is named, and shared on the same terms (CC BY-SA 4.0)"),
    "ask": N_("To read here; ask before it is used elsewhere"),
}
# Where the terms stand that are known everywhere
TERMS = {
    "cc0": "https://creativecommons.org/publicdomain/zero/1.0/deed.da",
    "cc-by": "https://creativecommons.org/licenses/by/4.0/deed.da",
    "cc-by-sa": "https://creativecommons.org/licenses/by-sa/4.0/deed.da",
}
