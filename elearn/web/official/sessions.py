"""Sessions of classes: the list, and the board of one, which tells who is there and renews itself."""

from typing import Any

from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from elearn import clock
from elearn.people import unit_queries
from elearn.people.access import covered_by_any
from elearn.people.models import Unit
from elearn.reports import queries
from elearn.training import attendance_queries, check_in, session_actions, session_queries
from elearn.training.check_in import Direction, SessionKind, Way
from elearn.training.completion import ClassState
from elearn.training.session_models import ClassSession
from elearn.web.official import official
from elearn.web.official.loaders import own_codes
from elearn.web.official.session_loaders import is_own, own_parts, own_session, seen_session

KINDS: dict[SessionKind, Any] = {
    SessionKind.GATHERING: _l("Training on the spot"),
    SessionKind.TALK: _l("Talk"),
    SessionKind.VIDEO_ROOM: _l("Video meeting, followed together in a room"),
    SessionKind.VIDEO_OWN: _l("Video meeting, each on their own phone"),
}
WAYS: dict[Way, Any] = {
    Way.SCREEN: _l("scanned"),
    Way.SPOKEN: _l("by the code read aloud"),
    Way.ROSTER: _l("entered by an official"),
}


@official.get("/sessions")
def sessions() -> Any:
    """What is coming in the official's units, and what was."""
    codes = own_codes()
    found, now = session_queries.listed(codes), clock.now()
    classes = {(each.slug, code): each for code in codes for each in queries.classes_for(code, codes)}
    units = queries.units_by_code(codes)
    return render_template(
        "official/sessions.html",
        coming=[each for each in found if not each.times.is_over(now)],
        past=[each for each in found if each.times.is_over(now)],
        present=session_queries.present_at([each.id for each in found]),
        kinds=KINDS,
        offered=[
            (each, units[code])
            for (_, code), each in classes.items()
            if each.state is not ClassState.CLOSED and each.ends_on >= clock.today()
        ],
    )


@official.get("/sessions/<int:session_id>")
def session_board(session_id: int) -> Any:
    """Everything about one session, and who of a unit is there."""
    return render_template("official/session.html", **_context(*seen_session(session_id)))


@official.get("/sessions/<int:session_id>/live")
def session_live(session_id: int) -> Any:
    """What of the board changes, alone; 304 while it did not, which costs one count."""
    held, unit = seen_session(session_id)
    response = make_response("")
    response.set_etag(f"{attendance_queries.version(held)}-{unit.code}")
    response.headers["Cache-Control"] = "private, no-cache"
    if response.make_conditional(request).status_code == 304:
        return response
    response.set_data(render_template("official/_session_live.html", **_context(held, unit)))
    return response


@official.post("/sessions/<int:session_id>/code")
def give_code(session_id: int) -> Any:
    """Give out six digits to read aloud."""
    held = own_session(session_id)
    direction = Direction.OUT if request.form.get("direction") == "out" and held.needs_check_out else Direction.IN
    session_actions.give_code(held, direction, current_user.id)
    return redirect(url_for("official.session_board", session_id=held.id) + "#code", 303)


@official.post("/sessions/<int:session_id>/cancel")
def cancel_session(session_id: int) -> Any:
    """Cancel a session with a reason."""
    held = own_session(session_id)
    session_actions.cancel(held, request.form.get("reason", "")[:200], current_user.id)
    flash(gettext("The session is cancelled. Everybody sees it with the reason."), "success")
    return redirect(url_for("official.session_board", session_id=held.id), 303)


def _context(held: ClassSession, unit: Unit) -> dict[str, Any]:
    now = clock.now()
    rows = attendance_queries.rows(held, unit.code)
    at_top = unit.code in own_parts(held)
    return {
        "held": held,
        "unit": unit,
        "is_own": is_own(held),
        "rows": rows,
        "total": attendance_queries.total(rows),
        "walk_ins": attendance_queries.walk_ins(held, [] if is_own(held) else own_parts(held)) if at_top else [],
        "kinds": KINDS,
        "ways": WAYS,
        "spoken": _spoken(held) if is_own(held) else None,
        "is_over": held.times.is_over(now),
        "is_open": held.times.opens_at <= now,
        "cap": check_in.leave_cap(session_queries.planned_hours(held.training_class, unit.code)),
        "crumbs": crumbs(held, unit),
    }


def _spoken(held: ClassSession) -> tuple[str, Any] | None:
    """Return the six digits that hold now, and until when."""
    if held.spoken_at is None or not check_in.spoken_holds(held.spoken_at, clock.now()):
        return None
    key = current_app.config["SECRET_KEY"]
    return (
        check_in.spoken_code(key, held.id, held.spoken_for, held.spoken_at),
        held.spoken_at + check_in.SPOKEN_HOLDS,
    )


def crumbs(held: ClassSession, unit: Unit) -> list[tuple[str, str | None]]:
    """Return the way from the list to a session and down to a unit, as far as it is the official's."""
    found: list[tuple[str, str | None]] = [(gettext("Sessions"), url_for("official.sessions"))]
    parts = own_parts(held)
    for each in unit_queries.trail(unit.code):
        if covered_by_any(parts, each.code):
            address = url_for("official.session_board", session_id=held.id, unit=each.code)
            found.append((held.title if len(found) == 1 else each.short_name, address))
    return found
