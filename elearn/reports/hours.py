"""Hours of a unit in a year: what its people's ledgers come to, by the units below it and person by person."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, func, literal_column, select

from elearn.db import session
from elearn.people.models import Unit, User
from elearn.reports.directory import within
from elearn.reports.tallies import child_length
from elearn.training.hour_models import HourYear
from elearn.training.hours import NOTHING

PAGE = 50


@dataclass(frozen=True)
class UnitHours:
    """One line: the people of a unit and all below it. Online and face-to-face stand beside each other."""

    code: str
    name: str
    people: int
    learnt: int
    """How many of them have any hours in the year."""
    online: Decimal
    face: Decimal
    own: bool = False


@dataclass(frozen=True)
class UnitTable:
    """The lines of the units below, and the sum of all."""

    rows: Sequence[UnitHours]
    total: UnitHours


@dataclass(frozen=True)
class PersonHours:
    """One person's sums."""

    user_id: int
    name: str
    mobile: str
    post: str
    unit_code: str
    unit_name: str
    online: Decimal
    face: Decimal


@dataclass(frozen=True)
class PeoplePage:
    """One page of people."""

    rows: Sequence[PersonHours]
    total: int
    page: int
    pages: int


def by_unit(unit: Unit, year: int) -> UnitTable:
    """Return the sums of a unit by the units below it; its own people are a line of their own."""
    length = child_length(unit.code) or len(unit.code)
    prefix = func.substr(User.unit_code, literal_column("1"), literal_column(str(length)))
    sums = (func.coalesce(func.sum(HourYear.online), 0), func.coalesce(func.sum(HourYear.face), 0))
    found = session.execute(
        select(prefix, func.count(User.id), func.count(HourYear.user_id), *sums)
        .outerjoin(HourYear, and_(HourYear.user_id == User.id, HourYear.year == year))
        .where(within([unit.code]))
        .group_by(prefix)
        .order_by(prefix)
    ).all()
    names = {
        each.code: each.short_name
        for each in session.scalars(select(Unit).where(Unit.code.in_([code for code, *_ in found])))
    }
    rows = [
        UnitHours(code, names.get(code, code), people, learnt, _hours(online), _hours(face), own=code == unit.code)
        for code, people, learnt, online, face in found
    ]
    rows.sort(key=lambda row: (row.own, row.code))
    return UnitTable(
        rows,
        UnitHours(
            unit.code,
            unit.short_name,
            sum(row.people for row in rows),
            sum(row.learnt for row in rows),
            sum((row.online for row in rows), NOTHING),
            sum((row.face for row in rows), NOTHING),
        ),
    )


def people(unit_code: str, year: int, page: int = 1, size: int | None = PAGE) -> PeoplePage:
    """Return the people of a unit and below it with their sums, by unit and name; size None gives all of them."""
    total = session.scalar(select(func.count(User.id)).where(within([unit_code]))) or 0
    pages = max(1, -(-total // size)) if size else 1
    page = min(max(1, page), pages)
    statement = (
        select(User.id, User.name, User.mobile, User.post, Unit, HourYear.online, HourYear.face)
        .join(Unit, Unit.code == User.unit_code)
        .outerjoin(HourYear, and_(HourYear.user_id == User.id, HourYear.year == year))
        .where(within([unit_code]))
        .order_by(User.unit_code, User.name, User.id)
    )
    if size:
        statement = statement.limit(size).offset((page - 1) * size)
    rows = [
        PersonHours(key, name, mobile, post, unit.code, unit.short_name, _hours(online), _hours(face))
        for key, name, mobile, post, unit, online, face in session.execute(statement)
    ]
    return PeoplePage(rows, total, page, pages)


def _hours(value: Any) -> Decimal:
    return Decimal(str(value or 0)).quantize(NOTHING)
