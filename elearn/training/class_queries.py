"""Reading classes for those who make them: lists, the plan of a class, and what it may be made of."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from elearn import clock
from elearn.courses.models import Course, Lesson
from elearn.db import session, upper_bound
from elearn.exams.models import Exam, ExamState
from elearn.people.access import ancestors, covered_by_any
from elearn.people.models import Unit
from elearn.training.class_rules import Known, Plan
from elearn.training.completion import ClassState
from elearn.training.models import ClassUnit, Enrolment, TrainingClass
from elearn.training.session_models import ClassSession

WHOLE = (
    joinedload(TrainingClass.exam),
    selectinload(TrainingClass.courses),
    selectinload(TrainingClass.conditions),
)
"""What a page about one class reads of it."""


@dataclass(frozen=True)
class ClassRow:
    """A class of a list. `people`: on its roster today; None where that is not for the reader."""

    training_class: TrainingClass
    mine: bool
    people: int | None


def for_units(codes: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that a class is for one of these units, for one above or one below."""
    named: list[ColumnElement[bool]] = []
    for code in codes:
        named.append(ClassUnit.unit_code.in_(ancestors(code)))
        named.append(and_(ClassUnit.unit_code >= code, ClassUnit.unit_code < upper_bound(code)))
    return select(ClassUnit.class_id).where(ClassUnit.class_id == TrainingClass.id, or_(*named)).exists()


