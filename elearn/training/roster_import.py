"""Writing roster files on their way in: storing a file's rows for the desk, mending one, deciding, closing."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import insert, or_, select

from elearn import clock, db
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.questions.formats.reading import Place
from elearn.questions.import_models import ImportState
from elearn.training import roster_queries
from elearn.training.completion import ClassState
from elearn.training.models import TrainingClass
from elearn.training.roster_file import Person, Roster
from elearn.training.roster_judge import Row, RowState, judge
from elearn.training.roster_models import RosterImport, RosterRow
from elearn.training.roster_units import Units

AT_ONCE = 1000
"""Rows written in one transaction."""
_CELLS = ("name", "mobile", "township", "village", "unit", "post")


def prepare(made: RosterImport, roster: Roster) -> list[Row]:
    """Judge a file's rows before anything is stored: long work, done while nobody waits for a writer."""
    rows = [Row(person, position) for position, person in enumerate(roster.people, 1)]
    _judge(made, rows)
    return rows


def _judge(made: RosterImport, rows: Sequence[Row], units: Units | None = None) -> None:
    """Numbers and names are understood first, then looked up, then everything is judged."""
    units = units or roster_queries.units_of(made.unit_code)
    nobody = replace(roster_queries.around(made, units, (), ()))
    judge(rows, nobody)
    judge(rows, roster_queries.around(made, units, (row.mobile for row in rows), (row.name for row in rows)))


def new_import(
    training_class: TrainingClass, unit_code: str, by_id: int | None, file_name: str, roster: Roster, on: date
) -> RosterImport:
    """Return an import that is not stored yet. Raises RuleBroken for a day outside the class, and for a closed one."""
    if training_class.state is ClassState.CLOSED:
        raise RuleBroken("class-closed", marked("This class is closed; nothing can be entered any more."))
    if not on <= training_class.ends_on:
        raise RuleBroken("after-class", marked("The class has ended by then. Choose an earlier day."))
    return RosterImport(
        class_id=training_class.id,
        unit_code=unit_code,
        by_id=by_id,
        created_at=clock.now(),
        file_name=file_name[-120:],
        format=roster.format,
        effective_on=on,
        state=ImportState.OPEN,
        ignored=[[where.as_json(), reason, text] for where, reason, text in roster.skipped],
    )


def stage(made: RosterImport, rows: Sequence[Row]) -> int:
    """Store an import with its rows in short transactions; return its number. Nothing enters the roster yet."""
    with db.writing():
        session.add(made)
        session.flush()
        key = made.id
    for at in range(0, len(rows), AT_ONCE):
        values = [{"import_id": key, "position": row.position, **fields(row)} for row in rows[at : at + AT_ONCE]]
        with db.writing():
            session.execute(insert(RosterRow), values)
    return key


def fields(row: Row) -> dict[str, Any]:
    """Return the columns in which a judged row is stored."""
    return {
        "data": {**vars(row.person), "where": row.person.where.as_json(), "context": list(row.person.context)},
        "name": row.name[:60],
        "mobile": row.mobile,
        "post": row.post[:40],
        "unit_code": row.unit_code or None,
        "is_chosen": row.is_chosen,
        "decision": row.decision,
        "state": row.state,
        "act": row.act,
        "doubts": row.doubts,
        "units": row.units,
        "mobiles": row.mobiles,
        "user_id": row.user_id,
    }


def row_of(stored: RosterRow) -> Row:
    """Return a stored row as it is judged."""
    return Row(
        person=person_of(stored),
        position=stored.position,
        unit_code=stored.unit_code or "",
        is_chosen=stored.is_chosen,
        decision=stored.decision,
    )


def person_of(stored: RosterRow) -> Person:
    """Return the cells of a stored row."""
    data = stored.data
    return Person(**{**data, "where": Place(**data["where"]), "context": tuple(data["context"])})


