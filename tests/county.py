"""A county with a class under way and a county beside it, for the officials' pages; facts as reports count them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from elearn import clock, db
from elearn.courses.models import Course, Lesson, Progress
from elearn.exams.models import Attempt, AttemptState, Exam, Paper
from elearn.people.access import Role
from elearn.people.models import User
from elearn.training import actions as training
from elearn.training import tally_bulk
from elearn.training.models import Enrolment, TrainingClass
from tests import make, snapshot, world

OTHER, OTHER_VILLAGE = "141129", "141129100"
SHIKOU, SHIKOU_VILLAGE = "141130104", "141130104200"
# name, unit, lessons done, best mark; None for the lessons: never began
PEOPLE: tuple[tuple[str, str, int | None, str | None], ...] = (
    ("双甲完", make.VILLAGE, 2, "95"),
    ("双乙完", make.VILLAGE, 2, "60.5"),
    ("双丙学", make.TOWNSHIP, 1, "40"),
    ("石甲未", SHIKOU_VILLAGE, None, None),
    ("石乙完", SHIKOU, 2, "88"),
    ("县本级", make.COUNTY, 2, None),
)


@dataclass(frozen=True)
class County:
    """Two classes: `training_class` of 交口县 (slug class), `other_class` of 中阳县 (slug other)."""

    training_class: TrainingClass
    other_class: TrainingClass
    people: dict[str, User]
    other_person: User
    official: User
    township_official: User
    other_official: User


def build(*, tries: bool = True) -> County:
    """Build both counties with an official each and a township official in 双池镇; without tries nobody has sat yet."""
    return snapshot.once(lambda: _build(tries), "county", tries)


def _build(tries: bool) -> County:
    built = world.build(make.user("双丁退", make.VILLAGE))
    people = {name: make.user(name, unit) for name, unit, _, _ in PEOPLE} | {"双丁退": built.learner}
    other_person = make.user("邻县人", OTHER_VILLAGE)
    with db.writing() as session:
        made = session.merge(built.training_class)
        training.enrol(made, [session.merge(person) for person in people.values()], date(2026, 11, 1), None)
        other = training.create_class(
            "other",
            "邻县培训班",
            "邻县民政局",
            OTHER,
            session.scalars(select(Course)).one(),
            session.get_one(Exam, made.exam_id),
            date(2026, 11, 1),
            date(2026, 12, 15),
        )
        training.enrol(other, [session.merge(other_person)], date(2026, 11, 1), None)
    with db.writing() as session:
        rows = {row.user_id: row for row in session.query(Enrolment).filter_by(class_id=made.id)}
        for name, _, lessons, score in PEOPLE:
            _store(rows[people[name].id], lessons, score if tries else None)
        session.flush()
        tally_bulk.tell_again([row.id for row in rows.values()])
        training.withdraw(rows[built.learner.id], date(2026, 11, 20), "退休", None)
    return County(
        training_class=made,
        other_class=other,
        people=people,
        other_person=other_person,
        official=make.staff(Role.OFFICIAL, make.COUNTY, "李梅"),
        township_official=make.staff(Role.OFFICIAL, make.TOWNSHIP, "任霞"),
        other_official=make.staff(Role.OFFICIAL, OTHER, "邻县官"),
    )


def _store(row: Enrolment, lessons: int | None, score: str | None) -> None:
    row.lessons_done = lessons or 0
    for number in range(1, (lessons or 0) + 1):
        lesson = db.session.scalars(select(Lesson).where(Lesson.position == number)).one()
        now = clock.now()
        db.session.add(Progress(user_id=row.user_id, lesson_id=lesson.id, opened_at=now, finished_at=now))
    row.started_at = clock.now() if lessons is not None else None
    row.best_score = Decimal(score) if score else None
    row.passed = row.best_score is not None and row.best_score >= 60
    row.completed_at = clock.now() if row.passed and lessons == 2 else None
    if row.best_score is not None:
        row.score_at = clock.now()
        hand_in(row.user_id, row.best_score)


def hand_in(user_id: int, score: Decimal, number: int = 1, exam_slug: str = "exam") -> None:
    """Store a try that was handed in now, without its questions."""
    exam = db.session.scalars(select(Exam).where(Exam.slug == exam_slug)).one()
    paper = Paper(exam_id=exam.id, items=[], drawn_at=clock.now())
    db.session.add(paper)
    db.session.flush()
    db.session.add(
        Attempt(
            exam_id=exam.id,
            user_id=user_id,
            paper_id=paper.id,
            number=number,
            state=AttemptState.HANDED_IN,
            started_at=clock.now(),
            deadline_at=clock.now(),
            handed_in_at=clock.now(),
            score=score,
            marks=[],
        )
    )
