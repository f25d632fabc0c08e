"""The people of a class in a unit on a day, with what each still lacked. A constant number of statements, 50 a page."""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from elearn import clock
from elearn.courses.models import Lesson, Progress
from elearn.db import session
from elearn.exams.models import Attempt
from elearn.people.models import Unit, User
from elearn.reports import lacks
from elearn.reports.queries import standing_on
from elearn.training.completion import ConditionKind
from elearn.training.models import ClassCourse, Enrolment, RosterEntry, TrainingClass
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


@dataclass(frozen=True)
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
        select(PlaceStanding, Enrolment, User, Unit)
        .join(Enrolment, Enrolment.id == PlaceStanding.enrolment_id)
        .join(User, User.id == Enrolment.user_id)
        .join(Unit, Unit.code == PlaceStanding.unit_code)
        .where(*conditions)
        .order_by(PlaceStanding.unit_code, User.name, Enrolment.id)
    )
    if size:
        statement = statement.limit(size).offset((page - 1) * size)
    return People(_told(training_class, session.execute(statement).all(), day), total, page, pages)


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


def _told(training_class: TrainingClass, found: Sequence[Any], day: date) -> list[Person]:
    asked = lacks.asked(training_class)
    users, places = [user.id for _, _, user, _ in found], [each.enrolment_id for each, *_ in found]
    finished, last = _studied(training_class, users, clock.end_of_day(day))
    left = _left(places, day) if any(each.deducted for each, *_ in found) else {}
    above = {each.unit_code[:9] for each, *_ in found}
    townships: dict[str, str] = {}
    for some in _batches(sorted(above)):
        townships |= dict(session.execute(select(Unit.code, Unit.name).where(Unit.code.in_(some))).all())
    return [
        Person(
            user_id=user.id,
            name=user.name,
            mobile=user.mobile,
            post=user.post,
            home_code=user.unit_code,
            unit_code=unit.code,
            unit_name=unit.short_name,
            township_name=townships.get(unit.code[:9], "") if len(unit.code) > 9 else "",
            activated=user.password_hash is not None,
            started=each.started,
            lessons_left=asked.lessons_left(finished.get(user.id, 0)),
            best_score=None if each.tenths is None else Decimal(each.tenths) / 10,
            passed=each.passed,
            completed=each.completed,
            last_at=last.get(user.id),
            left_on=left.get(place.id, (None, ""))[0],
            left_reason=left.get(place.id, (None, ""))[1],
            asks_exam=asked.asks(ConditionKind.EXAM),
            more=() if each.completed else asked.more(place),
        )
        for each, place, user, unit in found
    ]


def _batches(values: Sequence[Any], size: int = 5000) -> Iterable[Sequence[Any]]:
    """A statement takes so many parameters at once."""
    return (values[at : at + size] for at in range(0, len(values), size))


def _studied(
    training_class: TrainingClass, user_ids: Sequence[int], ends: datetime
) -> tuple[Mapping[int, int], Mapping[int, datetime]]:
    """Return how many lessons each had finished, and when they last did something, before a moment."""
    finished: dict[int, int] = {}
    last: dict[int, datetime] = {}
    for some in _batches(user_ids):
        studied = (
            select(Progress.user_id, Progress.opened_at, Progress.finished_at)
            .where(Progress.user_id.in_(some), Progress.lesson_id.in_(_lessons(training_class)))
            .where(Progress.opened_at < ends)
        )
        for user_id, opened_at, finished_at in session.execute(studied):
            at = finished_at if finished_at is not None and finished_at < ends else None
            finished[user_id] = finished.get(user_id, 0) + (at is not None)
            last[user_id] = max(last.get(user_id, opened_at), at or opened_at)
        sat = select(Attempt.user_id, func.max(Attempt.started_at)).where(
            Attempt.user_id.in_(some), Attempt.exam_id == training_class.exam_id, Attempt.started_at < ends
        )
        for user_id, started_at in session.execute(sat.group_by(Attempt.user_id)):
            last[user_id] = max(last.get(user_id, started_at), started_at)
    return finished, last


def _left(places: Sequence[int], day: date) -> dict[int, tuple[date | None, str]]:
    """Return when and why people had left by a day, as their last entry says."""
    found: dict[int, tuple[date | None, str]] = {}
    for some in _batches(places):
        rows = select(RosterEntry.enrolment_id, RosterEntry.left_on, RosterEntry.left_reason)
        for key, left_on, reason in session.execute(
            rows.where(RosterEntry.enrolment_id.in_(some), RosterEntry.entered_on <= day).order_by(
                RosterEntry.entered_on, RosterEntry.id
            )
        ):
            found[key] = (left_on, reason)
    return found


def _lessons(training_class: TrainingClass) -> Select[int]:
    return (
        select(Lesson.id)
        .join(ClassCourse, ClassCourse.course_id == Lesson.course_id)
        .where(ClassCourse.class_id == training_class.id)
    )


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
            lessons = _lessons(training_class)
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
    mine = (Progress.user_id == User.id, Progress.lesson_id.in_(_lessons(training_class)))
    sat = (Attempt.user_id == User.id, Attempt.exam_id == training_class.exam_id)
    return or_(
        exists().where(*mine, or_(opened, finished)),
        exists().where(*sat, Attempt.started_at >= since, Attempt.started_at < ends),
    )
