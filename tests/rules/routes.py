"""Every route with its methods and who may reach it, as it is kept in routes.json.

After a change of routes: `python -m tests.rules.routes`, then read the difference before it is committed.
"""

import json
import tempfile
from pathlib import Path

from flask import Flask

from network.app import create_app
from network.web.access import declared
from tests.conftest import settings_for

FILE = Path(__file__).with_name("routes.json")
Route = dict[str, str | list[str]]


def routes_of(app: Flask) -> list[Route]:
    """One entry a rule, in the order of the addresses."""
    return [
        {
            "rule": rule.rule,
            "endpoint": rule.endpoint,
            "methods": sorted(set(rule.methods or ()) - {"HEAD", "OPTIONS"}),
            "access": str(declared(app, rule.endpoint)),
        }
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))
    ]


def kept_routes() -> list[Route]:
    routes: list[Route] = json.loads(FILE.read_text(encoding="utf-8"))
    return routes


def keep(routes: list[Route]) -> None:
    """One route a line, so that a difference reads well."""
    lines = ",\n".join("  " + json.dumps(route, ensure_ascii=False) for route in routes)
    FILE.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        keep(routes_of(create_app(settings_for(Path(folder), f"sqlite:///{folder}/network.sqlite3"))))
