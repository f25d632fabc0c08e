"""The people of a class in a unit, with what each still lacks. A constant number of statements, 50 people a page."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, func, select

from elearn import clock
from elearn.courses.models import Lesson
from elearn.db import session
from elearn.people.models import Unit, User
from elearn.reports.queries import below, deducted, on_roster
from elearn.training.models import ClassCourse, Enrolment, TrainingClass

PAGE = 50


class Show(enum.StrEnum):
    """Which people of the roster are listed."""

    UNFINISHED = "unfinished"
    NOT_STARTED = "not-started"
    ALL = "all"
    DEDUCTED = "deducted"


@dataclass(frozen=True)
class Person:
    """One person on the roster. `lessons_left` and `exam_missing` say what is still to do."""

    user_id: int
    name: str
    mobile: str
    home_code: str
    """The unit where the person is now; `unit_code` is the one where they count in this class."""
    unit_code: str
    unit_name: str
    township_name: str
    activated: bool
    started: bool
    lessons_left: int
    best_score: Decimal | None
    passed: bool
    completed: bool
    left_on: date | None = None
    left_reason: str = ""


@dataclass(frozen=True)
class People:
    """One page of people; `total` is how many the filter finds."""

    rows: Sequence[Person]
    total: int
    page: int
    pages: int


def people(
    training_class: TrainingClass, unit_code: str, show: Show = Show.UNFINISHED, page: int = 1, size: int | None = PAGE
) -> People:
    """Return people of a class in a unit and below, by unit and name; size None gives all of them, for an export."""
    conditions = [Enrolment.class_id == training_class.id, below(unit_code), _shown(show)]
    lessons = session.scalar(_lessons(training_class)) or 0
    total = session.scalar(select(func.count(Enrolment.id)).where(*conditions)) or 0
    pages = max(1, -(-total // size)) if size else 1
    page = min(max(1, page), pages)
    statement = (
        select(Enrolment, User, Unit)
        .join(Enrolment.user)
        .join(Unit, Unit.code == Enrolment.unit_code)
        .where(*conditions)
        .order_by(Enrolment.unit_code, User.name, User.id)
    )
    if size:
        statement = statement.limit(size).offset((page - 1) * size)
    found = session.execute(statement).all()
    above = sorted({enrolment.unit_code[:9] for enrolment, _, _ in found})
    townships = dict(session.execute(select(Unit.code, Unit.name).where(Unit.code.in_(above))).all())
    rows = [
        Person(
            user_id=user.id,
            name=user.name,
            mobile=user.mobile,
            home_code=user.unit_code,
            unit_code=unit.code,
            unit_name=unit.short_name,
            township_name=townships.get(unit.code[:9], "") if len(unit.code) > 9 else "",
            activated=user.password_hash is not None,
            started=enrolment.started_at is not None,
            lessons_left=max(0, lessons - enrolment.lessons_done),
            best_score=enrolment.best_score,
            passed=enrolment.passed,
            completed=enrolment.completed_at is not None,
            left_on=enrolment.left_on,
            left_reason=enrolment.left_reason,
        )
        for enrolment, user, unit in found
    ]
    return People(rows=rows, total=total, page=page, pages=pages)


def _lessons(training_class: TrainingClass) -> Select[int]:
    return (
        select(func.count(Lesson.id))
        .join(ClassCourse, ClassCourse.course_id == Lesson.course_id)
        .where(ClassCourse.class_id == training_class.id)
    )


def _shown(show: Show) -> ColumnElement[bool]:
    today = clock.today()
    match show:
        case Show.DEDUCTED:
            return deducted(today)
        case Show.UNFINISHED:
            return on_roster(today) & Enrolment.completed_at.is_(None)
        case Show.NOT_STARTED:
            return on_roster(today) & Enrolment.started_at.is_(None)
        case Show.ALL:
            return on_roster(today)
