"""A client that uses the site as a browser does, and checks every page it is given."""

from typing import Any
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.pages.checks import parsed, problems, text_of


class Page:
    """A parsed page."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.html = response.text
        self.tree = parsed(self.html)[0]

    def __contains__(self, words: str) -> bool:
        return words in self.text

    @property
    def text(self) -> str:
        """All words of the page, spaces folded."""
        return text_of(self.tree)

    @property
    def main(self) -> str:
        """The words of the page's own content, without header, menu and footer."""
        return text_of(next(element for element in self.tree.iter("main")))

    @property
    def heading(self) -> str:
        return text_of(next(self.tree.iter("h1")))

    def elements(self, tag: str, **attributes: str) -> list[Any]:
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [e for e in self.tree.iter(tag) if all(e.get(name) == value for name, value in wanted.items())]

    def links(self, text: str) -> list[str]:
        """Addresses of links whose text contains these words."""
        return [a.get("href") for a in self.tree.iter("a") if text in text_of(a)]

    def marked(self) -> list[str]:
        """Words that are marked as found."""
        return [text_of(mark) for mark in self.tree.iter("mark")]

    def form(self, action: str) -> Any:
        """The form that is sent to this path."""
        forms = [form for form in self.tree.iter("form") if urlsplit(form.get("action") or "").path == action]
        assert forms, f"no form sends to {action}: {[form.get('action') for form in self.tree.iter('form')]}"
        return forms[0]


def fields_of(form: Any) -> dict[str, str]:
    """What a browser would send if nothing was changed."""
    values: dict[str, str] = {}
    for element in form.iter():
        name = element.get("name")
        if not name:
            continue
        kind = element.get("type")
        if element.tag == "textarea":
            values[name] = "".join(element.itertext()).removeprefix("\n")
        elif element.tag == "select":
            options = list(element.iter("option"))
            chosen = [option for option in options if option.get("selected") is not None] or options[:1]
            values[name] = chosen[0].get("value", "") if chosen else ""
        elif kind in ("radio", "checkbox"):
            if element.get("checked") is not None:
                values[name] = element.get("value", "on")
        elif element.tag == "input" and kind != "file":
            values[name] = element.get("value", "")
    return values


class CheckedClient(FlaskClient):
    """FlaskClient whose every HTML answer is checked."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs.setdefault("buffered", True)  # read and closed, as a browser does
        response = super().open(*args, **kwargs)
        response.request.environ["wsgi.input"].close()
        if response.mimetype == "text/html" and response.text:
            found = problems(response.text, response.request.path)
            assert not found, f"{response.request.path}: " + "; ".join(found[:8])
        return response

    def page(self, path: str, **kwargs: Any) -> Page:
        """Fetch a page."""
        return Page(self.get(path, **kwargs))

    def submit(self, path: str, action: str | None = None, **changes: Any) -> TestResponse:
        """Open the page at `path`, fill in its form, and send it. Returns the answer, redirects not followed."""
        page = self.page(path)
        assert page.status == 200, f"{path} gave {page.status}"
        form = page.form(action or urlsplit(path).path)
        target = urljoin(path, form.get("action"))
        return self.post(target, data=fields_of(form) | changes)

    def csrf(self) -> str:
        """A valid token: every signed-in page has one in its sign-out form."""
        return fields_of(self.page("/").form("/log-ud"))["csrf_token"]
