"""All townships of a city or the province in one table: for the list that goes round with a bulletin."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, literal_column, select, union_all

from elearn import clock
from elearn.db import session, upper_bound
from elearn.people.access import LENGTH_BY_LEVEL, Level
from elearn.people.models import Unit
from elearn.reports import tallies
from elearn.reports.indicators import Counts, indicators, is_ranked, ranks, total
from elearn.reports.queries import CompletionTable, Row
from elearn.training.models import TrainingClass
from elearn.training.standing import COUNTED, NOTHING, Vector, plus
from elearn.training.tally_models import ClassTally, TallyChange

LENGTH = LENGTH_BY_LEVEL[Level.TOWNSHIP]


def table(training_class: TrainingClass, unit_code: str, as_of: date | None = None) -> CompletionTable:
    """Return a class's completion with a line for each township below a unit, ranked among all of them.

    People of the units above the townships (county offices) are in the total and in the line of the unit itself.
    Three statements, whatever the numbers.
    """
    day = as_of or clock.today()
    counted = {code: tallies.counts_of(vector) for code, vector in _sums(training_class.id, unit_code, day).items()}
    whole = tallies.figures(training_class.id, unit_code, [day])[0].whole
    found = session.scalars(
        select(Unit).where(
            (Unit.code == unit_code) | (Unit.level.in_((Level.COUNTY, Level.TOWNSHIP)) & _below(Unit.code, unit_code)),
        )
    ).all()
    own = next(unit for unit in found if unit.code == unit_code)
    counties = {unit.code: unit.short_name for unit in found if unit.level is Level.COUNTY}
    townships = [unit for unit in found if unit.level is Level.TOWNSHIP]
    units = {unit.code: unit for unit in townships if unit.closed_on is None or unit.code in counted}
    places = ranks([(code, counted.get(code, Counts())) for code, unit in units.items() if is_ranked(code, unit.kind)])
    rows = [
        Row(
            code=unit.code,
            name=counties.get(unit.code[:6], "") + unit.short_name,  # a 城关镇 there is in many counties
            counts=counts,
            figures=indicators(counts),
            rank=places.get(unit.code),
            closed=unit.closed_on is not None,
        )
        for unit in sorted(units.values(), key=lambda each: (places.get(each.code, len(units) + 1), each.code))
        for counts in [counted.get(unit.code, Counts())]
    ]
    above = whole - total([row.counts for row in rows])
    if above != Counts():
        rows.append(Row(code=unit_code, name=own.name, counts=above, figures=indicators(above), own=True))
    return CompletionTable(
        training_class=training_class,
        unit=own,
        child_level=Level.TOWNSHIP,
        rows=rows,
        total=Row(code=unit_code, name=own.name, counts=whole, figures=indicators(whole)),
        as_of=min(clock.now(), clock.end_of_day(day) - timedelta(seconds=1)),
    )


def _sums(class_id: int, unit_code: str, day: date) -> dict[str, Vector]:
    """Add up the folded and the waiting changes of each township."""
    townships = select(Unit.code).where(Unit.level == Level.TOWNSHIP, _below(Unit.code, unit_code))
    folded = (
        select(ClassTally.unit_code, *(func.sum(getattr(ClassTally, name)) for name in COUNTED))
        .where(ClassTally.class_id == class_id, ClassTally.unit_code.in_(townships), ClassTally.day <= day)
        .group_by(ClassTally.unit_code)
    )
    prefix = func.substr(TallyChange.unit_code, literal_column("1"), literal_column(str(LENGTH)))
    waiting = (
        select(prefix, *(func.sum(getattr(TallyChange, name)) for name in COUNTED))
        .where(
            TallyChange.class_id == class_id,
            _below(TallyChange.unit_code, unit_code),
            func.length(TallyChange.unit_code) >= literal_column(str(LENGTH)),
            TallyChange.day <= day,
        )
        .group_by(prefix)
    )
    found: dict[str, Vector] = {}
    for code, *values in session.execute(union_all(folded, waiting)):
        found[code] = plus(found.get(code, NOTHING), tuple(int(each) for each in values))
    return found


def _below(column: Any, unit_code: str) -> Any:
    return (column >= unit_code) & (column < upper_bound(unit_code))
