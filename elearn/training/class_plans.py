"""The plan of a class as it is stored, and what it asks of people."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from elearn.courses.models import Course, Lesson
from elearn.db import session
from elearn.exams.models import Exam, ExamState
from elearn.training.class_rules import Plan
from elearn.training.completion import Condition, Facts
from elearn.training.models import ClassCondition, ClassCourse, ClassExam, ClassUnit, TrainingClass


def plan_of(held: TrainingClass) -> Plan:
    """Return what a class plans."""
    key = held.id
    exams = session.execute(
        select(ClassExam.exam_id, ClassExam.required).where(ClassExam.class_id == key).order_by(ClassExam.exam_id)
    ).all()
    exams = [each for each in exams if each.exam_id != held.exam_id]
    units = select(ClassUnit.unit_code).where(ClassUnit.class_id == key).order_by(ClassUnit.unit_code)
    courses = select(ClassCourse.course_id).where(ClassCourse.class_id == key).order_by(ClassCourse.position)
    conditions = session.execute(
        select(ClassCondition.kind, ClassCondition.threshold)
        .where(ClassCondition.class_id == key)
        .order_by(ClassCondition.kind)
    )
    return Plan(
        title=held.title,
        organiser=held.organiser,
        unit_code=held.unit_code,
        unit_codes=tuple(session.scalars(units)),
        audience=held.audience,
        starts_on=held.starts_on,
        ends_on=held.ends_on,
        course_ids=tuple(session.scalars(courses)),
        exam_id=held.exam_id,
        required_exams=tuple(exam_id for exam_id, required in exams if required),
        offered_exams=tuple(exam_id for exam_id, required in exams if not required),
        online_hours=held.online_hours,
        face_hours=held.face_hours,
        conditions=tuple(Condition(kind, Decimal(threshold)) for kind, threshold in conditions),
    )


def version(plan: Plan) -> str:
    """Return what names a plan as it stands: a form that was opened before a change of it is recognised by this."""
    conditions = sorted((each.kind.value, f"{each.threshold:.2f}") for each in plan.conditions)
    hours = (f"{plan.online_hours:.2f}", f"{plan.face_hours:.2f}")
    exams = (sorted(plan.required_exams), sorted(plan.offered_exams))
    words = (plan.title, plan.organiser, plan.unit_code, plan.audience.value, plan.starts_on, plan.ends_on)
    parts = (words, plan.unit_codes, plan.course_ids, plan.exam_id, exams, hours, conditions)
    return sha256(repr(parts).encode()).hexdigest()[:16]


def exams_of(plan: Plan) -> dict[int, Exam]:
    """Return the exams that a plan names, by id."""
    has = [*plan.required_exams, *plan.offered_exams, *([plan.exam_id] if plan.exam_id else [])]
    return {each.id: each for each in session.scalars(select(Exam).where(Exam.id.in_(has)))}


def courses_of(plan: Plan) -> list[Course]:
    """Return the courses of a plan with their lessons, in order."""
    found = session.scalars(
        select(Course).where(Course.id.in_(plan.course_ids)).options(selectinload(Course.lessons))
    ).all()
    by_id = {each.id: each for each in found}
    return [by_id[key] for key in plan.course_ids if key in by_id]


def unpublished(plan: Plan) -> list[str]:
    """Return the titles of the exams that must be passed and that nobody can sit yet."""
    found, needed = exams_of(plan), [*([plan.exam_id] if plan.exam_id else []), *plan.required_exams]
    return [found[key].title for key in needed if found[key].state is not ExamState.PUBLISHED]


@dataclass(frozen=True)
class Asked:
    """What a plan asks: its conditions, how much there is of everything, and the exams that must be passed."""

    conditions: Sequence[Condition]
    facts: Facts
    passes: Sequence[str]


def asked(plan: Plan) -> Asked:
    """Return what a plan asks of people."""
    lessons = session.scalar(select(func.count(Lesson.id)).where(Lesson.course_id.in_(plan.course_ids))) or 0
    facts = Facts(lessons=lessons, online_planned=plan.online_hours, face_planned=plan.face_hours)
    exams = exams_of(plan)
    needed = [*([plan.exam_id] if plan.exam_id else []), *plan.required_exams]
    return Asked(plan.conditions, facts, [exams[key].title for key in needed if key in exams])
