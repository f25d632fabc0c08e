"""The invigilator's board: how many of each unit are where, and who. A constant number of statements at any size.

A person's latest try says where they stand. An attempt past deadline and grace counts as handed in by the clock, also
before `elearn tick` has stored it.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, literal_column, or_, select

from elearn import clock
from elearn.db import session, upper_bound
from elearn.exams.event_models import AttemptEvent, EventKind
from elearn.exams.models import Answer, Attempt, AttemptState, Paper
from elearn.exams.terms import GRACE
from elearn.people.access import LEVEL_BY_LENGTH
from elearn.people.models import Unit, User
from elearn.training.sitters import sitters

PAGE = 100
SILENCE = timedelta(minutes=2)
"""An open attempt whose page has said nothing for so long has lost contact."""
NO_ANSWER = '{"value": null}'
"""How an answer that was taken back is stored."""


class Standing(enum.StrEnum):
    """Where a person stands in an exam."""

    NOT_STARTED = "not-started"
    WORKING = "working"
    LOST = "lost"
    HANDED_IN = "handed-in"


@dataclass(frozen=True)
class Counts:
    """How many people are where; `by_clock` is the part of those handed in whose time ran out."""

    expected: int = 0
    not_started: int = 0
    working: int = 0
    lost: int = 0
    handed_in: int = 0
    by_clock: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(a + b for a, b in zip(self.as_tuple(), other.as_tuple(), strict=True)))

    def as_tuple(self) -> tuple[int, ...]:
        """Return the figures in order."""
        return (self.expected, self.not_started, self.working, self.lost, self.handed_in, self.by_clock)

    def of(self, standing: Standing | None) -> int:
        """Return how many people a filter finds."""
        by_standing = {
            Standing.NOT_STARTED: self.not_started,
            Standing.WORKING: self.working,
            Standing.LOST: self.lost,
            Standing.HANDED_IN: self.handed_in,
        }
        return by_standing[standing] if standing else sum(by_standing.values())


@dataclass(frozen=True)
class UnitRow:
    """One line of the board; `own` marks the people of the unit itself."""

    code: str
    name: str
    counts: Counts
    own: bool


@dataclass(frozen=True)
class Person:
    """One person on the board; what belongs to an attempt is empty where none was begun."""

    user_id: int
    name: str
    mobile: str
    unit_name: str
    expected: bool
    standing: Standing
    attempt_id: int | None = None
    number: int = 0
    answered: int = 0
    questions: int = 0
    seconds_left: int = 0
    last_contact: datetime | None = None
    by_clock: bool = False
    handed_in_at: datetime | None = None
    away_count: int = 0
    away_seconds: int = 0
    device_changes: int = 0


@dataclass(frozen=True)
class People:
    """One page of people."""

    rows: Sequence[Person]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Wanted:
    """Which people are listed: of these units and below, where they stand, whose name holds this."""

    codes: Sequence[str]
    standing: Standing | None = None
    name: str = ""


def below(codes: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a person belongs to one of some units or to one below it."""
    return or_(*(and_(User.unit_code >= code, User.unit_code < upper_bound(code)) for code in codes))


def _standing(now: datetime) -> ColumnElement[str]:
    return case(
        (Attempt.id.is_(None), Standing.NOT_STARTED.value),
        (or_(Attempt.state == AttemptState.HANDED_IN, Attempt.deadline_at < now - GRACE), Standing.HANDED_IN.value),
        (_is_silent(now - SILENCE), Standing.LOST.value),
        else_=Standing.WORKING.value,
    )


def _is_silent(since: datetime) -> ColumnElement[bool]:
    """Neither the page nor an answer has come since: answers are looked at only where the page is silent.

    A value with LIMIT and no EXISTS: for that PostgreSQL may read the answers of all exams ever into a hash.
    """
    answered = (
        select(Answer.number)
        .where(Answer.attempt_id == Attempt.id, Answer.saved_at >= since)
        .correlate(Attempt)
        .limit(1)
        .scalar_subquery()
    )
    return and_(func.coalesce(Attempt.seen_at, Attempt.started_at) < since, answered.is_(None))


def _by_clock() -> ColumnElement[bool]:
    return or_(Attempt.state == AttemptState.OPEN, Attempt.handed_in_at == Attempt.deadline_at)


def _base(exam_id: int, *columns: Any, total: bool = False) -> Select[Any]:
    """Everybody who sits, with the latest try; the first column is whether (`total`: how many) they are expected."""
    people = sitters(exam_id, clock.today())
    expected: ColumnElement[int] = func.sum(people.c.expected) if total else people.c.expected
    latest = and_(Attempt.exam_id == exam_id, Attempt.user_id == people.c.user_id, Attempt.number == people.c.latest)
    return (
        select(expected, *columns)
        .select_from(people)
        .join(User, User.id == people.c.user_id)
        .outerjoin(Attempt, latest)
    )


