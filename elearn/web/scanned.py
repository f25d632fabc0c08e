"""What a browser scanned from the screen of a session: a cookie of its own, which outlives signing in."""

from flask import current_app, request
from werkzeug.wrappers import Response

from elearn import clock
from elearn.training import check_in
from elearn.training.check_in import Direction

NAME = "elearn_scan"
PATH = "/session"
"""Sent with the pages of sessions alone."""


def keep(response: Response, seal: str) -> Response:
    """Keep a seal in this browser for as long as it holds."""
    response.set_cookie(
        NAME,
        seal,
        max_age=int(check_in.SEAL_HOLDS.total_seconds()),
        path=PATH,
        secure=current_app.config["SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


def scanned(session_id: int) -> Direction | None:
    """Return what this browser scanned at a session lately."""
    key = current_app.config["SECRET_KEY"]
    return check_in.open_seal(key, request.cookies.get(NAME, "")[:200], session_id, clock.now())
