"""Numbers in addresses."""

from flask import Flask
from werkzeug.routing import IntegerConverter


class IdConverter(IntegerConverter):
    """Up to 18 digits. A longer number fits no column of a database, and nothing has it: there is no such page."""

    regex = r"\d{1,18}"


def init_ids(app: Flask) -> None:
    """Before any route is declared."""
    app.url_map.converters["int"] = IdConverter