def made_by(codes: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that a class belongs to one of these units or to one below."""
    ranges = [and_(TrainingClass.unit_code >= code, TrainingClass.unit_code < upper_bound(code)) for code in codes]
    return or_(*ranges) if ranges else TrainingClass.id.is_(None)


def may_be_seen(codes: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that makers of these units see a class: their own, and what others opened for them."""
    return or_(made_by(codes), and_(TrainingClass.state != ClassState.DRAFT, for_units(codes)))


def listed(codes: Sequence[str]) -> list[ClassRow]:
    """Return the classes that makers of these units see, the one that began last in front."""
    order = (TrainingClass.starts_on.desc(), TrainingClass.id.desc())
    found = session.scalars(select(TrainingClass).where(may_be_seen(codes)).order_by(*order)).all()
    own = {each.id for each in found if covered_by_any(codes, each.unit_code)}
    counts = _people(own)
    return [ClassRow(each, each.id in own, counts.get(each.id, 0) if each.id in own else None) for each in found]


def _people(class_ids: Collection[int]) -> dict[int, int]:
    today = clock.today()
    here = and_(Enrolment.entered_on <= today, or_(Enrolment.left_on.is_(None), Enrolment.left_on > today))
    counted = select(Enrolment.class_id, func.count()).where(Enrolment.class_id.in_(class_ids), here)
    return dict(session.execute(counted.group_by(Enrolment.class_id)).all())


def seen(slug: str, codes: Sequence[str]) -> TrainingClass | None:
    """Return a class that makers of these units see, with its courses, closing exam and conditions."""
    found = select(TrainingClass).where(TrainingClass.slug == slug, may_be_seen(codes)).options(*WHOLE)
    return session.scalar(found)


@dataclass(frozen=True)
class Numbers:
    """How many people a class has: ever on its roster, of them begun and completed."""

    people: int = 0
    begun: int = 0
    completed: int = 0


def numbers(class_id: int) -> Numbers:
    """Count the people of a class who have not left it."""
    row = session.execute(
        select(func.count(), func.count(Enrolment.started_at), func.count(Enrolment.completed_at)).where(
            Enrolment.class_id == class_id, or_(Enrolment.left_on.is_(None), Enrolment.left_on > clock.today())
        )
    ).one()
    return Numbers(*row)


def has_begun(class_id: int) -> bool:
    """Say whether anybody has ever begun, those who have left included."""
    begun = select(Enrolment.id).where(Enrolment.class_id == class_id, Enrolment.started_at.is_not(None)).limit(1)
    return session.scalar(begun) is not None


@dataclass(frozen=True)
class Choices:
    """What a class may be made of, by the units of its maker."""

    courses: Sequence[Course]
    exams: Sequence[Exam]
    units: Sequence[Unit]
    lessons: dict[int, int] = field(default_factory=dict)

    def known(self, own_codes: Sequence[str], sessions: int) -> Known:
        """Return what a plan is judged by."""
        second = timedelta(seconds=1)  # an exam that closes at midnight is open on the day before
        days = {
            each.id: (clock.local_date(each.opens_at), clock.local_date(each.closes_at - second)) for each in self.exams
        }
        lessons = {each.id: self.lessons.get(each.id, 0) for each in self.courses}
        return Known(own_codes, lessons, set(days), sessions, days)


def choices(codes: Sequence[str], plan: Plan | None = None) -> Choices:
    """Return the courses, exams and units to choose from: one's own and those of the units above.

    What a class has already stays to be chosen, as do exams that are over.
    """
    above = sorted({code for each in codes for code in ancestors(each)})
    has_courses = plan.course_ids if plan else ()
    ours = or_(Course.unit_code.in_(above), *_below(Course.unit_code, codes), Course.id.in_(has_courses))
    courses = session.scalars(select(Course).where(ours).order_by(Course.title, Course.id)).all()
    return Choices(courses, _exams(codes, above, plan), _units(codes, plan), _lessons([each.id for each in courses]))


def _exams(codes: Sequence[str], above: Sequence[str], plan: Plan | None) -> Sequence[Exam]:
    has = [*plan.required_exams, *plan.offered_exams, *([plan.exam_id] if plan.exam_id else [])] if plan else []
    own = and_(or_(*_below(Exam.unit_code, codes)), Exam.state != ExamState.WITHDRAWN)
    published = and_(Exam.unit_code.in_(above), Exam.state == ExamState.PUBLISHED)
    offered = and_(or_(own, published), Exam.closes_at > clock.now())
    found = select(Exam).where(or_(offered, Exam.id.in_(has))).order_by(Exam.opens_at.desc(), Exam.id.desc())
    return session.scalars(found).all()


def _units(codes: Sequence[str], plan: Plan | None) -> Sequence[Unit]:
    """Return own units, the open ones of the level below, and those that are chosen already."""
    has = plan.unit_codes if plan else ()
    near = or_(Unit.code.in_([*codes, *has]), and_(Unit.parent_code.in_(codes), Unit.closed_on.is_(None)))
    return session.scalars(select(Unit).where(near).order_by(Unit.code)).all()


def _below(column: InstrumentedAttribute[str], codes: Iterable[str]) -> list[ColumnElement[bool]]:
    return [and_(column >= code, column < upper_bound(code)) for code in codes]


def _lessons(course_ids: Sequence[int]) -> dict[int, int]:
    counted = select(Lesson.course_id, func.count()).where(Lesson.course_id.in_(course_ids)).group_by(Lesson.course_id)
    return dict(session.execute(counted).all())


def former(held: TrainingClass) -> TrainingClass | None:
    """Return the class that a class was copied from."""
    return session.get(TrainingClass, held.copied_from_id) if held.copied_from_id else None


def last_organiser(unit_code: str) -> str | None:
    """Return who organised the last class of a unit."""
    last = select(TrainingClass.organiser).where(TrainingClass.unit_code == unit_code)
    return session.scalar(last.order_by(TrainingClass.id.desc()).limit(1))


def sessions_of(class_id: int) -> Sequence[ClassSession]:
    """Return the sessions of a class that stand, in order of time."""
    found = select(ClassSession).where(ClassSession.class_id == class_id, ClassSession.cancelled_at.is_(None))
    return session.scalars(found.order_by(ClassSession.starts_at, ClassSession.id)).all()


def session_count(class_id: int) -> int:
    """Return how many sessions of a class stand."""
    found = select(func.count(ClassSession.id)).where(
        ClassSession.class_id == class_id, ClassSession.cancelled_at.is_(None)
    )
    return session.scalar(found) or 0


def free_slug() -> str:
    """Return a slug that no class has."""
    number = session.scalar(select(func.count()).select_from(TrainingClass)) or 0
    while session.scalar(select(TrainingClass.id).where(TrainingClass.slug == f"ban-{(number := number + 1)}")):
        pass
    return f"ban-{number}"
