"""The screen of a session in the meeting room: a QR code that changes every half minute, and how many are there."""

from typing import Any

from flask import current_app, jsonify, render_template, request, url_for
from markupsafe import Markup

from elearn import clock
from elearn.files import qr
from elearn.training import attendance_queries, check_in
from elearn.training.check_in import Direction
from elearn.training.session_models import ClassSession
from elearn.web.official import official
from elearn.web.official.session_loaders import own_session
from elearn.web.site_address import site_address


@official.get("/sessions/<int:session_id>/screen")
def session_screen(session_id: int) -> Any:
    """The page for the projector. With a script it fetches the next code; without, it loads itself anew."""
    held = own_session(session_id)
    return render_template("official/session_screen.html", held=held, **_shown(held))


@official.get("/sessions/<int:session_id>/screen/next")
def session_screen_next(session_id: int) -> Any:
    """The code that stands now, for how long, and the numbers."""
    held = own_session(session_id)
    shown = _shown(held)
    picture = shown["picture"]
    return jsonify(
        picture=str(picture) if picture else "", seconds=shown["seconds"], numbers=render_template(
            "official/_session_numbers.html", held=held, **shown
        )
    )  # fmt: skip


def _shown(held: ClassSession) -> dict[str, Any]:
    now, key = clock.now(), current_app.config["SECRET_KEY"]
    direction = Direction.OUT if request.args.get("direction") == "out" and held.needs_check_out else Direction.IN
    times = held.times
    is_open = held.cancelled_at is None and (times.may_come(now) if direction is Direction.IN else times.may_go(now))
    code = check_in.screen_code(key, held.id, direction, now)
    address = site_address() + url_for("public.scan", session_id=held.id, code=code)
    return {
        "direction": direction,
        "is_open": is_open,
        "is_over": times.is_over(now),
        # Our own generator made it from our own address: nothing of it comes from a visitor.
        "picture": Markup(qr.svg(address, sized=False)) if is_open else None,  # noqa: S704
        "seconds": check_in.seconds_left(now),
        "total": attendance_queries.total(attendance_queries.rows(held, held.unit_code)),
    }
