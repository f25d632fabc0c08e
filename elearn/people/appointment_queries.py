"""Reading who has which role where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from elearn.db import session, upper_bound
from elearn.people.access import Role, covered_by_any
from elearn.people.models import Appointment, User
from elearn.people.names import clean_mobile

PAGE = 50


@dataclass(frozen=True)
class Appointments:
    """One page of appointments, with persons and units."""

    rows: Sequence[Appointment]
    page: int
    pages: int
    total: int


def listed(
    codes: Sequence[str],
    day: date,
    *,
    role: Role | None = None,
    text: str = "",
    ended: bool = False,
    page: int = 1,
) -> Appointments:
    """Return appointments over some units and all below them, by unit: those that hold on a day or begin later.

    `ended` gives those that ended before the day instead; `text` is part of a name, or a whole mobile number.
    """
    where: list[Any] = [or_(*(_below(Appointment.unit_code, code) for code in codes))]
    where.append(Appointment.ends_on < day if ended else or_(Appointment.ends_on.is_(None), Appointment.ends_on >= day))
    if role is not None:
        where.append(Appointment.role == role)
    if text:
        where.append(User.name.contains(text, autoescape=True) | (User.mobile == clean_mobile(text)))
    base = select(Appointment).join(Appointment.user).where(*where)
    total = session.scalar(select(func.count()).select_from(base.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    rows = session.scalars(
        base.options(joinedload(Appointment.user).joinedload(User.unit), joinedload(Appointment.unit))
        .order_by(Appointment.unit_code, Appointment.role, Appointment.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    return Appointments(rows, page, pages, total)


def appointment(appointment_id: int, codes: Sequence[str]) -> Appointment | None:
    """Return an appointment over one of these units or below them, with person and unit."""
    found = session.scalar(
        select(Appointment)
        .where(Appointment.id == appointment_id)
        .options(joinedload(Appointment.user).joinedload(User.unit), joinedload(Appointment.unit))
    )
    return found if found is not None and covered_by_any(codes, found.unit_code) else None


def person(mobile: str, codes: Sequence[str]) -> User | None:
    """Return the person of these units, or below them, whose open account has this number, with the unit."""
    found = session.scalar(
        select(User).where(User.mobile == clean_mobile(mobile), User.closed_at.is_(None)).options(joinedload(User.unit))
    )
    return found if found is not None and covered_by_any(codes, found.unit_code) else None


def over(unit_code: str, day: date) -> Sequence[Appointment]:
    """Return who has a role over exactly this unit on a day, with persons."""
    return session.scalars(
        select(Appointment)
        .where(
            Appointment.unit_code == unit_code,
            Appointment.starts_on <= day,
            or_(Appointment.ends_on.is_(None), Appointment.ends_on >= day),
        )
        .options(joinedload(Appointment.user))
        .order_by(Appointment.role, Appointment.id)
    ).all()


def other_admin_appointments(user_id: int, but_id: int, day: date) -> int:
    """Return how many appointments as admin, apart from one, a person has on a day with no end in sight."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Appointment)
            .where(
                Appointment.user_id == user_id,
                Appointment.id != but_id,
                Appointment.role == Role.ADMIN,
                Appointment.starts_on <= day,
                Appointment.ends_on.is_(None),
            )
        )
        or 0
    )


def _below(column: Any, code: str) -> ColumnElement[bool]:
    return and_(column >= code, column < upper_bound(code))


def names_of(user_ids: Sequence[int]) -> dict[int, str]:
    """Return the names of people by id, for the audit trail."""
    return dict(session.execute(select(User.id, User.name).where(User.id.in_(user_ids))).all())
