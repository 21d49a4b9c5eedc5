"""Messages from below the views, in the reader's language."""

from flask_babel import gettext

from network.core.errors import NetworkError


def translated(error: NetworkError) -> str:
    """The error's message with its values filled in."""
    return str(gettext(error.message, **error.values))
