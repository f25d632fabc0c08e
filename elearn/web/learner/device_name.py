"""A random name for this browser, kept in a cookie of its own: it tells two phones of one person apart, and no more."""

import re
import secrets

from flask import current_app, request
from werkzeug.wrappers import Response

COOKIE = "device"


def device_name() -> str:
    """Return the name that this browser was given, "" where it has none (yet)."""
    name = request.cookies.get(COOKIE, "")
    return name if re.fullmatch(r"[a-f0-9]{16}", name) else ""


def fresh_name() -> str:
    """Return this browser's name, or a new one to be given to it."""
    return device_name() or secrets.token_hex(8)


def give(response: Response, name: str) -> Response:
    """Let the browser keep its name for a year."""
    if name != device_name():
        response.set_cookie(
            COOKIE,
            name,
            max_age=365 * 86_400,
            httponly=True,
            samesite="Lax",
            secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        )
    return response
