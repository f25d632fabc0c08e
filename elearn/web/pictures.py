"""Sending pictures of questions: small, from strangers, and never run."""

from io import BytesIO

from flask import Response, abort, send_file, url_for

from elearn.questions import import_queries
from elearn.questions.models import QuestionVersion

CSP = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def picture(body: bytes, content_type: str) -> Response:
    """Return a picture that a browser keeps for a day; a script in an SVG would not run."""
    response = send_file(BytesIO(body), mimetype=content_type)
    response.headers["Content-Security-Policy"] = CSP
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


def picture_of(version: QuestionVersion, bank_id: int, file: str) -> Response:
    """Return a picture of its bank that this very version shows; 404 for any other."""
    files = [each["file"] for part in (version.pictures, *(c["pictures"] for c in version.children)) for each in part]
    found = import_queries.bank_picture(bank_id, file) if file in files else None
    return picture(found.body, found.content_type) if found else abort(404)


def base(endpoint: str, **values: object) -> str:
    """Return the address of a picture without its file's name."""
    return url_for(endpoint, file="x", **values)[:-1]  # type: ignore[arg-type]