def unit_rows(exam_id: int, unit_code: str, codes: Sequence[str]) -> list[UnitRow]:
    """Count the people of a unit, a line for each unit of the level below that has any, within `codes`."""
    longer = [length for length in LEVEL_BY_LENGTH if length > len(unit_code)]
    length = min(longer, default=len(unit_code))
    # The length is written into the statement: as a parameter PostgreSQL would not see that SELECT and GROUP BY agree.
    prefix = func.substr(User.unit_code, literal_column("1"), literal_column(str(length)))
    statement = (
        _base(
            exam_id,
            prefix.label("code"),
            _standing(clock.now()).label("standing"),
            _by_clock().label("clock"),
            func.count().label("people"),
            total=True,
        )
        .where(below([unit_code]), below(codes))
        .group_by(literal_column("code"), literal_column("standing"), literal_column("clock"))
    )
    counts: dict[str, Counts] = {}
    # Grouped by state and not summed up by it, so that the database finds out only once for each person.
    for expected, code, standing, clock_ran_out, number in session.execute(statement):
        counts[code] = counts.get(code, Counts()) + _counts(Standing(standing), expected, number, bool(clock_ran_out))
    units = {each.code: each for each in session.scalars(select(Unit).where(Unit.code.in_(counts)))}
    return [
        UnitRow(code, units[code].short_name if code in units else code, counts[code], own=code == unit_code)
        for code in sorted(counts)
    ]


def _counts(standing: Standing, expected: int, number: int, clock_ran_out: bool) -> Counts:
    return Counts(
        expected=expected,
        not_started=number if standing is Standing.NOT_STARTED else 0,
        working=number if standing is Standing.WORKING else 0,
        lost=number if standing is Standing.LOST else 0,
        handed_in=number if standing is Standing.HANDED_IN else 0,
        by_clock=number if standing is Standing.HANDED_IN and clock_ran_out else 0,
    )


def people(exam_id: int, wanted: Wanted, total: int, page: int = 1) -> People:
    """Return a page of people by unit and name. `total` is known from the counts, but for a search by name."""
    now = clock.now()
    standing = _standing(now).label("standing")
    conditions = [below(wanted.codes)]
    if wanted.standing:
        conditions.append(standing == wanted.standing.value)
    if wanted.name:
        sign = wanted.name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        conditions.append(User.name.like(f"%{sign}%", "\\"))
        found = _base(exam_id).where(*conditions).subquery()
        total = session.scalar(select(func.count()).select_from(found)) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    # The whole roster is sorted with as little as possible; the page's own people are then read in full.
    keys = (
        _base(exam_id, User.id.label("user_id"), Attempt.id.label("attempt_id"))
        .where(*conditions)
        .order_by(User.unit_code, User.name, User.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
        .subquery()
    )
    statement = (
        select(keys.c.expected, standing, User, Unit, Attempt)
        .join(User, User.id == keys.c.user_id)
        .join(Unit, Unit.code == User.unit_code)
        .outerjoin(Attempt, Attempt.id == keys.c.attempt_id)
        .order_by(User.unit_code, User.name, User.id)
    )
    rows = session.execute(statement).all()
    more = _details([row.Attempt.id for row in rows if row.Attempt])
    return People([_person(row, more, now) for row in rows], total, page, pages)


def _details(attempt_ids: Sequence[int]) -> dict[int, tuple[int, datetime | None, int, int]]:
    """Return answered, newest answer, length of the paper and changes of device of each attempt."""
    answers = session.execute(
        select(
            Answer.attempt_id,
            func.sum(case((cast(Answer.response, String) != NO_ANSWER, 1), else_=0)),
            func.max(Answer.saved_at),
        )
        .where(Answer.attempt_id.in_(attempt_ids))
        .group_by(Answer.attempt_id)
    )
    answered = {attempt_id: (count, newest) for attempt_id, count, newest in answers}
    papers = session.execute(
        select(Attempt.id, func.json_array_length(Paper.items)).join(Attempt.paper).where(Attempt.id.in_(attempt_ids))
    )
    changes = session.execute(
        select(AttemptEvent.attempt_id, func.count().label("changes"))
        .where(AttemptEvent.attempt_id.in_(attempt_ids), AttemptEvent.kind == EventKind.TOOK_OVER)
        .group_by(AttemptEvent.attempt_id)
    )
    changed = {row.attempt_id: row.changes for row in changes}
    return {key: (*answered.get(key, (0, None)), length, changed.get(key, 0)) for key, length in papers}


def _person(row: Any, more: dict[int, tuple[int, datetime | None, int, int]], now: datetime) -> Person:
    user, attempt, standing = row.User, row.Attempt, Standing(row.standing)
    known: dict[str, Any] = {}
    if attempt:
        answered, newest, questions, changes = more[attempt.id]
        open_now = standing in (Standing.WORKING, Standing.LOST)
        known = {
            "attempt_id": attempt.id,
            "number": attempt.number,
            "answered": answered,
            "questions": questions,
            "seconds_left": max(0, int((attempt.deadline_at - now).total_seconds())) if open_now else 0,
            "last_contact": max(each for each in (attempt.started_at, attempt.seen_at, newest) if each),
            "by_clock": attempt.handed_in_at in (None, attempt.deadline_at),
            "handed_in_at": attempt.handed_in_at or attempt.deadline_at,
            "away_count": attempt.away_count,
            "away_seconds": attempt.away_seconds,
            "device_changes": changes,
        }
    return Person(
        user_id=user.id,
        name=user.name,
        mobile=user.mobile,
        unit_name=row.Unit.short_name,
        expected=bool(row.expected),
        standing=standing,
        **known,
    )
