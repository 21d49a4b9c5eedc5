"""Static files under names that hold their hash: cached for good, replaced by a new name.

The style sheets are joined at start (one request instead of a dozen), and every text is compressed once, as small as it
gets.
"""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import brotli
from flask import Blueprint, Flask, Response, abort, current_app, request

from network.web.access import Access, access

COMPONENTS = (
    *("actions", "furniture", "data", "prose", "rows", "finding", "collections"),
    *("posts", "writing", "documents", "plans", "front", "places", "figures"),
)
STYLE_SHEETS = ("tokens", "base", "layout", *(f"components/{name}" for name in COMPONENTS), "utilities", "print")
ICONS = "img/icons.svg"


@dataclass(frozen=True, slots=True)
class Asset:
    url: str
    media_type: str
    plain: bytes
    gzip: bytes | None
    brotli: bytes | None


blueprint = Blueprint("assets", __name__)


class Assets:
    """All static files, read once at start."""

    def __init__(self, folder: Path) -> None:
        sheets = ((folder / "css" / f"{name}.css").read_bytes() for name in STYLE_SHEETS)
        contents = {"app.css": lean(b"\n".join(sheets))}
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".css"):
            contents[path.relative_to(folder).as_posix()] = path.read_bytes()
        self.by_name = {name: _asset(name, content) for name, content in contents.items()}
        self.by_url = {asset.url: asset for asset in self.by_name.values()}
        self.build = hashlib.sha256("".join(sorted(self.by_url)).encode()).hexdigest()[:12]

    def url(self, name: str) -> str:
        """The address of "app.css", "js/app.js", "img/favicon.svg" …; KeyError for a file that is not there."""
        return self.by_name[name].url


def lean(css: bytes) -> bytes:
    """Without comments and indentation, which are a sixth of what is sent. No string of ours holds either."""
    return re.sub(rb"\n\s*", b"\n", re.sub(rb"/\*.*?\*/", b"", css, flags=re.DOTALL))


def _asset(name: str, content: bytes) -> Asset:
    digest = hashlib.sha256(content).hexdigest()[:16]
    stem, _, suffix = name.rpartition(".")
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    is_text = media_type.startswith("text/") or suffix in ("js", "svg", "json")
    return Asset(
        url=f"/static/{stem}.{digest}.{suffix}",
        media_type=media_type,
        plain=content,
        gzip=gzip.compress(content, 9, mtime=0) if is_text else None,
        brotli=brotli.compress(content) if is_text else None,
    )


@lru_cache(maxsize=1)
def read_assets(folder: Path) -> Assets:
    """Read and compressed once a process: compressing well takes a while."""
    return Assets(folder)


def init_assets(app: Flask, folder: Path) -> Assets:
    assets = read_assets(folder)
    app.extensions["assets"] = assets
    app.jinja_env.globals["asset"] = assets.url
    app.register_blueprint(blueprint)
    return assets


@blueprint.get("/static/<path:_name>")
@access(Access.PUBLIC)
def show(_name: str) -> Response:
    asset = current_app.extensions["assets"].by_url.get(request.path)
    if asset is None:
        abort(404)
    body, encoding = asset.plain, None
    accepted = request.headers.get("Accept-Encoding", "")
    if asset.brotli is not None and "br" in accepted:
        body, encoding = asset.brotli, "br"
    elif asset.gzip is not None and "gzip" in accepted:
        body, encoding = asset.gzip, "gzip"
    response = Response(body, mimetype=asset.media_type)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Vary"] = "Accept-Encoding"
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response
