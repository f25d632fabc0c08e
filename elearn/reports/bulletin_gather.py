"""Gathering what a bulletin freezes, from one snapshot of the database; reads only.

On PostgreSQL the reading transaction is REPEATABLE READ, on SQLite every reading one is a snapshot: roster, marks and
roll-ups are of one moment, however much is written meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, selectinload

from elearn import clock, db
from elearn.courses.models import Lesson, Progress
from elearn.db import session, upper_bound
from elearn.errors import RuleBroken, marked
from elearn.exams.models import Attempt, AttemptState, Exam
from elearn.exams.scoring import Try, counted_try
from elearn.people.models import Unit, User
from elearn.reports import bulletin_content as content
from elearn.reports import bulletin_words, tallies
from elearn.reports.bulletin_content import FrozenPerson, FrozenTable
from elearn.reports.bulletin_models import Bulletin
from elearn.reports.queries import standing_on, unit_line
from elearn.training.models import ClassCourse, ClassExam, Enrolment, RosterEntry, TrainingClass
from elearn.training.session_models import ClassSession
from elearn.training.tally_models import PlaceStanding


@dataclass(frozen=True)
class Gathered:
    """Everything that is frozen, not yet stored."""

    as_of: datetime
    rules: dict[str, Any]
    people: Sequence[FrozenPerson]
    tables: Sequence[FrozenTable]

    @property
    def total(self) -> dict[str, Any]:
        """The sum row of the first table."""
        return self.tables[0].total.as_json()


def gather(bulletin: Bulletin) -> Gathered:
    """Read the roster of the bulletin's day and make its tables.

    Raises RuleBroken where the roll-ups that the screen shows say something else: such figures are not for signing.
    """
    class_id, code, day = bulletin.class_id, bulletin.unit_code, bulletin.day
    _begin_snapshot()
    as_of = min(clock.now(), clock.end_of_day(day) - timedelta(seconds=1))
    found = session.scalars(
        select(TrainingClass)
        .where(TrainingClass.id == class_id)
        .options(joinedload(TrainingClass.exam), selectinload(TrainingClass.conditions))
    ).one()
    further = _further_exams(class_id)
    rules = _rules(found, further, code, day, as_of)
    people = [
        replace(person, exception=content.exception_of(person, rules))
        for person in _people(class_id, code, day, further)
    ]
    units = session.scalars(select(Unit).where(Unit.code >= code, Unit.code < upper_bound(code)))
    lines = {unit.code: unit_line(unit) for unit in units}
    own = replace(lines.pop(code), name=rules["unit"]["name"])
    tables = content.tables(own, lines.values(), people)
    if tables[0].total.counts != tallies.figures(class_id, code, [day])[0].whole:
        raise RuleBroken(
            "figures-differ",
            marked("The figures of the screen differ from a recount. Whoever runs the server must run: %(command)s."),
            command=f"elearn report recount {found.slug}",
        )
    return Gathered(as_of, rules, people, tables)


def _begin_snapshot() -> None:
    session.rollback()
    if db.engine().dialect.name != "sqlite":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def _rules(found: TrainingClass, further: Sequence[Exam], code: str, day: date, as_of: datetime) -> dict[str, Any]:
    exam = found.exam
    unit = session.get_one(Unit, code)
    return {
        "class": {
            "slug": found.slug,
            "title": found.title,
            "organiser": found.organiser,
            "starts_on": found.starts_on.isoformat(),
            "ends_on": found.ends_on.isoformat(),
        },
        "unit": {"code": code, "name": unit.name, "kind": unit.kind, "closed": unit.closed_on is not None},
        "day": day.isoformat(),
        "as_of": as_of.astimezone(clock.SHANGHAI).isoformat(timespec="seconds"),
        "conditions": [{"kind": each.kind.value, "threshold": str(each.threshold)} for each in found.conditions],
        "planned": {
            "lessons": session.scalar(select(func.count()).select_from(_lessons(found.id).subquery())) or 0,
            "online_hours": str(found.online_hours),
            "face_hours": str(found.face_hours),
        },
        "exam": {
            "title": exam.title,
            "counted": exam.counted.value,
            "pass_mark": str(exam.pass_mark),
            "merit_mark": str(exam.merit_mark),
        }
        if exam
        else None,
        "further_exams": [{"title": each.title, "pass_mark": str(each.pass_mark)} for each in further],
        "ranking": bulletin_words.definitions()["ranking"],
    }


def _lessons(class_id: int) -> Any:
    return (
        select(Lesson.id)
        .join(ClassCourse, ClassCourse.course_id == Lesson.course_id)
        .where(ClassCourse.class_id == class_id)
    )


def _further_exams(class_id: int) -> Sequence[Exam]:
    """Return the exams that must be passed beside the closing one."""
    required = select(ClassExam.exam_id).where(ClassExam.class_id == class_id, ClassExam.required)
    return session.scalars(select(Exam).where(Exam.id.in_(required)).order_by(Exam.id)).all()


def _people(class_id: int, code: str, day: date, further: Sequence[Exam]) -> list[FrozenPerson]:
    here, ends = standing_on(class_id, code, day), clock.end_of_day(day)
    standing = (PlaceStanding.deducted, PlaceStanding.started, PlaceStanding.completed, PlaceStanding.tenths)
    marks = (PlaceStanding.passed, PlaceStanding.merit)
    counted = (Enrolment.completed_at, Enrolment.attended, Enrolment.online_hours, Enrolment.face_hours)
    known = (User.id.label("user_id"), User.name, User.post, User.password_hash.is_not(None).label("signed_in"))
    rows: Sequence[Any] = session.execute(
        select(PlaceStanding.enrolment_id, PlaceStanding.unit_code, *standing, *marks, *counted, *known)
        .join(Enrolment, Enrolment.id == PlaceStanding.enrolment_id)
        .join(User, User.id == Enrolment.user_id)
        .where(*here)
    ).all()
    lessons, left = _lessons_done(class_id, here, ends), _left(class_id, code, day)
    passed = _passed(further, ends)
    meetings = _sessions(class_id)
    people = [
        replace(
            _person(row, left.get(row.enrolment_id)),
            lessons=lessons.get(row.user_id, 0),
            exams_missing=len(further) - passed.get(row.user_id, 0),
            sessions=sum(row.unit_code.startswith(unit) for unit in meetings),
        )
        for row in rows
    ]
    # By the program, not by the database: the two sort Chinese differently.
    return sorted(people, key=lambda person: (person.unit, person.name, person.place))


def _person(row: Any, left: tuple[date, str] | None) -> FrozenPerson:
    left_on, reason = left if left and row.deducted else (None, "")
    done_at = row.completed_at if row.completed else None
    return FrozenPerson(
        place=row.enrolment_id,
        unit=row.unit_code,
        post=row.post,
        deducted=row.deducted,
        left_on=left_on.isoformat() if left_on else None,
        left_reason=reason,
        signed_in=bool(row.signed_in),
        started=row.started,
        lessons=0,
        score=None if row.tenths is None else Decimal(row.tenths) / 10,
        passed=row.passed,
        merit=row.merit,
        exams_missing=0,
        sessions=0,
        attended=row.attended,
        online_hours=row.online_hours,
        face_hours=row.face_hours,
        completed=row.completed,
        completed_on=clock.local_date(done_at).isoformat() if done_at else None,
        name=row.name,
    )


def _sessions(class_id: int) -> Sequence[str]:
    """Return the units of the sessions that stand: a person is expected at those of the units above their own."""
    stand = (ClassSession.class_id == class_id, ClassSession.cancelled_at.is_(None))
    return session.scalars(select(ClassSession.unit_code).where(*stand)).all()


def _lessons_done(class_id: int, here: tuple[ColumnElement[bool], ...], ends: datetime) -> Mapping[int, int]:
    statement = (
        select(Progress.user_id, func.count())
        .join(Enrolment, Enrolment.user_id == Progress.user_id)
        .join(PlaceStanding, PlaceStanding.enrolment_id == Enrolment.id)
        .where(*here, Progress.lesson_id.in_(_lessons(class_id)), Progress.finished_at < ends)
        .group_by(Progress.user_id)
    )
    return dict(session.execute(statement).all())


def _left(class_id: int, code: str, day: date) -> Mapping[int, tuple[date, str]]:
    """Return when and why people had left by a day."""
    rows = session.execute(
        select(RosterEntry.enrolment_id, RosterEntry.left_on, RosterEntry.left_reason)
        .where(
            RosterEntry.class_id == class_id, RosterEntry.unit_code >= code, RosterEntry.unit_code < upper_bound(code)
        )
        .where(RosterEntry.left_on <= day, RosterEntry.moved.is_(False))
        .order_by(RosterEntry.entered_on, RosterEntry.id)
    )
    return {place: (left_on, reason) for place, left_on, reason in rows if left_on}


def _passed(further: Sequence[Exam], ends: datetime) -> Mapping[int, int]:
    """Return how many of the further exams people had passed by the end of the day."""
    passed: dict[int, int] = {}
    for exam in further:
        tries: dict[int, list[Try]] = {}
        columns = (Attempt.user_id, Attempt.number, Attempt.score, Attempt.handed_in_at)
        rows: Any = session.execute(
            select(*columns)
            .where(Attempt.exam_id == exam.id, Attempt.state == AttemptState.HANDED_IN, Attempt.handed_in_at < ends)
            .order_by(Attempt.user_id, Attempt.number)
        )
        for user_id, number, score, at in rows:
            tries.setdefault(user_id, []).append(Try(number, score, at))
        for user_id, each in tries.items():
            best = counted_try(each, exam.counted)
            if best and best.score is not None and best.score >= exam.pass_mark:
                passed[user_id] = passed.get(user_id, 0) + 1
    return passed
