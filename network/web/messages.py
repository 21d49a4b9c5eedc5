"""Messages from below the views, in the reader's language."""

from flask_babel import format_decimal, gettext

from network.core.errors import NetworkError


def translated(error: NetworkError) -> str:
    """The error's message with its values filled in."""
    values = {name: format_decimal(value) if isinstance(value, int) else value for name, value in error.values.items()}
    return str(gettext(error.message, **values))
