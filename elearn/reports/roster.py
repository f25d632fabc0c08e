"""The people of a class in a unit on a day, with what each still lacked. A constant number of statements, 50 a page."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from elearn import clock
from elearn.courses.models import Progress
from elearn.db import session
from elearn.exams.models import Attempt
from elearn.people import unit_queries
from elearn.people.models import User
from elearn.reports import lacks, roster_facts
from elearn.reports.queries import standing_on
from elearn.training.completion import ConditionKind
from elearn.training.models import Enrolment, TrainingClass
from elearn.training.tally_models import PlaceStanding
from elearn.training.todo import Todo

PAGE = 50
IDLE_DAYS = (7, 14, 30)


class Show(enum.StrEnum):
    """Which people of the roster are listed."""

    UNFINISHED = "unfinished"
    NOT_STARTED = "not-started"
    ALL = "all"
    DEDUCTED = "deducted"


class Missing(enum.StrEnum):
    """Which condition a person does not meet."""

    LESSONS = "lessons"
    NOT_EXAMINED = "not-examined"
    NOT_PASSED = "not-passed"
    EXAM = "exam"


@dataclass(frozen=True)
class Filter:
    """Whom to list beside `show`: all that is given must hold. `own`: the unit's own people, not those below."""

    post: str = ""
    missing: Missing | None = None
    never: bool = False
    """Has never signed in."""
    idle_days: int = 0
    """Has not studied, nor sat the exam, for so many days."""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """One person on the roster. `lessons_left` and `best_score` say what was still to do."""

    user_id: int
    name: str
    mobile: str
    post: str
    home_code: str
    """The unit where the person is now; `unit_code` is the one where they counted in this class."""
    unit_code: str
    unit_name: str
    township_name: str
    activated: bool
    started: bool
    lessons_left: int
    best_score: Decimal | None
    passed: bool
    completed: bool
    last_at: datetime | None = None
    """When they last studied or sat the exam."""
    left_on: date | None = None
    left_reason: str = ""
    asks_exam: bool = True
    """Whether the class asks for passing an exam."""
    more: Sequence[Todo] = ()
    """Hours and sessions that are missing, as they stand now."""


@dataclass(frozen=True)
class People:
    """One page of people; `total` is how many the filter finds."""

    rows: Sequence[Person]
    total: int
    page: int
    pages: int


