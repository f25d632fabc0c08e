"""Reading classes and what a learner has to do."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from elearn import clock, quick
from elearn.courses import queries as course_queries
from elearn.courses.queries import LessonRow
from elearn.db import session
from elearn.exams import queries as exam_queries
from elearn.exams.models import Exam, ExamState
from elearn.exams.scoring import Try, counted
from elearn.quick import Statement
from elearn.training.completion import ClassState
from elearn.training.models import ClassExam, Enrolment, TrainingClass


@dataclass(frozen=True)
class HomeClass:
    """One class as its learner's home shows it."""

    training_class: TrainingClass
    enrolment: Enrolment
    lessons: Sequence[LessonRow]
    more_exams: Sequence[Exam]
    """Exams that the class offers beside the one that completes it."""
    exams_missing: int
    """Further exams that must be passed and are not, as far as that may be seen."""
    tries_used: int
    tries_left: int
    open_attempt_id: int | None
    marks_shown: bool
    """Whether the exam lets its marks, and what follows from them, be seen yet."""

    @property
    def best_score(self) -> Decimal | None:
        """The score that counts, as far as it may be seen."""
        return self.enrolment.best_score if self.marks_shown else None

    @property
    def passed(self) -> bool:
        """Passed, as far as it may be seen."""
        return self.enrolment.passed and self.marks_shown

    @property
    def completed_at(self) -> datetime | None:
        """When the class was completed, as far as it may be seen."""
        return self.enrolment.completed_at if self.marks_shown else None


def home(user_id: int) -> list[HomeClass]:
    """Return the classes that a person is on the roster of and that have begun, the one that ends first in front."""
    now = clock.now()
    rows = []
    present = enrolments(user_id)
    ids = [enrolment.class_id for enrolment in present]
    offered, required_exams = _offered(ids), _required(ids)
    for enrolment in present:
        required = enrolment.training_class
        exam = required.exam
        tries = exam_queries.attempts(exam.id, user_id) if exam else []
        running = [attempt.id for attempt in tries if exam_queries.is_open(attempt, now)]
        rows.append(
            HomeClass(
                training_class=required,
                enrolment=enrolment,
                lessons=[row for course in required.courses for row in course_queries.lesson_list(user_id, course)],
                more_exams=offered.get(required.id, []),
                exams_missing=sum(not _passed(user_id, each) for each in required_exams.get(required.id, [])),
                tries_used=len(tries),
                tries_left=max(0, exam.tries - len(tries)) if exam else 0,
                open_attempt_id=running[0] if running else None,
                marks_shown=exam is None or exam_queries.may_see_now(exam, exam.show_score, now),
            )
        )
    return rows


def _required(class_ids: Sequence[int]) -> dict[int, list[Exam]]:
    """Return the further exams that must be passed, by class."""
    rows = session.execute(
        select(ClassExam.class_id, Exam)
        .join(Exam, Exam.id == ClassExam.exam_id)
        .where(ClassExam.class_id.in_(class_ids), ClassExam.required.is_(True))
    )
    found: dict[int, list[Exam]] = {}
    for class_id, exam in rows:
        found.setdefault(class_id, []).append(exam)
    return found


def _passed(user_id: int, exam: Exam) -> bool:
    """Say whether a person has passed a further exam and may see it."""
    tries = [
        Try(each.number, each.score, each.handed_in_at)
        for each in exam_queries.attempts(exam.id, user_id)
        if each.handed_in_at is not None
    ]
    score = counted(tries, exam.counted)
    return (
        score is not None and score >= exam.pass_mark and exam_queries.may_see_now(exam, exam.show_score, clock.now())
    )


def _offered(class_ids: Sequence[int]) -> dict[int, list[Exam]]:
    """Return the published exams that classes offer beside their own, those that open first in front."""
    rows = session.execute(
        select(ClassExam.class_id, Exam)
        .join(Exam, Exam.id == ClassExam.exam_id)
        .where(ClassExam.class_id.in_(class_ids), Exam.state == ExamState.PUBLISHED)
        .order_by(Exam.opens_at, Exam.id)
    )
    found: dict[int, list[Exam]] = {}
    for class_id, exam in rows:
        found.setdefault(class_id, []).append(exam)
    return found


def enrolments(user_id: int) -> Sequence[Enrolment]:
    """Return a person's present enrolments in classes that have begun, with class, courses and exam."""
    today = clock.today()
    return session.scalars(
        select(Enrolment)
        .join(Enrolment.training_class)
        .where(
            Enrolment.user_id == user_id,
            TrainingClass.starts_on <= today,
            TrainingClass.state != ClassState.DRAFT,
            or_(Enrolment.left_on.is_(None), Enrolment.left_on > today),
        )
        .order_by(TrainingClass.ends_on, TrainingClass.id)
        .options(
            contains_eager(Enrolment.training_class).options(
                selectinload(TrainingClass.courses),
                selectinload(TrainingClass.conditions),
                joinedload(TrainingClass.exam),
            )
        )
    ).all()


def class_by_slug(slug: str) -> TrainingClass | None:
    """Return a class with its courses and closing exam."""
    return session.scalar(
        select(TrainingClass)
        .where(TrainingClass.slug == slug)
        .options(selectinload(TrainingClass.courses), joinedload(TrainingClass.exam))
    )


_MAY_SIT = Statement("""
SELECT 1 FROM enrolment n JOIN training_class c ON c.id = n.class_id
WHERE n.user_id = :user AND c.starts_on <= :day AND c.state <> 'draft' AND (n.left_on IS NULL OR n.left_on > :day)
AND (c.exam_id = :exam OR EXISTS (
  SELECT 1 FROM class_exam x JOIN exam e ON e.id = x.exam_id
  WHERE x.class_id = c.id AND x.exam_id = :exam AND e.state = 'published')) LIMIT 1
""")


def may_sit(user_id: int, exam_id: int) -> bool:
    """Say whether one of a person's classes requires or offers the exam; a draft is offered to nobody yet."""
    return bool(quick.read(_MAY_SIT, {"user": user_id, "exam": exam_id, "day": clock.today().isoformat()}))


def may_study(user_id: int, course_id: int) -> bool:
    """Say whether one of a person's classes requires the course."""
    return any(course.id == course_id for each in enrolments(user_id) for course in each.training_class.courses)


@dataclass(frozen=True)
class LessonLink:
    """What a link to a lesson shows."""

    course_slug: str
    slug: str
    position: int
    title: str
    minutes: int


_READING = Statement("""
SELECT DISTINCT k.position, k.course_id, o.slug, l.slug, l.position, l.title, l.minutes, l.bank_slug,
  CAST(l.points AS TEXT)
FROM enrolment n JOIN training_class c ON c.id = n.class_id JOIN class_course k ON k.class_id = c.id
JOIN course o ON o.id = k.course_id JOIN lesson l ON l.course_id = o.id
WHERE n.user_id = :user AND c.exam_id = :exam ORDER BY k.position, k.course_id, l.position
""")


def lessons_to_read(user_id: int, exam_id: int, topics: Sequence[tuple[str, str]]) -> list[LessonLink]:
    """Return the lessons of the person's courses that teach these (bank slug, 知识点) pairs, in order, each once."""
    if not topics:
        return []
    wanted = set(topics)
    found: dict[tuple[str, str], LessonLink] = {}
    for _, _, course, slug, position, title, minutes, bank, points in quick.read(
        _READING, {"user": user_id, "exam": exam_id}
    ):
        if wanted & {(bank, point) for point in json.loads(points)}:
            found.setdefault((course, slug), LessonLink(course, slug, position, title, minutes))
    return list(found.values())
