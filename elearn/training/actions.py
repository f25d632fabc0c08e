"""Acts that can change completion: each calls the lower action, then decides the enrolment in the same transaction."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload

from elearn import clock
from elearn.audit import actions as audit
from elearn.courses import actions as course_actions
from elearn.courses import queries as course_queries
from elearn.courses.models import Course, Lesson
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.exams import actions as exam_actions
from elearn.exams import queries as exam_queries
from elearn.exams.models import Attempt, Exam
from elearn.people.models import User
from elearn.training.completion import Facts, decide
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
    for enrolment in _enrolments(user_id, course_id=lesson.course_id):
        enrolment.started_at = enrolment.started_at or clock.now()


def finish_lesson(user_id: int, lesson: Lesson) -> None:
    """Note that a person finished a lesson, and decide their classes."""
    open_lesson(user_id, lesson)
    course_actions.finish_lesson(user_id, lesson)
    _decide(user_id, course_id=lesson.course_id)


def start_attempt(exam: Exam, user_id: int, seed: str | None = None) -> Attempt:
    """Start a try of an exam that belongs to one of the person's classes."""
    attempt = exam_actions.start_attempt(exam, user_id, seed)
    for enrolment in _enrolments(user_id, exam_id=exam.id):
        enrolment.started_at = enrolment.started_at or clock.now()
    return attempt


def hand_in(attempt: Attempt, at: datetime | None = None) -> Decimal:
    """Hand an attempt in, mark it, and decide the person's classes."""
    score = exam_actions.hand_in(attempt, at)
    session.flush()
    _decide(attempt.user_id, exam_id=attempt.exam_id, at=at)
    return score


def hand_in_overdue(limit: int = 50) -> int:
    """Hand in attempts past deadline and grace; return how many. `elearn tick` calls it until nothing is left."""
    attempts = exam_queries.overdue(clock.now(), limit)
    for attempt in attempts:
        hand_in(attempt, at=attempt.deadline_at)
    return len(attempts)


def _enrolments(user_id: int, *, course_id: int = 0, exam_id: int = 0) -> list[Enrolment]:
    return list(
        session.scalars(
            select(Enrolment)
            .join(Enrolment.training_class)
            .where(
                Enrolment.user_id == user_id,
                or_(TrainingClass.course_id == course_id, TrainingClass.exam_id == exam_id),
            )
            .options(contains_eager(Enrolment.training_class).options(joinedload(TrainingClass.exam)))
        )
    )


def _decide(user_id: int, *, course_id: int = 0, exam_id: int = 0, at: datetime | None = None) -> None:
    """Decide once and store the facts. Completion once reached stays, as the day on which it was reached."""
    session.flush()
    for enrolment in _enrolments(user_id, course_id=course_id, exam_id=exam_id):
        required = enrolment.training_class
        enrolment.lessons_done = course_queries.finished_count(user_id, required.course_id)
        enrolment.best_score = exam_queries.best_score(required.exam_id, user_id)
        facts = Facts(
            lessons=course_queries.lesson_count(required.course_id),
            lessons_done=enrolment.lessons_done,
            best_score=enrolment.best_score,
            pass_mark=required.exam.pass_mark,
        )
        decision = decide(facts)
        enrolment.passed = decision.passed
        if decision.completed and enrolment.completed_at is None:
            enrolment.completed_at = at or clock.now()
