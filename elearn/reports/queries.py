"""The completion table of a unit, from the roll-ups: two statements, whatever the number of people or units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal_column, or_, select
from sqlalchemy.orm import joinedload

from elearn import clock
from elearn.db import session, upper_bound
from elearn.people.access import LEVEL_BY_LENGTH, Level
from elearn.people.models import Unit
from elearn.reports import table_rows, tallies
from elearn.reports.indicators import Counts
from elearn.reports.table_rows import Row as Row
from elearn.reports.table_rows import UnitLine
from elearn.reports.tallies import child_length
from elearn.training import class_queries
from elearn.training.completion import ClassState
from elearn.training.models import Enrolment, TrainingClass
from elearn.training.tally_models import PlaceStanding


@dataclass(frozen=True)
class CompletionTable:
    """The completion of a class in one unit, a line for each unit below it; `total` is computed from sums."""

    training_class: TrainingClass
    unit: Unit
    child_level: Level | None
    rows: Sequence[Row]
    total: Row
    as_of: datetime

    def as_json(self) -> dict[str, Any]:
        """Return rows, total and as_of for the command line."""
        return {
            "rows": [row.as_json() for row in self.rows],
            "total": self.total.as_json(),
            "as_of": self.as_of.astimezone(clock.SHANGHAI).isoformat(timespec="seconds"),
        }


def below(unit_code: str) -> ColumnElement[bool]:
    """Return the condition that an enrolment counts in a unit or below it."""
    return and_(Enrolment.unit_code >= unit_code, Enrolment.unit_code < upper_bound(unit_code))


def on_roster(day: date) -> ColumnElement[bool]:
    """Return the condition that a person is required on a day: entered and not left."""
    return and_(Enrolment.entered_on <= day, or_(Enrolment.left_on.is_(None), Enrolment.left_on > day))


def deducted(day: date) -> ColumnElement[bool]:
    """Return the condition that a person has left the roster by a day."""
    return and_(Enrolment.entered_on <= day, Enrolment.left_on.is_not(None), Enrolment.left_on <= day)


def completion(training_class: TrainingClass, unit_code: str, as_of: date | None = None) -> CompletionTable:
    """Count a class in a unit: one line for each unit of the level below, also for those with nobody on the roster.

    People of the unit itself are the line of its own code (`own`), so that the lines always add up to the total.
    `as_of`: an earlier day, counted as it stood when that day ended; without it the present moment.
    `training_class.exam` must be loaded. Two statements, whatever the numbers.
    """
    length = child_length(unit_code)
    day = as_of or clock.today()
    counted_now = tallies.figures(training_class.id, unit_code, [day])[0]
    counted = dict(counted_now.below)
    if counted_now.own != Counts():
        counted[unit_code] = counted_now.own
    found = session.scalars(
        select(Unit).where(
            or_(
                Unit.code == unit_code,
                and_(Unit.parent_code == unit_code, or_(Unit.closed_on.is_(None), Unit.code.in_(counted))),
            )
        )
    )
    units = {unit.code: unit for unit in found}
    own = units.pop(unit_code)
    own_line = unit_line(own)
    return CompletionTable(
        training_class=training_class,
        unit=own,
        child_level=LEVEL_BY_LENGTH[length] if length else None,
        rows=table_rows.lines(own_line, map(unit_line, units.values()), counted, counted_now.whole),
        total=table_rows.total_line(UnitLine(own.code, own.name), counted_now.whole),
        as_of=min(clock.now(), clock.end_of_day(day) - timedelta(seconds=1)),
    )


def unit_line(unit: Unit) -> UnitLine:
    """Return what a line of a table needs to know of a unit."""
    return UnitLine(unit.code, unit.short_name, unit.kind, unit.closed_on is not None)


def units_by_code(codes: Sequence[str]) -> dict[str, Unit]:
    """Return units by their codes."""
    return {unit.code: unit for unit in session.scalars(select(Unit).where(Unit.code.in_(codes)))}


def classes_for(unit_code: str, own_codes: Sequence[str] = ()) -> Sequence[TrainingClass]:
    """Return the classes that concern a unit: for it, for one above or below it, or with somebody of it on the roster.

    Drafts only where they belong to one of `own_codes`. The class in progress comes first, then the newest.
    """
    today = clock.today()
    enrolled = select(Enrolment.id).where(Enrolment.class_id == TrainingClass.id, below(unit_code)).exists()
    in_progress = and_(
        TrainingClass.starts_on <= today, TrainingClass.ends_on >= today, TrainingClass.state != ClassState.DRAFT
    )
    visible = or_(TrainingClass.state != ClassState.DRAFT, class_queries.made_by(own_codes))
    return session.scalars(
        select(TrainingClass)
        .where(visible, or_(class_queries.for_units([unit_code]), enrolled))
        .order_by(case((in_progress, 0), else_=1), TrainingClass.starts_on.desc(), TrainingClass.id)
        .options(joinedload(TrainingClass.exam))
    ).all()


def idle_villages(training_class: TrainingClass, unit_code: str, as_of: date | None = None) -> list[tuple[Unit, int]]:
    """Return the villages with people on the roster of whom nobody has begun, with how many are required there."""
    begun = func.sum(case((PlaceStanding.started, literal_column("1")), else_=literal_column("0")))
    rows = session.execute(
        select(Unit, func.count())
        .join(PlaceStanding, PlaceStanding.unit_code == Unit.code)
        .where(
            *standing_on(training_class.id, unit_code, as_of or clock.today()),
            PlaceStanding.deducted.is_(False),
            Unit.level == Level.VILLAGE,
        )
        .group_by(Unit.code)
        .having(begun == 0)
        .order_by(Unit.code)
    )
    return [(unit, number) for unit, number in rows]


def standing_on(class_id: int, unit_code: str, day: date) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that find how each person of a unit and below it counted on a day."""
    return (
        PlaceStanding.class_id == class_id,
        PlaceStanding.unit_code >= unit_code,
        PlaceStanding.unit_code < upper_bound(unit_code),
        PlaceStanding.since <= day,
        PlaceStanding.until > day,
    )
