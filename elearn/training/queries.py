"""Reading classes and what a learner has to do."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload

from elearn import clock
from elearn.courses import queries as course_queries
from elearn.courses.models import Lesson
from elearn.courses.queries import LessonRow
from elearn.db import session
from elearn.exams import queries as exam_queries
from elearn.training.models import Enrolment, TrainingClass


@dataclass(frozen=True)
class HomeClass:
    """One class as its learner's home shows it."""

    training_class: TrainingClass
    enrolment: Enrolment
    lessons: Sequence[LessonRow]
    tries_used: int
    tries_left: int
    open_attempt_id: int | None


def home(user_id: int) -> list[HomeClass]:
    """Return the classes that a person is on the roster of and that have begun, the one that ends first in front."""
    now = clock.now()
    rows = []
    for enrolment in enrolments(user_id):
        required = enrolment.training_class
        tries = exam_queries.attempts(required.exam_id, user_id)
        running = [attempt.id for attempt in tries if exam_queries.is_open(attempt, now)]
        rows.append(
            HomeClass(
                training_class=required,
                enrolment=enrolment,
                lessons=course_queries.lesson_list(user_id, required.course),
                tries_used=len(tries),
                tries_left=max(0, required.exam.tries - len(tries)),
                open_attempt_id=running[0] if running else None,
            )
        )
    return rows


def enrolments(user_id: int) -> Sequence[Enrolment]:
    """Return a person's present enrolments in classes that have begun, with class, course and exam."""
    today = clock.today()
    return session.scalars(
        select(Enrolment)
        .join(Enrolment.training_class)
        .where(
            Enrolment.user_id == user_id,
            TrainingClass.starts_on <= today,
            or_(Enrolment.left_on.is_(None), Enrolment.left_on > today),
        )
        .order_by(TrainingClass.ends_on, TrainingClass.id)
        .options(
            contains_eager(Enrolment.training_class).options(
                joinedload(TrainingClass.course), joinedload(TrainingClass.exam)
            )
        )
    ).all()


def class_by_slug(slug: str) -> TrainingClass | None:
    """Return a class with its course and exam."""
    return session.scalar(
        select(TrainingClass)
        .where(TrainingClass.slug == slug)
        .options(joinedload(TrainingClass.course), joinedload(TrainingClass.exam))
    )


def may_sit(user_id: int, exam_id: int) -> bool:
    """Say whether one of a person's classes requires the exam."""
    return any(enrolment.training_class.exam_id == exam_id for enrolment in enrolments(user_id))


def may_study(user_id: int, course_id: int) -> bool:
    """Say whether one of a person's classes requires the course."""
    return any(enrolment.training_class.course_id == course_id for enrolment in enrolments(user_id))


def lessons_to_read(user_id: int, exam_id: int, topics: Sequence[tuple[str, str]]) -> list[Lesson]:
    """Return the lessons of the person's course that teach these (bank slug, 知识点) pairs, in order, each once."""
    courses = [row.training_class.course_id for row in enrolments(user_id) if row.training_class.exam_id == exam_id]
    found = session.scalars(
        select(Lesson)
        .where(Lesson.course_id.in_(courses))
        .order_by(Lesson.course_id, Lesson.position)
        .options(joinedload(Lesson.course))
    )
    wanted = set(topics)
    return [lesson for lesson in found if wanted & {(lesson.bank_slug, point) for point in lesson.points}]