def people(
    training_class: TrainingClass,
    unit_code: str,
    show: Show = Show.UNFINISHED,
    page: int = 1,
    size: int | None = PAGE,
    *,
    chosen: Filter | None = None,
    as_of: date | None = None,
    also: Sequence[ColumnElement[bool]] = (),
) -> People:
    """Return people of a class in a unit and below, by unit and name; size None gives all of them, for an export.

    `also`: further conditions on Enrolment, User and PlaceStanding.
    """
    day = as_of or clock.today()
    conditions = [*standing_on(training_class.id, unit_code, day), *_shown(show)]
    conditions += _chosen(training_class, unit_code, chosen or Filter(), day)
    conditions += also
    joined = select(PlaceStanding.enrolment_id).join(Enrolment, Enrolment.id == PlaceStanding.enrolment_id)
    ids = joined.join(User, User.id == Enrolment.user_id).where(*conditions)
    total = session.scalar(select(func.count()).select_from(ids.subquery())) or 0
    pages = max(1, -(-total // size)) if size else 1
    page = min(max(1, page), pages)
    statement = (
        _COLUMNS.join(Enrolment, Enrolment.id == PlaceStanding.enrolment_id)
        .join(User, User.id == Enrolment.user_id)
        .where(*conditions)
        .order_by(PlaceStanding.unit_code, User.name, Enrolment.id)
    )
    if size:
        statement = statement.limit(size).offset((page - 1) * size)
    asked, rows = lacks.asked(training_class), []
    for some in roster_facts.batches(session.execute(statement).all()):
        rows += _told(training_class, asked, some, day)
    return People(rows, total, page, pages)


def posts(training_class: TrainingClass, unit_code: str) -> list[str]:
    """Return the posts of the people of a class in a unit, the most frequent first; 40 at most."""
    statement = (
        select(User.post)
        .join(Enrolment, Enrolment.user_id == User.id)
        .join(PlaceStanding, PlaceStanding.enrolment_id == Enrolment.id)
        .where(*standing_on(training_class.id, unit_code, clock.today()), User.post != "")
        .group_by(User.post)
        .order_by(func.count().desc(), User.post)
        .limit(40)
    )
    return list(session.scalars(statement))


# Columns, no objects: the list of a province has 130,000 rows.
_COLUMNS = select(
    PlaceStanding.enrolment_id,
    PlaceStanding.unit_code,
    PlaceStanding.deducted,
    PlaceStanding.started,
    PlaceStanding.tenths,
    PlaceStanding.passed,
    PlaceStanding.completed,
    Enrolment.unit_code.label("place_code"),
    Enrolment.online_hours,
    Enrolment.face_hours,
    Enrolment.attended,
    User.id.label("user_id"),
    User.name,
    User.mobile,
    User.post,
    User.unit_code.label("home_code"),
    User.password_hash.is_not(None).label("activated"),
)


def _told(training_class: TrainingClass, asked: lacks.Asked, found: Sequence[Any], day: date) -> list[Person]:
    finished, last = roster_facts.studied(training_class, [each.user_id for each in found], clock.end_of_day(day))
    left = roster_facts.left([each.enrolment_id for each in found], day) if any(each.deducted for each in found) else {}
    units = unit_queries.names({code for each in found for code in (each.unit_code, each.unit_code[:9])})
    lessons_left = cache(asked.lessons_left)
    return [
        Person(
            user_id=each.user_id,
            name=each.name,
            mobile=each.mobile,
            post=each.post,
            home_code=each.home_code,
            unit_code=each.unit_code,
            unit_name=units[each.unit_code],
            township_name=units.get(each.unit_code[:9], "") if len(each.unit_code) > 9 else "",
            activated=each.activated,
            started=each.started,
            lessons_left=lessons_left(finished.get(each.user_id, 0)),
            best_score=None if each.tenths is None else Decimal(each.tenths) / 10,
            passed=each.passed,
            completed=each.completed,
            last_at=last.get(each.user_id),
            left_on=left.get(each.enrolment_id, (None, ""))[0],
            left_reason=left.get(each.enrolment_id, (None, ""))[1],
            asks_exam=asked.asks(ConditionKind.EXAM),
            more=()
            if each.completed
            else asked.more(each.place_code, each.online_hours, each.face_hours, each.attended),
        )
        for each in found
    ]


def _shown(show: Show) -> tuple[ColumnElement[bool], ...]:
    here = PlaceStanding.deducted.is_(False)
    match show:
        case Show.DEDUCTED:
            return (PlaceStanding.deducted.is_(True),)
        case Show.UNFINISHED:
            return here, PlaceStanding.completed.is_(False)
        case Show.NOT_STARTED:
            return here, PlaceStanding.started.is_(False)
        case Show.ALL:
            return (here,)


def _chosen(training_class: TrainingClass, unit_code: str, chosen: Filter, day: date) -> list[ColumnElement[bool]]:
    ends = clock.end_of_day(day)
    found: list[ColumnElement[bool]] = []
    if chosen.own:
        found.append(PlaceStanding.unit_code == unit_code)
    if chosen.post:
        found.append(User.post == chosen.post)
    if chosen.never:
        found.append(User.password_hash.is_(None))
    match chosen.missing:
        case Missing.LESSONS:
            lessons = roster_facts.lessons(training_class)
            count = select(func.count()).select_from(lessons.subquery()).scalar_subquery()
            mine = (Progress.user_id == User.id, Progress.lesson_id.in_(lessons), Progress.finished_at < ends)
            found.append(select(func.count()).select_from(Progress).where(*mine).scalar_subquery() < count)
        case Missing.NOT_EXAMINED:
            found.append(PlaceStanding.tenths.is_(None))
        case Missing.NOT_PASSED:
            found += [PlaceStanding.tenths.is_not(None), PlaceStanding.passed.is_(False)]
        case Missing.EXAM:
            found.append(PlaceStanding.passed.is_(False))
        case None:
            pass
    if chosen.idle_days:
        found.append(~_active(training_class, ends - timedelta(days=chosen.idle_days), ends))
    return found


def _active(training_class: TrainingClass, since: datetime, ends: datetime) -> ColumnElement[bool]:
    """Say whether a person learnt or sat the exam between two moments."""
    opened = and_(Progress.opened_at >= since, Progress.opened_at < ends)
    finished = and_(Progress.finished_at >= since, Progress.finished_at < ends)
    mine = (Progress.user_id == User.id, Progress.lesson_id.in_(roster_facts.lessons(training_class)))
    sat = (Attempt.user_id == User.id, Attempt.exam_id == training_class.exam_id)
    return or_(
        exists().where(*mine, or_(opened, finished)),
        exists().where(*sat, Attempt.started_at >= since, Attempt.started_at < ends),
    )
