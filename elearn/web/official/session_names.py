"""Who exactly was at a session: ticking names on the list, leave, corrections, and the list as .xlsx."""

from dataclasses import replace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from elearn import clock, db
from elearn.audit.actions import record
from elearn.errors import RuleBroken, marked
from elearn.people.access import covered_by_any
from elearn.people.models import Unit
from elearn.reports import attendance_xlsx
from elearn.training import actions, attendance_queries, check_in, session_queries
from elearn.training.attendance_queries import Show
from elearn.training.check_in import AttendanceAct
from elearn.training.session_models import ClassSession
from elearn.web.official import official
from elearn.web.official.loaders import download, own_codes
from elearn.web.official.session_loaders import is_own, own_parts, seen_session
from elearn.web.official.sessions import WAYS, crumbs
from elearn.web.text import mask_mobile, mask_name
from elearn.web.transactions import slow_start

MOST = 100
"""People entered in one request: it stays below 200 ms."""


@official.get("/sessions/<int:session_id>/names")
def session_names(session_id: int) -> Any:
    """The people of a unit with how each stands, to be ticked."""
    held, unit = seen_session(session_id)
    show, text = _show(request.args.get("show", "")), request.args.get("q", "").strip()[:40]
    found = attendance_queries.people(held, unit.code, show, text, request.args.get("page", 1, type=int))
    return render_template(
        "official/session_names.html",
        held=held,
        unit=unit,
        people=found,
        show=show,
        Show=Show,
        text=text,
        ways=WAYS,
        total=attendance_queries.total(attendance_queries.rows(held, unit.code)),
        is_over=held.times.is_over(clock.now()),
        is_open=held.times.opens_at <= clock.now(),
        leave=session_queries.leave_of(held.class_id, [person.user_id for person in found.rows]),
        cap=_cap(held, unit),
        crumbs=[*crumbs(held, unit), (gettext("Names"), None)],
        sent={"unit": unit.code, "show": show.value, "q": text or None},
    )


def _cap(held: ClassSession, unit: Unit) -> Any:
    return check_in.leave_cap(session_queries.planned_hours(held.training_class, unit.code))


def _show(value: str) -> Show:
    try:
        return Show(value or Show.ALL)
    except ValueError:
        abort(404)


@official.post("/sessions/<int:session_id>/enter")
def enter_attendance(session_id: int) -> Any:
    """Enter the ticked people, or everybody of the page: there, checked out, on leave, or taken back."""
    held, unit = seen_session(session_id)
    try:
        act = AttendanceAct(request.form.get("act", ""))
    except ValueError:
        abort(404)
    asked = request.form.getlist("listed" if request.form.get("whole") else "id", type=int)
    people = attendance_queries.expected_among(held, unit.code, asked)
    if not people:
        raise RuleBroken("nobody", marked("Tick the names first."))
    if len(people) > MOST:
        raise RuleBroken("too-many", marked("Enter at most %(most)s people at a time."), most=MOST)
    reason = request.form.get("reason", "").strip()[:200]
    changed = actions.enter_attendance(held, people, act, reason, current_user.id)
    flash(gettext("Entered: %(changed)s of %(count)s people; the others stood so already or can't be.",
                  changed=changed, count=len(people)) if changed < len(people)
          else gettext("Entered: %(count)s people.", count=changed), "success")  # fmt: skip
    back: dict[str, Any] = {name: request.form.get(name) or None for name in ("show", "q", "page")}
    return redirect(url_for("official.session_names", session_id=held.id, unit=unit.code, **back), 303)


@official.get("/sessions/<int:session_id>/people/<int:user_id>")
def session_person(session_id: int, user_id: int) -> Any:
    """Everything that happened to one person's attendance."""
    held, unit = seen_session(session_id)
    person = attendance_queries.attendee(held, user_id)
    if person is None or not (is_own(held) or covered_by_any(own_codes(), person.unit_code)):
        abort(404)
    return render_template(
        "official/session_person.html",
        held=held,
        attendee=person,
        changes=attendance_queries.history(held, user_id),
        ways=WAYS,
        may_open=covered_by_any(own_codes(), person.unit_code),
        leave=session_queries.leave_of(held.class_id, [user_id]).get(user_id),
        cap=_cap(held, unit),
        crumbs=[*crumbs(held, unit), (person.name, None)],
    )


# Written without the writers' lock, like every large sheet; the trail comes before anybody gets the file.
@official.post("/sessions/<int:session_id>/export")
@slow_start
def export_attendance(session_id: int) -> Any:
    """The names with who was there as .xlsx: masked, or whole once that was confirmed; the trail keeps which."""
    held, unit = seen_session(session_id)
    show, whole = _show(request.form.get("show", "")), request.form.get("whole") == "1"
    people = list(attendance_queries.people(held, unit.code, show, size=None).rows)
    apart = attendance_queries.walk_ins(held, [] if is_own(held) else own_parts(held))
    if not whole:
        people, apart = ([_masked(each) for each in found] for found in (people, apart))
    moment = clock.now().astimezone(clock.SHANGHAI)
    watermark = gettext("Taken by %(name)s, %(time)s", name=current_user.name, time=f"{moment:%Y-%m-%d %H:%M}")
    body = attendance_xlsx.build(held, unit, people, apart if unit.code in own_parts(held) else [], gettext, watermark)
    details = {"name": held.title, "whole": whole, "people": len(people)}
    code = unit.code
    db.start_writing()
    record("export_attendance", f"session:{session_id}", actor_id=current_user.id, unit_code=code, **details)
    return download(body, f"attendance-{session_id}-{code}-{moment:%Y%m%d}.xlsx")


def _masked(person: attendance_queries.Person) -> attendance_queries.Person:
    return replace(person, name=mask_name(person.name), mobile=mask_mobile(person.mobile))
