"""Writing single units: add one that is no division, rename, close, merge, open again. A code never changes."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, insert, literal, select, update
from sqlalchemy import types as sa_types

from elearn import clock
from elearn.audit.actions import record
from elearn.db import session, upper_bound
from elearn.errors import RuleBroken, marked
from elearn.people import unit_queries
from elearn.people.access import Level, covers
from elearn.people.models import Transfer, Unit, UnitChange, User

KIND = "单位"
LONGEST_NAME = 60
LONGEST_REASON = 200
EARLIEST = date(2000, 1, 1)
MOST_PEOPLE = 20_000  # moved by one statement well below 200 ms; nothing larger than a county is merged at one stroke


def add_unit(parent: Unit, name: str, on: date, reason: str, by_id: int | None) -> Unit:
    """Add a unit that is no division (a county's department, a development zone) under a county.

    It gets the next free code of township length, 141130D01 for instance; codes of closed units are not used again.
    """
    if parent.level is not Level.COUNTY:
        raise RuleBroken("not-a-county", marked("Such a unit is added under a county. Villages come with the list."))
    _must_be_open(parent)
    name, reason = _checked_name(name), _checked_reason(reason)
    _check_day(on)
    _lock(parent)
    siblings = list(session.scalars(select(Unit).where(Unit.parent_code == parent.code)))
    if any(each.name == name and each.closed_on is None for each in siblings):
        raise RuleBroken("name-taken", marked("There is a unit %(name)s here already."), name=name)
    unit = Unit(
        code=_free_code(parent.code, {each.code for each in siblings}),
        name=name,
        level=Level.TOWNSHIP,
        kind=KIND,
        parent_code=parent.code,
        is_division=False,
    )
    session.add(unit)
    session.flush()
    _note(unit, "added", on, reason, by_id, new_name=name)
    record("add_unit", f"unit:{unit.code}", actor_id=by_id, unit_code=unit.code, name=name, reason=reason)
    return unit


def rename_unit(unit: Unit, name: str, on: date, reason: str, by_id: int | None) -> None:
    """Give a unit another name from a day on. The next import of a list gives a division the list's name again."""
    _must_be_open(unit)
    name, reason = _checked_name(name), _checked_reason(reason)
    _check_day(on)
    old = unit.name
    if name == old:
        raise RuleBroken("same-name", marked("The unit has this name already."))
    unit.name = name
    _note(unit, "renamed", on, reason, by_id, old_name=old, new_name=name)
    record(
        "rename_unit", f"unit:{unit.code}", actor_id=by_id, unit_code=unit.code, before=old, after=name, reason=reason
    )


def close_unit(unit: Unit, on: date, reason: str, by_id: int | None, successor: Unit | None = None) -> None:
    """Close a unit as of a day. With people or open units below it that needs a successor, which makes it a merger."""
    if successor is not None:
        merge_units(unit, successor, on, reason, by_id)
        return
    _must_be_open(unit)
    reason = _checked_reason(reason)
    _check_day(on)
    _lock(unit)
    if unit_queries.open_below(unit.code):
        raise RuleBroken(
            "open-below", marked("There are open units below %(name)s. Close those first."), name=unit.name
        )
    if unit_queries.people_below(unit.code):
        raise RuleBroken(
            "people-below",
            marked("%(name)s still has people. Merge it into another unit, so that they know where they belong."),
            name=unit.name,
        )
    unit.closed_on = on
    _note(unit, "closed", on, reason, by_id)
    record("close_unit", f"unit:{unit.code}", actor_id=by_id, unit_code=unit.code, on=on.isoformat(), reason=reason)


def merge_units(unit: Unit, successor: Unit, on: date, reason: str, by_id: int | None) -> int:
    """Close a unit and all below it, name the successor and move everybody there; return how many people moved.

    A unit that an import closed may be given its successor afterwards. Roles over the old unit stay with the old code:
    nobody gets power over the successor by a merger.
    """
    if unit.closed_on is not None and unit.successor_code is not None:
        raise RuleBroken("merged-already", marked("%(name)s has a successor already."), name=unit.name)
    _must_be_open(successor)
    if covers(unit.code, successor.code):
        raise RuleBroken("into-itself", marked("A unit can't be merged into itself or a unit below it."))
    if len(successor.code) > len(unit.code):
        raise RuleBroken("lower-level", marked("The successor must be of the same level or above."))
    reason = _checked_reason(reason)
    _check_day(on)
    _lock(unit)
    people = unit_queries.people_below(unit.code)
    if people > MOST_PEOPLE:
        raise RuleBroken("too-many", marked("%(count)s people are too many at once. Merge its units."), count=people)
    units = _close_below(unit, successor, on, reason, by_id)
    _move_people(unit, successor, on, reason, by_id)
    record(
        "merge_units",
        f"unit:{unit.code}",
        actor_id=by_id,
        unit_code=unit.code,
        successor=successor.code,
        on=on.isoformat(),
        reason=reason,
        people=people,
        units=units,
    )
    return people


def reopen_unit(unit: Unit, on: date, reason: str, by_id: int | None) -> None:
    """Open a closed unit again; the unit above must be open. People who were moved stay where they are."""
    if unit.closed_on is None:
        raise RuleBroken("is-open", marked("The unit %(name)s is open."), name=unit.name)
    parent = session.get(Unit, unit.parent_code) if unit.parent_code else None
    if parent is not None:
        _must_be_open(parent)
    reason = _checked_reason(reason)
    _check_day(on)
    if on < unit.closed_on:
        raise RuleBroken("before-closing", marked("The day lies before the one on which the unit closed."))
    unit.closed_on = unit.successor_code = None
    _note(unit, "reopened", on, reason, by_id)
    record("reopen_unit", f"unit:{unit.code}", actor_id=by_id, unit_code=unit.code, on=on.isoformat(), reason=reason)


def _close_below(unit: Unit, successor: Unit, on: date, reason: str, by_id: int | None) -> int:
    """Close the unit and what is open below it, noting each; return how many units."""
    here = (Unit.code >= unit.code, Unit.code < upper_bound(unit.code))
    concerned = (*here, Unit.closed_on.is_(None) | (Unit.code == unit.code))
    count = session.scalar(select(func.count()).select_from(Unit).where(*concerned)) or 0
    columns = ["unit_code", "act", "effective_on", "reason", "old_name", "new_name", "successor_code", "by_id", "at"]
    row = (Unit.code, literal("merged"), _day(on), literal(reason), literal(""), literal(""), literal(successor.code))
    session.execute(insert(UnitChange).from_select(columns, select(*row, *_who_and_when(by_id)).where(*concerned)))
    session.execute(
        update(Unit)
        .where(*concerned)
        .values(closed_on=func.coalesce(Unit.closed_on, on), successor_code=successor.code)
        .execution_options(synchronize_session=False)
    )
    session.expire(unit)
    return count


def _move_people(unit: Unit, successor: Unit, on: date, reason: str, by_id: int | None) -> None:
    here = (User.unit_code >= unit.code, User.unit_code < upper_bound(unit.code), User.closed_at.is_(None))
    columns = ["user_id", "from_code", "to_code", "effective_on", "reason", "by_id", "at"]
    row = (User.id, User.unit_code, literal(successor.code), _day(on), literal(reason))
    session.execute(insert(Transfer).from_select(columns, select(*row, *_who_and_when(by_id)).where(*here)))
    session.execute(
        update(User).where(*here).values(unit_code=successor.code).execution_options(synchronize_session="fetch")
    )


def _day(on: date) -> ColumnElement[Any]:
    return literal(on, sa_types.Date())


def _who_and_when(by_id: int | None) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return literal(by_id, sa_types.Integer()), literal(clock.now(), UnitChange.__table__.c.at.type)


def _note(unit: Unit, act: str, on: date, reason: str, by_id: int | None, **names: str) -> None:
    session.add(
        UnitChange(unit_code=unit.code, act=act, effective_on=on, reason=reason, by_id=by_id, at=clock.now(), **names)
    )


def _lock(unit: Unit) -> None:
    """Let two people not change one unit at once on PostgreSQL; on SQLite writers queue anyway."""
    session.execute(select(Unit.code).where(Unit.code == unit.code).with_for_update())


def _free_code(county: str, taken: set[str]) -> str:
    for number in range(1, 100):
        if (code := f"{county}D{number:02d}") not in taken:
            return code
    raise RuleBroken("no-code-left", marked("This county has 99 units of its own already; more are not possible."))


def _must_be_open(unit: Unit) -> None:
    if unit.closed_on is not None:
        raise RuleBroken("unit-closed", marked("The unit %(name)s is closed."), name=unit.name)


def _checked_name(name: str) -> str:
    cleaned = " ".join(name.split())
    if not cleaned or len(cleaned) > LONGEST_NAME or not cleaned.isprintable():
        raise RuleBroken("bad-unit-name", marked("The name of a unit has 1 to %(most)s characters."), most=LONGEST_NAME)
    return cleaned


def _checked_reason(reason: str) -> str:
    cleaned = " ".join(reason.split())
    if not cleaned or len(cleaned) > LONGEST_REASON:
        raise RuleBroken("no-reason", marked("Write a reason of at most %(most)s characters."), most=LONGEST_REASON)
    return cleaned


def _check_day(on: date) -> None:
    """An act takes hold at once, so its day can't lie ahead: nothing would carry it out then."""
    if on > clock.today():
        raise RuleBroken("day-ahead", marked("The day lies in the future. Enter the change when that day has come."))
    if on < EARLIEST:
        raise RuleBroken("day-too-early", marked("The day lies too far back. Check the year."))
