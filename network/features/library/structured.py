"""A document of the library as other sites read it."""

from collections.abc import Iterator

from flask_babel import gettext as _

from network.features.library.queries import DocumentView
from network.features.library.types import TERMS
from network.web.structured import Thing, address, excerpt, organisation, thing, trail


def of_document(document: DocumentView) -> Iterator[Thing]:
    yield trail(document.title, (_("Library"), "/bibliotek/"))
    yield thing(
        "DigitalDocument",
        name=document.title,
        description=excerpt(document.html),
        url=address(document.url),
        encodingFormat=document.media_type,
        inLanguage=document.language,
        license=TERMS.get(document.licence),
        datePublished=document.shared_at,
        dateModified=document.uploaded_at if document.number > 1 else None,
        publisher=organisation(document.organisation_name),
        about=document.topic_title,
        thumbnailUrl=address(document.picture_url) if document.has_picture else None,
    )
