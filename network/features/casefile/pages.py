"""The pages of a package: each stands alone, asks no server for anything, and leads to the files beside it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import render_template
from markupsafe import Markup

from network.features.casefile.contents import CaseFile, Entry
from network.features.casefile.data import as_json
from network.features.experiences.forms import AGAIN, ORIGINS, STAGES
from network.features.methods.guide import BESIDE, COSTS, HEADINGS, KINDS, LICENCES, MAIN
from network.features.plans import guide
from network.features.plans.entry import Step
from network.features.plans.models import Phase
from network.features.plans.timeline import ShownPhase, shown_phases

INDEX, DATA = "indhold.html", "data.json"
_ADDRESS = re.compile(r'(?P<name>href|src)="(?P<address>[^"]*)"')
_FILE = re.compile(r"/filer/(\d{1,10})/")


@cache
def _style() -> Markup:
    """The package's own style sheet, which stands in each page."""
    css = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
    return Markup("<style>\n" + css + "</style>")  # noqa: S704 -- our own file


@dataclass(frozen=True, slots=True)
class Words:
    """What fields and choices are called."""

    headings: Mapping[Any, Any]
    fields: tuple[str, ...]
    method_kinds: Mapping[Any, Any]
    costs: Mapping[Any, Any]
    licences: Mapping[Any, Any]
    stages: Mapping[Any, Any]
    origins: Mapping[Any, Any]
    agains: Mapping[Any, Any]
    of_plans: Mapping[Any, Any]
    plan_fields: tuple[str, ...]
    phases: Callable[[dict[Phase, Step]], tuple[ShownPhase, ...]]


_WORDS = Words(
    headings=HEADINGS,
    fields=(*MAIN, *BESIDE),
    method_kinds=KINDS,
    costs=COSTS,
    licences=LICENCES,
    stages=STAGES,
    origins=ORIGINS,
    agains=AGAIN,
    of_plans=guide.HEADINGS,
    plan_fields=(*guide.MAIN, "contact"),
    phases=shown_phases,
)


class Writer:
    """Writes the pages of one package."""

    def __init__(self, casefile: CaseFile, base_url: str) -> None:
        self.casefile, self.base_url = casefile, base_url

    def texts(self) -> Iterator[tuple[str, bytes]]:
        """(path, content) of every page and of the data."""
        yield INDEX, self._page("casefile/contents.html", "")
        for entry in self.casefile.entries:
            if entry.path:
                yield entry.path, self._page("casefile/part.html", "../", entry)
        yield DATA, as_json(self.casefile, self.base_url)

    def _page(self, template: str, up: str, entry: Entry | None = None) -> bytes:
        def inside(html: str) -> Markup:
            """Sanitised HTML, with addresses that hold in the package."""
            return Markup(_ADDRESS.sub(lambda found: self._moved(found, up), html))  # noqa: S704 -- as it was written

        def path(to: str) -> str:
            return up + quote(to)

        return render_template(
            template,
            casefile=self.casefile,
            entry=entry,
            inside=inside,
            path=path,
            base=self.base_url,
            style=_style(),
            index=INDEX,
            data=DATA,
            words=_WORDS,
        ).encode()

    def _moved(self, found: re.Match[str], up: str) -> str:
        """A file of the package, or the address on the site; of a picture that is not here nothing is fetched."""
        name, address = found["name"], found["address"]
        file = _FILE.match(address)
        path = self.casefile.file_paths.get(int(file[1])) if file else None
        if path is not None:
            return f'{name}="{up}{quote(path)}"'
        if name == "src":
            return ""
        return f'{name}="{self.base_url}{address}"' if address.startswith("/") else found[0]
