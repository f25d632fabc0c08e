"""Style sheets joined into one hashed response, scripts and pictures with hashed addresses; cached for a year."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort, request, url_for

STATIC = Path(__file__).resolve().parents[1] / "static"
# Scripts that one page needs together go in one request.
JOINED = {"paper.js": ("outbox.js", "examtime.js", "exam.js")}
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class Asset:
    """One file as it is sent."""

    body: bytes
    zipped: bytes
    content_type: str
    digest: str


def _asset(body: bytes, suffix: str) -> Asset:
    kind = TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")
    return Asset(body, gzip.compress(body, 9, mtime=0), kind, hashlib.sha256(body).hexdigest()[:10])


def collect() -> dict[str, Asset]:
    """Read all our static files; every css/*.css becomes part of site.css, in the order of names."""
    found = {"site.css": _asset(b"\n".join(p.read_bytes() for p in sorted((STATIC / "css").glob("*.css"))), ".css")}
    for folder in ("js", "img"):
        for path in sorted((STATIC / folder).glob("*")):
            found[path.name] = _asset(path.read_bytes(), path.suffix)
    for name, parts in JOINED.items():
        found[name] = _asset(b"\n".join((STATIC / "js" / part).read_bytes() for part in parts), ".js")
    return found


def init_app(app: Flask) -> None:
    """Serve the files and give templates asset_url()."""
    assets = collect()

    @app.template_global()
    def asset_url(name: str) -> str:
        if app.config["DEBUG"]:
            assets.update(collect())
        return url_for("asset", digest=assets[name].digest, name=name)

    @app.get("/static/<digest>/<name>", endpoint="asset")
    def asset(digest: str, name: str) -> Response:
        found = assets.get(name) or abort(404)
        zipped = "gzip" in request.headers.get("Accept-Encoding", "")
        response = Response(found.zipped if zipped else found.body, content_type=found.content_type)
        if zipped:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        # An old address gets the present file, but is not cached: a page from before an update still works.
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if digest == found.digest else "no-cache"
        )
        return response

    @app.get("/favicon.ico", endpoint="favicon")
    def favicon() -> Response:
        response = asset("", "favicon.svg")
        response.headers["Cache-Control"] = "public, max-age=604800"
        return response
