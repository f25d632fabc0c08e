"""The people of an official's units: search, filters, one person. Nothing outside the given units is ever found."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select
from sqlalchemy.orm import joinedload

from elearn import clock
from elearn.db import session, upper_bound
from elearn.people import names
from elearn.people.access import LENGTH_BY_LEVEL, Level, ancestors
from elearn.people.code_sheet import may_still_act
from elearn.people.models import Appointment, Unit, User
from elearn.reports.queries import below
from elearn.reports.tallies import child_length
from elearn.training import class_queries
from elearn.training.completion import ClassState
from elearn.training.models import ClassUnit, Enrolment, TrainingClass

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
    digits = names.clean_mobile(text)
    if digits.isascii() and digits.isdigit():
        conditions.append(User.mobile.endswith(digits))
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


def _for_sheet(unit_code: str) -> list[ColumnElement[bool]]:
    """Never signed in, and without a role: those get their code one by one from somebody who stands over them."""
    role = select(Appointment.id).where(Appointment.user_id == User.id, may_still_act(clock.today())).exists()
    return [*_matching([unit_code], "", True), ~role]


def _on_one_sheet(unit_code: str) -> list[ColumnElement[bool]]:
    """One sheet holds a village or a whole township; above that the unit's own staff only."""
    conditions = _for_sheet(unit_code)
    if len(unit_code) < LENGTH_BY_LEVEL[Level.TOWNSHIP]:
        conditions.append(User.unit_code == unit_code)
    return conditions


def not_activated(unit_code: str, limit: int) -> Sequence[User]:
    """Return the people on a unit's sheet of codes: never signed in, no role; `limit` at most."""
    return session.scalars(
        select(User)
        .where(*_on_one_sheet(unit_code))
        .order_by(User.unit_code, User.name, User.id)
        .options(joinedload(User.unit))
        .limit(limit)
    ).all()


def count_not_activated(unit_code: str) -> int:
    """Return how many people a unit's sheet of codes would have."""
    return session.scalar(select(func.count(User.id)).where(*_on_one_sheet(unit_code))) or 0


def waiting_below(unit_code: str) -> list[tuple[Unit, int]]:
    """Return the units of the level below whose sheet of codes would have people, and how many."""
    length = child_length(unit_code)
    if length is None:
        return []
    prefix = func.substr(User.unit_code, literal_column("1"), literal_column(str(length)))
    people = select(prefix, func.count(User.id)).where(*_for_sheet(unit_code)).group_by(prefix)
    counted: dict[str, int] = dict(session.execute(people).all())
    units = session.scalars(
        select(Unit).where(Unit.code.in_(counted), Unit.parent_code == unit_code).order_by(Unit.code)
    )
    return [(unit, counted[unit.code]) for unit in units]


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


def place(codes: Sequence[str], user_id: int, class_slug: str) -> Enrolment | None:
    """Return a person's present place on a roster that counts in one of these units, with person and class."""
    ranges = [below(code) for code in codes]
    return session.scalar(
        select(Enrolment)
        .join(Enrolment.training_class)
        .where(
            Enrolment.user_id == user_id,
            Enrolment.left_on.is_(None),
            TrainingClass.slug == class_slug,
            or_(*ranges) if ranges else Enrolment.id.is_(None),
        )
        .options(joinedload(Enrolment.training_class), joinedload(Enrolment.user))
    )


def joinable(user: User, own_codes: Sequence[str]) -> Sequence[TrainingClass]:
    """Return the classes for the person's unit that have not ended and that they never were in.

    Drafts only where they belong to one of `own_codes`.
    """
    known = select(Enrolment.id).where(Enrolment.class_id == TrainingClass.id, Enrolment.user_id == user.id).exists()
    theirs = select(ClassUnit.class_id).where(
        ClassUnit.class_id == TrainingClass.id, ClassUnit.unit_code.in_(ancestors(user.unit_code))
    )
    draft = and_(TrainingClass.state == ClassState.DRAFT, class_queries.made_by(own_codes))
    return session.scalars(
        select(TrainingClass)
        .where(theirs.exists(), or_(TrainingClass.state == ClassState.OPEN, draft))
        .where(TrainingClass.ends_on >= clock.today(), ~known)
        .order_by(TrainingClass.starts_on, TrainingClass.id)
    ).all()


def units_under(codes: Sequence[str]) -> Sequence[Unit]:
    """Return the units that an official chooses from: their own and the open ones of the level below."""
    return session.scalars(
        select(Unit)
        .where(or_(Unit.code.in_(codes), and_(Unit.parent_code.in_(codes), Unit.closed_on.is_(None))))
        .order_by(Unit.code)
    ).all()
