"""The class that comes with the program: 社会工作基础, the shipped banks, its course and its exam, over any unit."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from elearn import clock
from elearn.courses import actions as course_actions
from elearn.courses import shipped
from elearn.courses.models import Course
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.exams import actions as exam_actions
from elearn.exams.paper import Rule
from elearn.people.models import Unit
from elearn.questions import actions as question_actions
from elearn.questions import import_actions, queries
from elearn.questions import shipped as shipped_banks
from elearn.questions.grading import Kind
from elearn.training import actions
from elearn.training.models import TrainingClass

COURSE = "shehui-gongzuo-jichu"
# 20 questions of 5 marks, evenly from both banks.
RULES = [
    Rule(bank, kind, count, Decimal(5))
    for kind, count in ((Kind.SINGLE, 5), (Kind.MULTIPLE, 2), (Kind.TRUE_FALSE, 3))
    for bank in ("renshi", "wushe")
]


@dataclass(frozen=True)
class Plan:
    """What is to be decided about a class; the exam is open on its days."""

    slug: str
    title: str
    organiser: str
    unit_code: str
    starts_on: date
    ends_on: date


def load_content(unit_code: str) -> Course:
    """Store the shipped banks and the course for a unit where they are not stored yet; return the course."""
    for bank, pictures in shipped_banks.banks():
        if queries.bank_by_slug(bank.slug) is None:
            import_actions.keep_pictures(question_actions.load_bank(bank, unit_code), pictures)
    stored = session.scalar(select(Course).where(Course.slug == COURSE))
    return stored or course_actions.load_course(shipped.read_course(COURSE), unit_code)


def open_class(plan: Plan) -> TrainingClass:
    """Create the class with its exam: 20 questions, 30 minutes, pass mark 60, three tries, best kept.

    Raises RuleBroken for a unit that is closed or unknown, days in the wrong order, and a slug that is taken.
    """
    unit = session.get(Unit, plan.unit_code)
    if unit is None or unit.closed_on is not None:
        raise RuleBroken("no_such_unit", marked("The unit %(unit)s does not exist or is closed."), unit=plan.unit_code)
    if plan.ends_on < plan.starts_on:
        raise RuleBroken("ends_before_start", marked("The last day lies before the first one."))
    if session.scalar(select(TrainingClass.id).where(TrainingClass.slug == plan.slug)) is not None:
        raise RuleBroken("slug_taken", marked("There is a class %(slug)s already."), slug=plan.slug)
    course = load_content(plan.unit_code)
    exam = exam_actions.create_exam(
        plan.slug,
        "社会工作基础知识结业考试",
        plan.unit_code,
        RULES,
        minutes=30,
        tries=3,
        pass_mark=Decimal(60),
        merit_mark=Decimal(90),
        opens_at=clock.start_of_day(plan.starts_on),
        closes_at=clock.end_of_day(plan.ends_on),
    )
    exam_actions.publish(exam)
    return actions.create_class(
        plan.slug, plan.title, plan.organiser, plan.unit_code, course, exam, plan.starts_on, plan.ends_on
    )
