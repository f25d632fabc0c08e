"""Reading who attended a session: per unit, by name, and who came without being expected.

Expected is who was on the class's roster, in a unit of the session, on its day; the unit is the one of that day.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal_column, not_, or_, select
from sqlalchemy.orm import joinedload

from elearn import clock
from elearn.db import session, upper_bound
from elearn.people.access import LEVEL_BY_LENGTH
from elearn.people.models import Unit, User
from elearn.training.check_in import AttendanceState, Way
from elearn.training.models import Enrolment, RosterEntry
from elearn.training.session_models import Attendance, AttendanceChange, ClassSession

PAGE = 60


@dataclass(frozen=True)
class Counts:
    """How many people of a unit are where."""

    expected: int = 0
    present: int = 0
    late: int = 0
    out: int = 0
    leave: int = 0

    @property
    def missing(self) -> int:
        """Neither there nor on leave."""
        return self.expected - self.present - self.leave

    @property
    def share(self) -> float:
        """How much of the expected is there, 0 to 1."""
        return self.present / self.expected if self.expected else 0.0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.expected + other.expected,
            self.present + other.present,
            self.late + other.late,
            self.out + other.out,
            self.leave + other.leave,
        )


@dataclass(frozen=True)
class UnitRow:
    """One line of the board; `own` for the people of the unit itself."""

    code: str
    name: str
    counts: Counts
    own: bool = False


class Show(enum.StrEnum):
    """Whom to list."""

    ALL = "all"
    MISSING = "missing"
    PRESENT = "present"
    LATE = "late"
    NOT_OUT = "not-out"
    LEAVE = "leave"


@dataclass(frozen=True)
class Person:
    """One person of a session."""

    user_id: int
    name: str
    mobile: str
    unit_name: str
    state: AttendanceState | None
    in_at: datetime | None
    in_way: Way | None
    is_late: bool
    out_at: datetime | None
    reason: str


@dataclass(frozen=True)
class People:
    """One page of people; `total` is how many the filter finds."""

    rows: Sequence[Person]
    total: int
    page: int
    pages: int


def version(held: ClassSession) -> str:
    """Return what differs as soon as anything of a session's attendance was written, or a minute is over."""
    changes = session.scalar(
        select(func.count())
        .select_from(AttendanceChange)
        .join(Attendance, Attendance.id == AttendanceChange.attendance_id)
        .where(Attendance.session_id == held.id)
    )
    spoken = held.spoken_at.timestamp() if held.spoken_at else 0
    return f"{held.id}-{changes}-{held.changed_at.timestamp()}-{spoken}-{int(clock.now().timestamp()) // 60}"


def _on_day(held: ClassSession, unit_code: str) -> list[ColumnElement[bool]]:
    """Return the conditions that a roster entry makes somebody of a unit expected."""
    day = clock.local_date(held.starts_at)
    return [
        RosterEntry.class_id == held.class_id,
        RosterEntry.unit_code >= unit_code,
        RosterEntry.unit_code < upper_bound(unit_code),
        RosterEntry.entered_on <= day,
        or_(RosterEntry.left_on.is_(None), RosterEntry.left_on > day),
    ]


def _of_session(held: ClassSession, user_id: Any) -> ColumnElement[bool]:
    return and_(Attendance.session_id == held.id, Attendance.user_id == user_id)


def rows(held: ClassSession, unit_code: str) -> list[UnitRow]:
    """Count a unit's people: a line for each unit of the level below with anybody expected, and one for its own."""
    longer = [length for length in LEVEL_BY_LENGTH if length > len(unit_code)]
    length = min(longer) if longer else len(unit_code)
    prefix = func.substr(RosterEntry.unit_code, literal_column("1"), literal_column(str(length)))
    present = Attendance.state == AttendanceState.PRESENT
    figures = [
        func.sum(case((condition, 1), else_=0))
        for condition in (
            present,
            and_(present, Attendance.is_late),
            and_(present, Attendance.out_at.is_not(None)),
            Attendance.state == AttendanceState.LEAVE,
        )
    ]
    counted = session.execute(
        select(prefix, func.count(), *figures)
        .select_from(RosterEntry)
        .join(Enrolment, Enrolment.id == RosterEntry.enrolment_id)
        .outerjoin(Attendance, _of_session(held, Enrolment.user_id))
        .where(*_on_day(held, unit_code))
        .group_by(prefix)
        .order_by(prefix)
    ).all()
    codes = [row[0] for row in counted]
    names = {unit.code: unit.short_name for unit in session.scalars(select(Unit).where(Unit.code.in_(codes)))}
    found = [
        UnitRow(code, names.get(code, code), Counts(*map(int, figures)), code == unit_code)
        for code, *figures in counted
    ]
    return sorted(found, key=lambda row: (row.own, row.code))


