"""Numbers in addresses."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

from network.core.db import MAX_ID


class IdConverter(IntegerConverter):
    """A number that no column can hold belongs to nothing: there is no such page."""

    regex = r"\d{1,10}"

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **{"max": MAX_ID, **options})


def init_ids(app: Flask) -> None:
    """Before any route is declared."""
    app.url_map.converters["int"] = IdConverter
