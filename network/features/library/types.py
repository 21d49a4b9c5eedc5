"""The kinds of file the library takes, and what people call them."""

LABELS = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/vnd.oasis.opendocument.text": "OpenDocument-tekst",
    "application/vnd.oasis.opendocument.presentation": "OpenDocument-præsentation",
    "application/vnd.oasis.opendocument.spreadsheet": "OpenDocument-regneark",
    "text/plain": "Tekst",
    "text/markdown": "Markdown",
    "text/csv": "CSV",
    "image/png": "PNG-billede",
    "image/jpeg": "JPEG-billede",
    "image/webp": "WebP-billede",
    "image/gif": "GIF-billede",
}

# For the file chooser; what is taken is decided by content
SUFFIXES = ".pdf,.docx,.pptx,.xlsx,.odt,.odp,.ods,.txt,.md,.csv,.png,.jpg,.jpeg,.webp,.gif"


def type_label(media_type: str) -> str:
    return LABELS.get(media_type, media_type)
