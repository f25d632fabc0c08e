"""A session as those who come see it: when, where, what to bring, the link when it is time, and the big button."""

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from elearn import clock
from elearn.quick import ThroughSession
from elearn.training import actions, attendance_actions, attendance_queries, check_in, session_queries
from elearn.training.check_in import Direction, Way
from elearn.training.session_models import ClassSession
from elearn.web.learner import learner
from elearn.web.scanned import scanned


def _session(session_id: int) -> ClassSession:
    """Return a session of one of the person's classes, or one whose screen they have just scanned."""
    held = session_queries.by_id(session_id) or abort(404)
    person = current_user.id
    theirs = scanned(held.id) is not None or session_queries.on_roster(person, held.class_id)
    return held if theirs or session_queries.attendance_of(held.id, person) else abort(404)


@learner.get("/session/<int:session_id>")
def class_session(session_id: int) -> Any:
    """The page that a scanned code opens; pressing the button checks in, opening the page does not."""
    held = _session(session_id)
    return render_template(
        "learner/session.html",
        own=session_queries.own(current_user.id, held),
        held=held,
        scanned=scanned(held.id),
        Direction=Direction,
        expected=bool(attendance_queries.expected_among(held, held.unit_code, [current_user.id])),
        code_holds=check_in.spoken_holds(held.spoken_at, clock.now()),
    )


@learner.post("/session/<int:session_id>/check-in")
def check_in_now(session_id: int) -> Any:
    """Check in or out by what this browser scanned, or by the six digits. Once more does no harm."""
    held, seen = _session(session_id), scanned(session_id)
    typed = request.form.get("code", "").strip()[:20]
    back = redirect(url_for("learner.class_session", session_id=held.id), 303)
    if typed:
        if _is_right(held, typed):
            actions.check_in(held, current_user.id, held.spoken_for, Way.SPOKEN)
    elif seen is not None:
        actions.check_in(held, current_user.id, seen, Way.SCREEN)
    else:
        flash(gettext("Scan the code on the screen, or type the six digits that are read aloud."), "error")
    return back


def _is_right(held: ClassSession, typed: str) -> bool:
    """Check the six digits. A wrong code is counted, which is why the answer to it is no refusal: it commits."""
    writer, now, person = ThroughSession(), clock.now(), current_user.id
    if attendance_actions.is_locked(writer, held.id, person, now):
        flash(gettext("Too many wrong codes. Scan the code on the screen, or ask the official to enter you."), "error")
        return False
    key = current_app.config["SECRET_KEY"]
    if check_in.spoken_fits(key, held.id, held.spoken_for, held.spoken_at, typed, now):
        return True
    attendance_actions.note_wrong_code(writer, held.id, person, now)
    if check_in.spoken_holds(held.spoken_at, now):
        flash(gettext("These are not the six digits. Listen again and type them once more."), "error")
    else:
        flash(gettext("No code holds at the moment. Ask for a new one to be read aloud."), "error")
    return False
