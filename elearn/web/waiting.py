"""Files that wait on disk until somebody has said what their columns are. Named by whose they are."""

import secrets
from pathlib import Path

from flask import current_app
from flask_login import current_user


def keep(name: str, data: bytes) -> str:
    """Keep a file for the signed-in person; return the token by which they get it back."""
    token = secrets.token_urlsafe(16)
    path = _path(token)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_bytes(name.encode().replace(b"\n", b" ") + b"\n" + data)
    return token


def kept(token: str) -> tuple[str, bytes] | None:
    """Return name and bytes of a file that the signed-in person left, None where it is not there any more."""
    path = _path(token)
    if not path.is_file():
        return None
    name, _, data = path.read_bytes().partition(b"\n")
    return name.decode(), data


def _path(token: str) -> Path:
    """Nobody reads another's: the person's number is part of the name."""
    safe = "".join(sign for sign in token if sign.isalnum() or sign in "-_")
    return Path(current_app.config["INSTANCE"]) / "uploads" / f"{current_user.id}-{safe}"
