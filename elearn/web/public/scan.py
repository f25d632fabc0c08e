"""What the QR code on the screen of a session leads to: a seal for this browser, then the page with the button.

Nothing is written: the seal says that the code was good when it was scanned, so that there is time to sign in first.
"""

from typing import Any

from flask import current_app, redirect, render_template, url_for

from elearn import clock
from elearn.training import check_in
from elearn.web.public import public
from elearn.web.scanned import keep


@public.get("/s/<int:session_id>/<code>")
def scan(session_id: int, code: str) -> Any:
    """Go on with a good code. A wrong one and one of a session that is none are told the same."""
    key, now = current_app.config["SECRET_KEY"], clock.now()
    direction = check_in.direction_of(key, session_id, code[:40], now)
    if direction is None:
        return render_template("public/scan_again.html"), 410
    response = redirect(url_for("learner.class_session", session_id=session_id))
    return keep(response, check_in.seal(key, session_id, direction, now))
