"""The network itself as other sites read it, and how it is searched."""

from collections.abc import Iterator

from flask_babel import gettext as _

from network.web.structured import NAME, Thing, address, publisher, thing


def of_front() -> Iterator[Thing]:
    said = _("Municipalities outside the big cities ask each other, share methods, and find what others have tried.")
    search = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": address("/soeg?q={search_term_string}")},
        "query-input": "required name=search_term_string",
    }
    yield thing(
        "WebSite",
        name=NAME,
        url=address("/"),
        description=said,
        inLanguage="da",
        publisher=publisher(),
        potentialAction=search,
    )
    yield {**publisher(), "description": said}
