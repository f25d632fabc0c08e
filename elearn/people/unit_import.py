"""Bringing the tree of units up to a list of divisions: idempotent, in small commits, nothing is ever deleted."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update

from elearn import clock, db
from elearn.audit.actions import record
from elearn.db import session, upper_bound
from elearn.errors import RuleBroken, marked
from elearn.people.access import parent_code
from elearn.people.division_file import Division
from elearn.people.models import Unit, UnitChange

BATCH = 2000
CHANGES = 400  # a change of a stored unit is a statement and a row of its own
MANY = 0.02
REASON = marked("List of divisions")


@dataclass(frozen=True)
class Imported:
    """How many units an import added, renamed, closed, opened again and left alone."""

    added: int
    renamed: int
    closed: int
    reopened: int
    unchanged: int


@dataclass(frozen=True)
class _Plan:
    added: list[Division]
    renamed: list[tuple[Unit, Division]]
    closed: list[Unit]
    reopened: list[Unit]

    @property
    def touched(self) -> set[str]:
        """Codes of listed units that are renamed or opened again."""
        return {unit.code for unit, _ in self.renamed} | {unit.code for unit in self.reopened}


def import_divisions(
    divisions: Sequence[Division], as_of: date, by_id: int | None = None, *, close_many: bool = False
) -> Imported:
    """Bring the units up to a list, parents before children (read_divisions() sorts so).

    Divisions below a top unit of the list that it no longer has are closed as of the day. Units that are no division
    stay, and so does what a person closed or merged, though an older list still has it. Commits in batches, each well
    below 200 ms, so that people go on working meanwhile. Raises RuleBroken if the list looks cut off: more than MANY
    of the units would close, and `close_many` was not said.
    """
    plan = _plan(divisions)
    if len(plan.closed) > max(20, MANY * len(divisions)) and not close_many:
        raise RuleBroken(
            "list-cut-off",
            marked(
                "%(count)s units are not in the list and would be closed, for example %(name)s. "
                "Is the list complete? If it is, say --close-many."
            ),
            count=len(plan.closed),
            name=plan.closed[0].name,
        )
    for each in _batches(plan.added, BATCH):
        _write(lambda each=each: _add(each))  # type: ignore[misc]
    for each in _batches(plan.renamed, CHANGES):
        _write(lambda each=each: _rename(each, as_of, by_id))  # type: ignore[misc]
    for each in _batches(plan.closed, CHANGES):
        _write(lambda each=each: _note(each, "closed", as_of, as_of, by_id))  # type: ignore[misc]
    for each in _batches(plan.reopened, CHANGES):
        _write(lambda each=each: _note(each, "reopened", None, as_of, by_id))  # type: ignore[misc]
    done = Imported(
        added=len(plan.added),
        renamed=len(plan.renamed),
        closed=len(plan.closed),
        reopened=len(plan.reopened),
        unchanged=len(divisions) - len(plan.added) - len(plan.touched),
    )
    if done.added or done.renamed or done.closed or done.reopened:
        _write(lambda: record("import_divisions", "units", actor_id=by_id, unit_code=divisions[0].code, **vars(done)))
    return done


def _plan(divisions: Sequence[Division]) -> _Plan:
    listed = {division.code: division for division in divisions}
    tops = [code for code in listed if (parent_code(code) or "") not in listed]
    stored: dict[str, Unit] = {}
    for top in tops:
        found = session.scalars(select(Unit).where(Unit.code >= top, Unit.code < upper_bound(top)))
        stored |= {unit.code: unit for unit in found}
    closed_by_list = _closed_by_list(stored)
    for unit in stored.values():
        session.expunge(unit)
    session.rollback()
    # A list of some counties says nothing of the others: only below a unit whose children it lists is a unit missing.
    parents = {parent_code(code) for code in listed}
    gone = [
        unit
        for unit in stored.values()
        if unit.code not in listed and unit.is_division and unit.closed_on is None and unit.parent_code in parents
    ]
    return _Plan(
        added=[division for division in divisions if division.code not in stored],
        renamed=[
            (stored[code], division)
            for code, division in listed.items()
            if code in stored and (stored[code].name, stored[code].kind) != (division.name, division.kind)
        ],
        closed=gone,
        reopened=[stored[code] for code in listed if code in closed_by_list],
    )


def _closed_by_list(stored: dict[str, Unit]) -> set[str]:
    """Return the codes of closed units that an import closed: what a person closed, only a person opens again."""
    closed = {code for code, unit in stored.items() if unit.closed_on is not None}
    if not closed:
        return set()
    latest: dict[str, UnitChange] = {}
    for change in session.scalars(
        select(UnitChange)
        .where(UnitChange.unit_code >= min(closed), UnitChange.unit_code <= max(closed))
        .order_by(UnitChange.id)
    ):
        latest[change.unit_code] = change
    return {code for code in closed if code in latest and (latest[code].act, latest[code].reason) == ("closed", REASON)}


def _batches(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _write(act: Callable[[], Any]) -> None:
    with db.writing():
        act()


def _add(divisions: Sequence[Division]) -> None:
    session.execute(
        insert(Unit),
        [
            {
                "code": each.code,
                "name": each.name,
                "level": each.level,
                "kind": each.kind,
                "parent_code": parent_code(each.code),
                "is_division": True,
                "closed_on": None,
                "successor_code": None,
            }
            for each in divisions
        ],
    )


def _rename(pairs: Sequence[tuple[Unit, Division]], as_of: date, by_id: int | None) -> None:
    for unit, division in pairs:
        session.execute(
            update(Unit)
            .where(Unit.code == unit.code)
            .values(name=division.name, kind=division.kind)
            .execution_options(synchronize_session=False)
        )
        if unit.name != division.name:
            _change(unit, "renamed", as_of, by_id, old_name=unit.name, new_name=division.name)


def _note(units: Sequence[Unit], act: str, closed_on: date | None, as_of: date, by_id: int | None) -> None:
    session.execute(
        update(Unit)
        .where(Unit.code.in_([unit.code for unit in units]))
        .values(closed_on=closed_on)
        .execution_options(synchronize_session=False)
    )
    for unit in units:
        _change(unit, act, as_of, by_id)


def _change(unit: Unit, act: str, on: date, by_id: int | None, **names: str) -> None:
    session.add(
        UnitChange(
            unit_code=unit.code,
            act=act,
            effective_on=on,
            reason=REASON,
            by_id=by_id,
            at=clock.now(),
            successor_code=None,
            **names,
        )
    )
