"""Originals leave as attachments only: nothing that members upload is ever shown as a page of this site."""

from flask import Response, redirect, send_file

from network.ports.files import Delivery

ALONE = "default-src 'none'; frame-ancestors 'none'; sandbox"


def send_original(delivery: Delivery, name: str, media_type: str, key: str) -> Response:
    """Send the file or redirect to it. `key` is its SHA-256, which makes a strong tag."""
    if delivery.url is not None:
        return redirect(delivery.url, 302)  # type: ignore[return-value]
    if delivery.path is None:
        raise ValueError("a delivery has a path or a URL")
    response = send_file(
        delivery.path, mimetype=media_type, as_attachment=True, download_name=name, etag=key, conditional=True
    )
    # Flask's "no-cache" lets shared caches keep what belongs to one reader; web.headers knows who is asking.
    del response.headers["Cache-Control"]
    response.headers["Content-Security-Policy"] = ALONE
    return response


def send_made(content: bytes, name: str, content_type: str) -> Response:
    """A file that is made as it is asked for. `name` is ASCII."""
    response = Response(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = ALONE
    return response
