"""Reading sessions: which there are, and what a learner has to know of theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from elearn import clock
from elearn.db import session, upper_bound
from elearn.people.access import ancestors
from elearn.training.check_in import AttendanceState
from elearn.training.completion import ClassState
from elearn.training.models import Enrolment, TrainingClass
from elearn.training.session_models import Attendance, ClassSession


def by_id(session_id: int) -> ClassSession | None:
    """Return a session with its class and unit."""
    return session.scalar(
        select(ClassSession)
        .where(ClassSession.id == session_id)
        .options(joinedload(ClassSession.training_class), joinedload(ClassSession.unit))
    )


def listed(codes: Sequence[str]) -> Sequence[ClassSession]:
    """Return the sessions of these units, of those above and of those below: what comes in front, then the newest."""
    now = clock.now()
    conditions: list[ColumnElement[bool]] = []
    for code in codes:
        conditions.append(ClassSession.unit_code.in_(ancestors(code)))
        conditions.append(and_(ClassSession.unit_code >= code, ClassSession.unit_code < upper_bound(code)))
    coming = ClassSession.ends_at >= now
    return session.scalars(
        select(ClassSession)
        .where(or_(*conditions))
        .order_by(
            case((coming, 0), else_=1),
            case((coming, ClassSession.starts_at)),
            ClassSession.starts_at.desc(),
            ClassSession.id,
        )
        .limit(200)
        .options(joinedload(ClassSession.training_class), joinedload(ClassSession.unit))
    ).all()


def present_at(session_ids: Sequence[int]) -> dict[int, int]:
    """Return how many people were checked in at each of some sessions, walk-ins included."""
    found = session.execute(
        select(Attendance.session_id, func.count())
        .where(Attendance.session_id.in_(session_ids), Attendance.state == AttendanceState.PRESENT)
        .group_by(Attendance.session_id)
    )
    return dict(found.all())


@dataclass(frozen=True)
class Own:
    """A session as one of those who are expected sees it."""

    held: ClassSession
    attendance: Attendance | None
    at: datetime

    @property
    def is_in(self) -> bool:
        """Whether the person is checked in."""
        return self.attendance is not None and self.attendance.state is AttendanceState.PRESENT

    @property
    def is_out(self) -> bool:
        """Whether the person has checked out as well."""
        return self.is_in and self.attendance is not None and self.attendance.out_at is not None

    @property
    def on_leave(self) -> bool:
        """Whether the person has leave."""
        return self.attendance is not None and self.attendance.state is AttendanceState.LEAVE

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.held.times.is_over(self.at)

    @property
    def may_come(self) -> bool:
        """Whether the person can check in now."""
        return not self.is_in and self.held.cancelled_at is None and self.held.times.may_come(self.at)

    @property
    def may_go(self) -> bool:
        """Whether the person can check out now."""
        waits = self.is_in and not self.is_out and self.held.needs_check_out
        return waits and self.held.cancelled_at is None and self.held.times.may_go(self.at)

    @property
    def link(self) -> str:
        """The meeting link, when it is time."""
        return self.held.link if self.held.cancelled_at is None and self.held.times.shows_link(self.at) else ""


def own(user_id: int, held: ClassSession) -> Own:
    """Return one session as a person sees it."""
    return Own(held, attendance_of(held.id, user_id), clock.now())


def attendance_of(session_id: int, user_id: int) -> Attendance | None:
    """Return how a person stands at a session."""
    return session.scalar(select(Attendance).where(Attendance.session_id == session_id, Attendance.user_id == user_id))


def own_by_class(user_id: int, class_ids: Sequence[int]) -> dict[int, list[Own]]:
    """Return the sessions of a person's classes that are for their unit or that they attended, in order of time.

    One that was cancelled is shown until its day is over.
    """
    now = clock.now()
    own_unit = func.substr(Enrolment.unit_code, 1, func.length(ClassSession.unit_code))
    rows = session.execute(
        select(ClassSession, Attendance)
        .join(Enrolment, Enrolment.class_id == ClassSession.class_id)
        .outerjoin(Attendance, and_(Attendance.session_id == ClassSession.id, Attendance.user_id == user_id))
        .where(
            ClassSession.class_id.in_(class_ids),
            Enrolment.user_id == user_id,
            or_(own_unit == ClassSession.unit_code, Attendance.state == AttendanceState.PRESENT),
            or_(ClassSession.cancelled_at.is_(None), ClassSession.ends_at > now - timedelta(days=1)),
        )
        .order_by(ClassSession.starts_at, ClassSession.id)
    )
    found: dict[int, list[Own]] = {}
    for held, attendance in rows:
        found.setdefault(held.class_id, []).append(Own(held, attendance, now))
    return found


def on_roster(user_id: int, class_id: int) -> bool:
    """Say whether a person is at present on the roster of a class that is no draft."""
    place = (
        select(Enrolment.id)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(
            Enrolment.user_id == user_id,
            Enrolment.class_id == class_id,
            TrainingClass.state != ClassState.DRAFT,
            or_(Enrolment.left_on.is_(None), Enrolment.left_on > clock.today()),
        )
    )
    return session.scalar(place) is not None


def leave_of(class_id: int, user_ids: Sequence[int]) -> dict[int, Decimal]:
    """Return the hours of sessions at which people had leave, by person."""
    found = session.execute(
        select(Attendance.user_id, func.sum(ClassSession.hours))
        .join(ClassSession, ClassSession.id == Attendance.session_id)
        .where(
            ClassSession.class_id == class_id,
            ClassSession.cancelled_at.is_(None),
            Attendance.user_id.in_(user_ids),
            Attendance.state == AttendanceState.LEAVE,
        )
        .group_by(Attendance.user_id)
    )
    return {user_id: Decimal(str(hours)).quantize(Decimal("0.01")) for user_id, hours in found}


def planned_hours(training_class: TrainingClass, unit_code: str) -> Decimal:
    """Return the face-to-face hours that a class plans, or those of its sessions for a unit where these are more."""
    entered = session.scalar(
        select(func.sum(ClassSession.hours)).where(
            ClassSession.class_id == training_class.id,
            ClassSession.cancelled_at.is_(None),
            ClassSession.unit_code.in_(ancestors(unit_code)),
        )
    )
    return max(training_class.face_hours, Decimal(str(entered or 0)))
