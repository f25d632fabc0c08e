"""Reading units. A subtree is a range of codes, which the primary key serves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from elearn.db import session, upper_bound
from elearn.people.access import ancestors
from elearn.people.models import Unit, UnitChange, User


@dataclass(frozen=True)
class UnitRow:
    """A unit of a list, with how many open accounts it and all below it have."""

    unit: Unit
    people: int


def unit(code: str) -> Unit | None:
    """Return a unit."""
    return session.get(Unit, code)


def names(codes: Iterable[str]) -> dict[str, str]:
    """Return the names of units, as people say them, by code."""
    wanted = list(codes)
    return {each.code: each.short_name for each in session.scalars(select(Unit).where(Unit.code.in_(wanted)))}


def trail(code: str) -> list[Unit]:
    """Return the units from the province down to and including this one."""
    found = session.scalars(select(Unit).where(Unit.code.in_(ancestors(code)))).all()
    return sorted(found, key=lambda each: len(each.code))


def children(code: str | None, *, closed: bool = False) -> list[UnitRow]:
    """Return the units directly below one (below none: the provinces), by code; closed ones on demand."""
    statement = select(Unit).where(Unit.parent_code == code).order_by(Unit.code)
    if not closed:
        statement = statement.where(Unit.closed_on.is_(None))
    return _with_people(session.scalars(statement).all())


def closed_count(code: str) -> int:
    """Return how many closed units lie directly below one."""
    statement = select(func.count()).select_from(Unit).where(Unit.parent_code == code, Unit.closed_on.is_not(None))
    return session.scalar(statement) or 0


def search(text: str, within: Sequence[str], *, limit: int = 50, closed: bool = False) -> list[Unit]:
    """Return units among some and all below them whose name holds the text or whose code begins with it."""
    found: list[Unit] = []
    state = [] if closed else [Unit.closed_on.is_(None)]
    pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    for code in within:
        by_code = text.isalnum() and text.isascii()
        matches = Unit.code.startswith(text.upper()) if by_code else Unit.name.like(pattern, "\\")
        found += session.scalars(
            select(Unit)
            .where(Unit.code >= code, Unit.code < upper_bound(code), matches, *state)
            .order_by(Unit.code)
            .limit(limit)
        )
    return found[:limit]


def open_below(code: str) -> int:
    """Return how many open units lie below one, on all levels."""
    below = (Unit.code > code, Unit.code < upper_bound(code), Unit.closed_on.is_(None))
    return session.scalar(select(func.count()).select_from(Unit).where(*below)) or 0


def left_behind(code: str, *, limit: int = 20) -> list[UnitRow]:
    """Return closed units, among one and all below it, that still have people: each needs a successor."""
    rows = session.execute(
        select(Unit, func.count())
        .join(User, User.unit_code == Unit.code)
        .where(Unit.code >= code, Unit.code < upper_bound(code), Unit.closed_on.is_not(None), User.closed_at.is_(None))
        .group_by(Unit.code)
        .order_by(Unit.code)
        .limit(limit)
    )
    return [UnitRow(unit, people) for unit, people in rows]


def people_below(code: str) -> int:
    """Return how many open accounts a unit and all below it have."""
    return _people([code]).get(code, 0)


def changes(code: str) -> Sequence[UnitChange]:
    """Return the changes of a unit, newest first."""
    return session.scalars(select(UnitChange).where(UnitChange.unit_code == code).order_by(UnitChange.id.desc())).all()


def subtree(code: str) -> list[str]:
    """Return the codes of a unit and all below it, open and closed."""
    return list(session.scalars(select(Unit.code).where(Unit.code >= code, Unit.code < upper_bound(code))))


def _with_people(units: Sequence[Unit]) -> list[UnitRow]:
    counts = _people([each.code for each in units])
    return [UnitRow(each, counts.get(each.code, 0)) for each in units]


def _people(codes: Sequence[str]) -> dict[str, int]:
    """Count open accounts below units of one level with one statement: group by the first characters of the code."""
    if not codes:
        return {}
    length = len(codes[0])
    prefix = func.substr(User.unit_code, 1, length)
    low, high = min(codes), upper_bound(max(codes))
    rows = session.execute(
        select(prefix, func.count())
        .where(User.unit_code >= low, User.unit_code < high, User.closed_at.is_(None))
        .group_by(prefix)
    )
    return dict(rows.all())
