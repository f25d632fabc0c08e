"""The people of an official's units: search, filters, one person. Nothing outside the given units is ever found."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from elearn.db import session, upper_bound
from elearn.people.models import Unit, User
from elearn.training.models import Enrolment, TrainingClass

PAGE = 50


@dataclass(frozen=True)
class Listed:
    """One page of people with their units; `total` is how many were found."""

    rows: Sequence[User]
    total: int
    page: int
    pages: int


def within(codes: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a person's unit lies in one of the subtrees; no code, nobody."""
    ranges = [and_(User.unit_code >= code, User.unit_code < upper_bound(code)) for code in codes]
    return and_(User.closed_at.is_(None), or_(*ranges) if ranges else User.id.is_(None))


def _matching(codes: Sequence[str], text: str, not_activated: bool) -> list[ColumnElement[bool]]:
    conditions = [within(codes)]
    if text.isdigit():
        conditions.append(User.mobile.endswith(text))
    elif text:
        conditions.append(User.name.contains(text, autoescape=True))
    if not_activated:
        conditions.append(User.password_hash.is_(None))
    return conditions


def listed(codes: Sequence[str], text: str = "", not_activated: bool = False, page: int = 1) -> Listed:
    """Return people by part of the name or by the last digits of the number, in order of unit and name."""
    conditions = _matching(codes, text, not_activated)
    total = session.scalar(select(func.count(User.id)).where(*conditions)) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    rows = session.scalars(
        select(User)
        .where(*conditions)
        .order_by(User.unit_code, User.name, User.id)
        .options(joinedload(User.unit))
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    return Listed(rows=rows, total=total, page=page, pages=pages)


def not_activated(unit_code: str, limit: int) -> Sequence[User]:
    """Return the people of a unit and below who never signed in, for the sheet of activation codes."""
    return session.scalars(
        select(User)
        .where(*_matching([unit_code], "", True))
        .order_by(User.unit_code, User.name, User.id)
        .options(joinedload(User.unit))
        .limit(limit)
    ).all()


def count_not_activated(unit_code: str) -> int:
    """Return how many people of a unit and below never signed in."""
    return session.scalar(select(func.count(User.id)).where(*_matching([unit_code], "", True))) or 0


def person(codes: Sequence[str], user_id: int) -> User | None:
    """Return a person of these units with their unit, None for anybody else."""
    return session.scalar(select(User).where(User.id == user_id, within(codes)).options(joinedload(User.unit)))


def enrolments(user_id: int) -> Sequence[Enrolment]:
    """Return a person's places on rosters, the newest class first."""
    return session.scalars(
        select(Enrolment)
        .join(Enrolment.training_class)
        .where(Enrolment.user_id == user_id)
        .order_by(TrainingClass.starts_on.desc(), TrainingClass.id)
        .options(joinedload(Enrolment.training_class))
    ).all()


def units_under(codes: Sequence[str]) -> Sequence[Unit]:
    """Return the units that an official chooses from: their own and the open ones of the level below."""
    return session.scalars(
        select(Unit)
        .where(or_(Unit.code.in_(codes), and_(Unit.parent_code.in_(codes), Unit.closed_on.is_(None))))
        .order_by(Unit.code)
    ).all()
