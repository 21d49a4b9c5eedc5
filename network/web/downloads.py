"""Originals leave as attachments only: nothing that members upload is ever shown as a page of this site."""

from collections.abc import Iterator
from itertools import chain

from flask import Response, redirect, request, send_file

from network.ports.files import Delivery

ALONE = "default-src 'none'; frame-ancestors 'none'; sandbox"


def send_original(delivery: Delivery, name: str, media_type: str, key: str) -> Response:
    """Send the file or redirect to it. `key` is its SHA-256, which makes a strong tag."""
    if delivery.url is not None and request.method != "HEAD":
        return redirect(delivery.url, 302)  # type: ignore[return-value]
    if delivery.stream is not None:
        response = _streamed(delivery, name, media_type, key)
    elif delivery.path is not None:
        response = send_file(
            delivery.path, mimetype=media_type, as_attachment=True, download_name=name, etag=key, conditional=True
        )
    else:
        raise ValueError("a delivery has a path, a URL or a stream")
    # Flask's "no-cache" lets shared caches keep what belongs to one reader; web.headers knows who is asking.
    del response.headers["Cache-Control"]
    response.headers["Content-Security-Policy"] = ALONE
    return response


def _streamed(delivery: Delivery, name: str, media_type: str, key: str) -> Response:
    """From a store elsewhere, as it comes, or the range that was asked for. Raises what reading the store raises."""
    response = send_file(
        delivery.stream,  # type: ignore[arg-type]
        mimetype=media_type, as_attachment=True, download_name=name, etag=key, conditional=False,
    )  # fmt: skip
    response.call_on_close(delivery.stream.close)  # type: ignore[union-attr]
    response.content_length = delivery.size
    response.make_conditional(request, accept_ranges=True, complete_length=delivery.size)
    if request.method == "GET" and response.status_code in (200, 206):
        response.response = _begun(response)
    return response


def _begun(response: Response) -> Iterator[bytes]:
    """What the store refuses has to be known before the status is sent."""
    parts = iter(response.iter_encoded())
    first = next(parts, b"")
    return chain((first,), parts)


def send_made(content: bytes | Iterator[bytes], name: str, content_type: str) -> Response:
    """A file that is made as it is asked for, whole or a piece at a time. `name` is ASCII."""
    response = Response(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = ALONE
    return response
