"""Who is on a roster from when to when: entering, leaving, moving, coming back. Each act is a dated entry."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import func, select, update

from elearn import clock
from elearn.audit import actions as audit
from elearn.courses.models import Lesson, Progress
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.exams.models import Attempt
from elearn.people.models import User
from elearn.quick import ThroughSession
from elearn.training import decisions, tally, tally_bulk
from elearn.training.completion import ClassState
from elearn.training.models import ClassCourse, Enrolment, RosterEntry, TrainingClass
from elearn.training.session_models import Attendance, ClassSession

_STATE = ["unit_code", "entered_on", "entered_by_id", "left_on", "left_reason"]


def enter(
    training_class: TrainingClass,
    users: Iterable[User],
    entered_on: date,
    by_id: int | None,
    reason: str = "",
    *,
    quiet: bool = False,
) -> list[Enrolment]:
    """Put people on the roster from a day on, where they are not on it; return the enrolments that were added.

    `quiet`: whoever enters many in several steps records it themselves.
    """
    if training_class.state is ClassState.CLOSED:
        raise RuleBroken("class-closed", marked("This class is closed; nothing can be entered any more."))
    known = set(session.scalars(select(Enrolment.user_id).where(Enrolment.class_id == training_class.id)))
    added = [
        Enrolment(
            class_id=training_class.id,
            user_id=user.id,
            unit_code=user.unit_code,
            entered_on=entered_on,
            entered_by_id=by_id,
        )
        for user in users
        if user.id not in known
    ]
    session.add_all(added)
    session.flush()
    session.add_all(_entry(enrolment, enrolment.unit_code, entered_on, reason, by_id) for enrolment in added)
    session.flush()
    count_newcomers([enrolment.id for enrolment in added], entered_on)
    if not quiet:
        people = len(added)
        audit.record("enrol", training_class.slug, actor_id=by_id, unit_code=training_class.unit_code, people=people)
    return added


def count_newcomers(enrolment_ids: Any, entered_on: date) -> None:
    """Count newcomers in the tallies; who sat the exam or came to a session before is decided at once.

    `enrolment_ids`: a list, or a SELECT of them.
    """
    tally_bulk.newcomers(enrolment_ids, entered_on)
    begun = select(Enrolment.id).where(Enrolment.id.in_(enrolment_ids), Enrolment.started_at.is_not(None))
    tally_bulk.tell_again(session.scalars(begun).all())
    sat = (
        select(Enrolment)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .join(Attempt, (Attempt.exam_id == TrainingClass.exam_id) & (Attempt.user_id == Enrolment.user_id))
        .where(Enrolment.id.in_(enrolment_ids))
        .distinct()
    )
    for place in session.scalars(sat).all():
        decisions.begin(ThroughSession(), place.user_id, clock.now(), class_id=place.class_id)
        decisions.decide_places(ThroughSession(), place.user_id, clock.now(), class_id=place.class_id)
        session.expire(place)
    _decide_later(enrolment_ids)
    came = (
        select(Enrolment)
        .join(ClassSession, ClassSession.class_id == Enrolment.class_id)
        .join(Attendance, (Attendance.session_id == ClassSession.id) & (Attendance.user_id == Enrolment.user_id))
        .where(Enrolment.id.in_(enrolment_ids))
        .distinct()
    )
    for place in session.scalars(came).all():
        decisions.decide_places(ThroughSession(), place.user_id, clock.now(), class_id=place.class_id)
        session.expire(place)


def _decide_later(enrolment_ids: Any) -> None:
    """Who learnt a course of the class before they came may have done everything: that is decided by tick, in steps."""
    first = func.min(Enrolment.id)
    studied = session.execute(
        select(Enrolment.class_id, first)
        .join(ClassCourse, ClassCourse.class_id == Enrolment.class_id)
        .join(Lesson, Lesson.course_id == ClassCourse.course_id)
        .join(Progress, (Progress.lesson_id == Lesson.id) & (Progress.user_id == Enrolment.user_id))
        .where(Enrolment.id.in_(enrolment_ids), Progress.finished_at.is_not(None))
        .group_by(Enrolment.class_id)
    ).all()
    for class_id, key in studied:
        earlier = (TrainingClass.decide_from.is_(None)) | (TrainingClass.decide_from >= key)
        mark = update(TrainingClass).where(TrainingClass.id == class_id, earlier).values(decide_from=key - 1)
        session.execute(mark)


def leave(enrolment: Enrolment, left_on: date, reason: str, by_id: int | None) -> None:
    """Take a person off the roster with a date and a reason; from that day on they are counted as deducted."""
    _must_be_here(enrolment)
    _end(last_entry(enrolment), left_on, reason, by_id)
    enrolment.left_on, enrolment.left_reason = left_on, reason.strip()
    tally.again(ThroughSession(), enrolment.id)
    audit.record(
        "withdraw", f"enrolment:{enrolment.id}", actor_id=by_id, unit_code=enrolment.unit_code, reason=reason.strip()
    )


def move(enrolment: Enrolment, unit_code: str, on: date, reason: str, by_id: int | None) -> None:
    """Let a person count in another unit from a day on; what they have done goes with them."""
    _must_be_here(enrolment)
    if enrolment.unit_code == unit_code:
        raise RuleBroken("same-unit", marked("The person counts in this unit already."))
    entry = last_entry(enrolment)
    _end(entry, on, reason, by_id)
    entry.moved = True
    was = enrolment.unit_code
    _begin(enrolment, unit_code, on, reason, by_id)
    audit.record(
        "move_on_roster",
        f"enrolment:{enrolment.id}",
        actor_id=by_id,
        unit_code=unit_code,
        reason=reason.strip(),
        came_from=was,
        on=on.isoformat(),
    )


def come_back(enrolment: Enrolment, unit_code: str, on: date, reason: str, by_id: int | None) -> None:
    """Put a person who had left on the roster again from a day on; the days between stay as they were."""
    session.refresh(enrolment, _STATE, with_for_update=True)
    if enrolment.left_on is None:
        raise RuleBroken("here-already", marked("This person is on the roster already."))
    if not reason.strip():
        raise RuleBroken("no-reason", marked("Please give the reason."))
    if on < enrolment.left_on:
        raise RuleBroken("before-leaving", marked("The day lies before the person left the roster."))
    enrolment.left_on, enrolment.left_reason = None, ""
    _begin(enrolment, unit_code, on, reason, by_id)
    audit.record(
        "come_back",
        f"enrolment:{enrolment.id}",
        actor_id=by_id,
        unit_code=unit_code,
        reason=reason.strip(),
        on=on.isoformat(),
    )


def take_back(enrolment: Enrolment) -> None:
    """Undo the last move or return, as if it had not been: only an import that is undone does this."""
    session.refresh(enrolment, _STATE, with_for_update=True)
    session.delete(last_entry(enrolment))
    session.flush()
    entry = last_entry(enrolment)
    if entry.moved:
        entry.left_on, entry.left_reason, entry.left_by_id, entry.moved = None, "", None, False
    enrolment.unit_code, enrolment.entered_on, enrolment.entered_by_id = (
        entry.unit_code,
        entry.entered_on,
        entry.entered_by_id,
    )
    enrolment.left_on, enrolment.left_reason = entry.left_on, entry.left_reason
    tally.again(ThroughSession(), enrolment.id)


def last_entry(enrolment: Enrolment) -> RosterEntry:
    """Return the entry that says where a person stands at present."""
    return session.scalars(
        select(RosterEntry)
        .where(RosterEntry.enrolment_id == enrolment.id)
        .order_by(RosterEntry.entered_on.desc(), RosterEntry.id.desc())
        .limit(1)
    ).one()


def _begin(enrolment: Enrolment, unit_code: str, on: date, reason: str, by_id: int | None) -> None:
    session.add(_entry(enrolment, unit_code, on, reason.strip(), by_id))
    enrolment.unit_code, enrolment.entered_on, enrolment.entered_by_id = unit_code, on, by_id
    tally.again(ThroughSession(), enrolment.id)


def _entry(enrolment: Enrolment, unit_code: str, on: date, reason: str, by_id: int | None) -> RosterEntry:
    return RosterEntry(
        enrolment_id=enrolment.id,
        class_id=enrolment.class_id,
        unit_code=unit_code,
        entered_on=on,
        entered_reason=reason,
        entered_by_id=by_id,
    )


def _must_be_here(enrolment: Enrolment) -> None:
    session.refresh(enrolment, _STATE, with_for_update=True)
    if enrolment.left_on is not None:
        raise RuleBroken("left-already", marked("This person has left the roster already."))


def _end(entry: RosterEntry, on: date, reason: str, by_id: int | None) -> None:
    if not reason.strip():
        raise RuleBroken("no-reason", marked("Please give the reason."))
    if on < entry.entered_on:
        raise RuleBroken("before-entry", marked("The day lies before the person came onto the roster."))
    entry.left_on, entry.left_reason, entry.left_by_id = on, reason.strip(), by_id
