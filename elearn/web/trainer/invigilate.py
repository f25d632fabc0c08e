"""The invigilator's board: where everybody is, refreshed every ten seconds, and the trail of one attempt."""

from datetime import datetime
from typing import Any

from flask import abort, make_response, render_template, request, url_for
from flask_babel import format_datetime, gettext
from flask_babel import lazy_gettext as _l

from elearn import clock
from elearn.exams import trail_queries
from elearn.exams.event_models import EventKind
from elearn.exams.models import Attempt, Exam
from elearn.exams.terms import GRACE
from elearn.people import appointment_queries, unit_queries
from elearn.people.access import covered_by_any, covers
from elearn.people.models import Unit, User
from elearn.training import board_queries
from elearn.training.board_queries import Counts, Standing, Wanted
from elearn.web.trainer import trainer
from elearn.web.trainer.loaders import is_own_exam, own_codes, visible_exam

STANDINGS: dict[Standing, Any] = {
    Standing.NOT_STARTED: _l("Not started"),
    Standing.WORKING: _l("Working"),
    Standing.LOST: _l("Lost contact"),
    Standing.HANDED_IN: _l("Handed in"),
}
EVENTS: dict[EventKind, Any] = {
    EventKind.STARTED: _l("Started"),
    EventKind.TOOK_OVER: _l("Went on with another device"),
    EventKind.EXTENDED: _l("Got more time"),
    EventKind.RELEASED: _l("Device let go"),
    EventKind.ENDED: _l("Ended by the invigilator"),
    EventKind.HANDED_IN: _l("Handed in"),
    EventKind.CLOSED: _l("Time was up, handed in by itself"),
}


@trainer.app_template_filter()
def clock_time(value: datetime) -> str:
    """The time of day in Shanghai to the second, with the day where it is another one."""
    pattern = "HH:mm:ss" if clock.local_date(value) == clock.today() else "MM-dd HH:mm:ss"
    return str(format_datetime(value, pattern))


@trainer.app_template_filter()
def minutes_left(seconds: int) -> str:
    """A length of time: 29:05, or 1:02:05."""
    minutes, rest = divmod(max(0, seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def own_unit(code: str) -> Unit:
    """Return a unit that the trainer's appointments cover."""
    unit = unit_queries.unit(code) if covered_by_any(own_codes(), code) else None
    return unit or abort(404)


def first_units(exam: Exam) -> list[str]:
    """Return where a trainer's view of an exam begins: its unit, or their own units below it."""
    codes = own_codes()
    top = [code for code in codes if not covered_by_any([other for other in codes if other != code], code)]
    if covered_by_any(top, exam.unit_code):
        return [exam.unit_code]
    return [code for code in top if covers(exam.unit_code, code)]


def own_attempt(exam: Exam, attempt_id: int) -> tuple[Attempt, User]:
    """Return an attempt of somebody in the trainer's units."""
    found = trail_queries.attempt_with_person(exam, attempt_id)
    return found if found and covered_by_any(own_codes(), found[1].unit_code) else abort(404)


@trainer.get("/exams/<slug>/board")
def board(slug: str) -> Any:
    """Units with their counts, below them the people."""
    exam = visible_exam(slug)
    return render_template("trainer/invigilate.html", **_context(exam))


@trainer.get("/exams/<slug>/board/live")
def board_live(slug: str) -> Any:
    """What of the board changes, alone: the page's script puts it in place of the former one."""
    response = make_response(render_template("trainer/_invigilate_live.html", **_context(visible_exam(slug))))
    response.headers["Cache-Control"] = "no-store"
    return response


def _context(exam: Exam) -> dict[str, Any]:
    firsts = first_units(exam) or abort(404)
    unit = own_unit(request.args.get("unit") or firsts[0])
    standing, name = _standing(request.args.get("state", "")), request.args.get("q", "").strip()[:40]
    rows = board_queries.unit_rows(exam.id, unit.code, own_codes())
    total = sum((row.counts for row in rows), Counts())
    wanted = Wanted([unit.code], standing, name)
    people = board_queries.people(exam.id, wanted, total.of(standing), request.args.get("page", 1, type=int))
    kept = {"unit": unit.code, "state": standing.value if standing else None, "q": name or None}
    return {
        "exam": exam,
        "unit": unit,
        "rows": rows,
        "total": total,
        "people": people,
        "standing": standing,
        "standings": STANDINGS,
        "name": name,
        "sent": kept,
        "may_all": is_own_exam(exam),
        "crumbs": crumbs(exam, unit),
        "first_units": unit_queries.names(firsts) if len(firsts) > 1 else {},
    }


def _standing(value: str) -> Standing | None:
    if not value:
        return None
    try:
        return Standing(value)
    except ValueError:
        abort(404)


def crumbs(exam: Exam, unit: Unit) -> list[tuple[str, str | None]]:
    """Return the way from the exam to its board and down to a unit, as far as it is the trainer's."""
    found: list[tuple[str, str | None]] = [
        (gettext("Exams"), url_for("trainer.exams")),
        (exam.title, url_for("trainer.exam", slug=exam.slug)),
    ]
    for each in unit_queries.trail(unit.code):
        if covered_by_any(first_units(exam), each.code):
            found.append((each.short_name, url_for("trainer.board", slug=exam.slug, unit=each.code)))
    return found


@trainer.get("/exams/<slug>/attempts/<int:attempt_id>")
def attempt_trail(slug: str, attempt_id: int) -> Any:
    """What happened in one attempt, and what the invigilator can do."""
    exam = visible_exam(slug)
    attempt, person = own_attempt(exam, attempt_id)
    trail = trail_queries.trail(attempt)
    return render_template(
        "trainer/invigilate_attempt.html",
        exam=exam,
        attempt=attempt,
        sitter=person,
        unit=unit_queries.unit(person.unit_code),
        trail=trail,
        runs=attempt.handed_in_at is None and clock.now() <= attempt.deadline_at + GRACE,
        events=EVENTS,
        names=appointment_queries.names_of(sorted({event.by_id for event in trail.events if event.by_id})),
    )