def mend(made: RosterImport, position: int, cells: dict[str, str], unit_code: str = "") -> None:
    """Put what the official typed in the place of a row's cells, and judge it and all that hang on it anew.

    `unit_code` is a unit that was chosen; it must lie in the units of the import. Raises RuleBroken.
    """
    must_be(made, ImportState.OPEN)
    stored = stored_row(made, position)
    before = {stored.mobile}, {(stored.name, stored.unit_code)}
    stored.data = stored.data | {name: text.strip()[:120] for name, text in cells.items() if name in _CELLS}
    if "mobile" in cells:
        stored.data = stored.data | {"lost": False}
    units = roster_queries.units_of(made.unit_code)
    if unit_code:
        if unit_code not in units.names:
            raise RuleBroken("no_such_unit", marked("The unit %(unit)s does not exist or is closed."), unit=unit_code)
        stored.unit_code, stored.is_chosen = unit_code, True
    elif {"township", "village", "unit"} & set(cells):
        stored.is_chosen = False
    stored.decision = ""
    session.flush()
    judge_again(made, stored, units, *before)


def decide(made: RosterImport, position: int, decision: str) -> None:
    """Keep a row about which something is asked, leave one out, or take that back."""
    must_be(made, ImportState.OPEN)
    stored = stored_row(made, position)
    stored.decision = decision
    session.flush()
    judge_again(made, stored, roster_queries.units_of(made.unit_code))


def judge_again(
    made: RosterImport,
    stored: RosterRow,
    units: Units,
    mobiles: Iterable[str] = (),
    people: Iterable[tuple[str, str | None]] = (),
) -> None:
    """Judge a row and all rows that share number, or name and unit, with it or with what it was."""
    alone = row_of(stored)
    _judge(made, [alone], units)
    seen_mobiles = {*mobiles, alone.mobile} - {""}
    seen_people = {*people, (alone.name, alone.unit_code)}
    found: dict[int, RosterRow] = {stored.position: stored}
    for _ in range(4):
        more = _sharing(made, seen_mobiles, {name for name, _ in seen_people if name})
        more = [row for row in more if row.mobile in seen_mobiles or (row.name, row.unit_code) in seen_people]
        if all(row.position in found for row in more):
            break
        found |= {row.position: row for row in more}
        seen_mobiles |= {row.mobile for row in more} - {""}
        seen_people |= {(row.name, row.unit_code) for row in more}
    rows = [row_of(found[position]) for position in sorted(found)]
    _judge(made, rows, units)
    for row in rows:
        for name, value in fields(row).items():
            setattr(found[row.position], name, value)
    session.flush()


def _sharing(made: RosterImport, mobiles: set[str], people: set[str]) -> Sequence[RosterRow]:
    return session.scalars(
        select(RosterRow).where(
            RosterRow.import_id == made.id, or_(RosterRow.mobile.in_(mobiles), RosterRow.name.in_(people))
        )
    ).all()


def judge_all(made: RosterImport) -> None:
    """Judge every row anew against what is there now; what changed is stored in short transactions."""
    stored = {row.position: row for row in session.scalars(select(RosterRow).where(RosterRow.import_id == made.id))}
    rows = [row_of(stored[position]) for position in sorted(stored)]
    _judge(made, rows)
    changed = [
        row
        for row in rows
        if (row.state, row.act, row.user_id)
        != (stored[row.position].state, stored[row.position].act, stored[row.position].user_id)
    ]
    key = made.id
    for at in range(0, len(changed), AT_ONCE):
        with db.writing():
            for row in changed[at : at + AT_ONCE]:
                target = session.scalars(
                    select(RosterRow).where(RosterRow.import_id == key, RosterRow.position == row.position)
                ).one()
                for name, value in fields(row).items():
                    setattr(target, name, value)


def drop(made: RosterImport) -> None:
    """Close an import without taking anything over."""
    must_be(made, ImportState.OPEN)
    made.state = ImportState.DROPPED


def must_be(made: RosterImport, *states: ImportState) -> None:
    """Hold an import, and refuse one that stands elsewhere. Raises RuleBroken."""
    session.refresh(made, ["state"], with_for_update=True)
    if made.state not in states:
        raise RuleBroken("import-state", marked("This import has been closed already."))


def stored_row(made: RosterImport, position: int) -> RosterRow:
    """Return a row of an import that can still be mended. Raises RuleBroken."""
    found = session.scalar(select(RosterRow).where(RosterRow.import_id == made.id, RosterRow.position == position))
    if found is None or found.state is RowState.DONE:
        raise RuleBroken("no-row", marked("This row is not here any more."))
    return found
