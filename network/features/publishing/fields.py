"""What each kind of article asks for, by name and in the order of its form."""

from collections.abc import Mapping

from network.features.publishing.models import ArticleKind

FACTS: Mapping[ArticleKind, tuple[str, ...]] = {
    ArticleKind.NEWS: (),
    ArticleKind.PROJECT: ("holder", "period", "link"),
    ArticleKind.PUBLICATION: ("authors", "year", "series"),
    ArticleKind.EVENT: ("place", "online"),
}
WORDS = frozenset({"holder", "period", "authors", "year", "series", "place"})  # facts that one may look for
SCHEDULE = ("publish_date", "publish_time")
TIMES = ("starts_date", "starts_time", "ends_date", "ends_time")
HAS_DOCUMENTS = frozenset({ArticleKind.PUBLICATION, ArticleKind.EVENT})


def fields_of_kind(kind: ArticleKind) -> tuple[str, ...]:
    """The fields of a kind's form. A version keeps them all, as they were typed."""
    of_event = (*TIMES, "capacity") if kind is ArticleKind.EVENT else ()
    documents = ("documents",) if kind in HAS_DOCUMENTS else ()
    return ("title", "lead", *of_event, *FACTS[kind], "body", *documents, *SCHEDULE)