def total(found: Sequence[UnitRow]) -> Counts:
    """Add the lines up."""
    return sum((row.counts for row in found), Counts())


def _people(held: ClassSession, unit_code: str, show: Show, text: str) -> Select[User, Unit, Attendance]:
    conditions = _on_day(held, unit_code)
    present = Attendance.state == AttendanceState.PRESENT
    is_missing = or_(Attendance.id.is_(None), Attendance.state == AttendanceState.STRUCK)
    match show:
        case Show.MISSING:
            conditions.append(is_missing)
        case Show.PRESENT:
            conditions.append(present)
        case Show.LATE:
            conditions += [present, Attendance.is_late.is_(True)]
        case Show.NOT_OUT:
            conditions += [present, Attendance.out_at.is_(None)]
        case Show.LEAVE:
            conditions.append(Attendance.state == AttendanceState.LEAVE)
        case Show.ALL:
            pass
    if text:
        conditions.append(or_(User.name.contains(text, autoescape=True), User.mobile.endswith(text, autoescape=True)))
    return (
        select(User, Unit, Attendance)
        .select_from(RosterEntry)
        .join(Enrolment, Enrolment.id == RosterEntry.enrolment_id)
        .join(User, User.id == Enrolment.user_id)
        .join(Unit, Unit.code == RosterEntry.unit_code)
        .outerjoin(Attendance, _of_session(held, User.id))
        .where(*conditions)
    )


def people(
    held: ClassSession, unit_code: str, show: Show, text: str = "", page: int = 1, size: int | None = PAGE
) -> People:
    """Return the expected people of a unit whom a filter finds, by unit and name."""
    found = _people(held, unit_code, show, text)
    number = session.scalar(found.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    pages = max(1, -(-number // size)) if size else 1
    page = min(max(1, page), pages)
    ordered = found.order_by(RosterEntry.unit_code, User.name, User.id)
    if size:
        ordered = ordered.limit(size).offset((page - 1) * size)
    return People([_person(*row) for row in session.execute(ordered)], number, page, pages)


def expected_among(held: ClassSession, unit_code: str, user_ids: Sequence[int]) -> list[int]:
    """Return which of some people are expected in a unit."""
    found = _people(held, unit_code, Show.ALL, "").where(User.id.in_(user_ids)).with_only_columns(User.id)
    return list(session.scalars(found))


def walk_ins(held: ClassSession, codes: Sequence[str]) -> list[Person]:
    """Return who came without being expected: not on the roster that day, or in a unit the session is not for.

    `codes`: of whose people; empty for everybody's.
    """
    expected = (
        select(RosterEntry.id)
        .join(Enrolment, Enrolment.id == RosterEntry.enrolment_id)
        .where(Enrolment.user_id == Attendance.user_id, *_on_day(held, held.unit_code))
        .exists()
    )
    own = [and_(User.unit_code >= code, User.unit_code < upper_bound(code)) for code in codes]
    found = session.execute(
        select(User, Unit, Attendance)
        .join(Attendance, Attendance.user_id == User.id)
        .join(Unit, Unit.code == User.unit_code)
        .where(
            Attendance.session_id == held.id,
            Attendance.state == AttendanceState.PRESENT,
            not_(expected),
            *([or_(*own)] if own else []),
        )
        .order_by(User.unit_code, User.name, User.id)
    )
    return [_person(*row) for row in found]


def _person(user: User, unit: Unit, attendance: Attendance | None) -> Person:
    return Person(
        user_id=user.id,
        name=user.name,
        mobile=user.mobile,
        unit_name=unit.short_name,
        state=attendance.state if attendance else None,
        in_at=attendance.in_at if attendance else None,
        in_way=attendance.in_way if attendance else None,
        is_late=bool(attendance and attendance.is_late),
        out_at=attendance.out_at if attendance else None,
        reason=attendance.reason if attendance else "",
    )


@dataclass(frozen=True)
class Change:
    """One thing that happened to a person's attendance, and who entered it."""

    change: AttendanceChange
    by_name: str | None


def history(held: ClassSession, user_id: int) -> list[Change]:
    """Return everything that happened to a person's attendance, in order."""
    found = session.execute(
        select(AttendanceChange, User.name)
        .join(Attendance, Attendance.id == AttendanceChange.attendance_id)
        .outerjoin(User, User.id == AttendanceChange.by_id)
        .where(Attendance.session_id == held.id, Attendance.user_id == user_id)
        .order_by(AttendanceChange.id)
    )
    return [Change(change, name) for change, name in found]


def attendee(held: ClassSession, user_id: int) -> User | None:
    """Return somebody of whom anything was ever entered at a session, with their unit."""
    return session.scalar(
        select(User)
        .join(Attendance, Attendance.user_id == User.id)
        .where(Attendance.session_id == held.id, User.id == user_id)
        .options(joinedload(User.unit))
    )
