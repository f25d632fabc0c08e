"""Acts that can change completion: each calls the lower action, then decides the enrolment in the same transaction."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select

from elearn import clock
from elearn.audit import actions as audit
from elearn.courses import actions as course_actions
from elearn.courses.models import Course, Lesson
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.exams import marking, starting
from elearn.exams import queries as exam_queries
from elearn.exams.models import Exam
from elearn.people.models import User
from elearn.quick import Rows, ThroughSession, Writer
from elearn.training import decisions
from elearn.training.models import Enrolment, TrainingClass


def create_class(
    slug: str, title: str, organiser: str, unit_code: str, course: Course, exam: Exam, starts_on: date, ends_on: date
) -> TrainingClass:
    """Create a class that requires one course and one exam between two days."""
    made = TrainingClass(
        slug=slug,
        title=title,
        organiser=organiser,
        unit_code=unit_code,
        course_id=course.id,
        exam_id=exam.id,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    session.add(made)
    session.flush()
    return made


def enrol(training_class: TrainingClass, users: Iterable[User], entered_on: date, by_id: int | None) -> int:
    """Put people on the roster where they are not on it yet; return how many were added."""
    known = set(session.scalars(select(Enrolment.user_id).where(Enrolment.class_id == training_class.id)))
    fresh = [user for user in users if user.id not in known]
    session.add_all(
        Enrolment(
            class_id=training_class.id,
            user_id=user.id,
            unit_code=user.unit_code,
            entered_on=entered_on,
            entered_by_id=by_id,
        )
        for user in fresh
    )
    audit.record("enrol", training_class.slug, actor_id=by_id, unit_code=training_class.unit_code, people=len(fresh))
    return len(fresh)


def withdraw(enrolment: Enrolment, left_on: date, reason: str, by_id: int | None) -> None:
    """Take a person off the roster with a date and a reason; the row stays and is counted as deducted."""
    if not reason.strip():
        raise RuleBroken("no-reason", marked("Please give the reason."))
    enrolment.left_on, enrolment.left_reason = left_on, reason.strip()
    audit.record(
        "withdraw", f"enrolment:{enrolment.id}", actor_id=by_id, unit_code=enrolment.unit_code, reason=reason.strip()
    )


def open_lesson(user_id: int, lesson: Lesson) -> None:
    """Note that a person began a lesson; the first one makes them a participant (参训)."""
    course_actions.open_lesson(user_id, lesson)
    decisions.begin(ThroughSession(), user_id, clock.now(), course_id=lesson.course_id)
    session.expire_all()


def finish_lesson(user_id: int, lesson: Lesson) -> None:
    """Note that a person finished a lesson, and decide their classes."""
    course_id = lesson.course_id
    open_lesson(user_id, lesson)
    course_actions.finish_lesson(user_id, lesson)
    decisions.decide_places(ThroughSession(), user_id, clock.now(), course_id=course_id)
    session.expire_all()


def start_attempt(exam_id: int, user_id: int, device: str = "", seed: str | None = None) -> int:
    """Start a try of an exam that belongs to one of the person's classes, or go on with the open one.

    Returns the attempt's number in the database. Durable at its return, past the session.
    """

    def also(writer: Writer, now: datetime) -> Rows:
        return decisions.begin(writer, user_id, now, exam_id=exam_id)

    return starting.start(exam_id, user_id, device, also, seed)


def hand_in(attempt_id: int, exam_id: int) -> None:
    """Hand an attempt in, mark it, and decide the person's classes. Once more does no harm."""
    marking.hand_in([attempt_id], decisions.after_marking(exam_id))


def hand_in_overdue(limit: int = 50) -> int:
    """Hand in attempts past deadline and grace; return how many. `elearn tick` calls it until nothing is left."""
    due = exam_queries.overdue(clock.now(), limit)
    for exam_id in {attempt.exam_id for attempt in due}:
        times = {attempt.id: attempt.deadline_at for attempt in due if attempt.exam_id == exam_id}
        marking.hand_in(list(times), decisions.after_marking(exam_id), at=times)
    return len(due)


def mark_outdated(limit: int = 50) -> int:
    """Mark anew what was marked under an older revision of its exam; return how many. `elearn tick` calls it."""
    due = exam_queries.outdated(limit)
    for exam_id in {exam_id for _, exam_id in due}:
        mark_again(exam_id, [attempt_id for attempt_id, of in due if of == exam_id])
    return len(due)


def mark_again(exam_id: int, attempt_ids: Sequence[int], *, keep: bool = True) -> int:
    """Mark handed-in attempts anew by the exam's present keys and people's marks; completion follows, either way."""
    return marking.mark_again(attempt_ids, decisions.after_marking(exam_id, may_revoke=True), keep=keep)
