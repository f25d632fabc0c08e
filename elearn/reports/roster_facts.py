"""What the people of a list did and when they left: read in a few statements for any number of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, case, func, select

from elearn.courses.models import Lesson, Progress
from elearn.db import session
from elearn.exams.models import Attempt
from elearn.training.models import ClassCourse, RosterEntry, TrainingClass


def batches(values: Sequence[Any], size: int = 5000) -> Iterable[Sequence[Any]]:
    """A statement takes so many parameters at once."""
    return (values[at : at + size] for at in range(0, len(values), size))


def studied(
    training_class: TrainingClass, user_ids: Sequence[int], ends: datetime
) -> tuple[Mapping[int, int], Mapping[int, datetime]]:
    """Return how many lessons each had finished, and when they last did something, before a moment."""
    finished: dict[int, int] = {}
    last: dict[int, datetime] = {}
    for some in batches(user_ids):
        done = case((Progress.finished_at < ends, Progress.finished_at))
        studied = (
            # Added up by the database: a course of fifty lessons has millions of rows in a province.
            select(Progress.user_id, func.count(done), func.max(Progress.opened_at), func.max(done))
            .where(Progress.user_id.in_(some), Progress.lesson_id.in_(lessons(training_class)))
            .where(Progress.opened_at < ends)
            .group_by(Progress.user_id)
        )
        for user_id, count, opened_at, finished_at in session.execute(studied):
            finished[user_id] = count
            last[user_id] = max(opened_at, finished_at or opened_at)
        sat = select(Attempt.user_id, func.max(Attempt.started_at)).where(
            Attempt.user_id.in_(some), Attempt.exam_id == training_class.exam_id, Attempt.started_at < ends
        )
        for user_id, started_at in session.execute(sat.group_by(Attempt.user_id)):
            last[user_id] = max(last.get(user_id, started_at), started_at)
    return finished, last


def left(places: Sequence[int], day: date) -> dict[int, tuple[date | None, str]]:
    """Return when and why people had left by a day, as their last entry says."""
    found: dict[int, tuple[date | None, str]] = {}
    for some in batches(places):
        rows = select(RosterEntry.enrolment_id, RosterEntry.left_on, RosterEntry.left_reason)
        for key, left_on, reason in session.execute(
            rows.where(RosterEntry.enrolment_id.in_(some), RosterEntry.entered_on <= day).order_by(
                RosterEntry.entered_on, RosterEntry.id
            )
        ):
            found[key] = (left_on, reason)
    return found


def lessons(training_class: TrainingClass) -> Select[int]:
    return (
        select(Lesson.id)
        .join(ClassCourse, ClassCourse.course_id == Lesson.course_id)
        .where(ClassCourse.class_id == training_class.id)
    )
