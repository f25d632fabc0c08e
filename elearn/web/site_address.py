"""The address of this site, as it goes into QR codes."""

from flask import current_app, request


def site_address() -> str:
    """Return the public address of the settings, else the one by which this browser reached us; no slash at its end."""
    return str(current_app.config["PUBLIC_URL"] or request.url_root).rstrip("/")
